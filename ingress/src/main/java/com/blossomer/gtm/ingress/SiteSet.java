package com.blossomer.gtm.ingress;

import com.blossomer.gtm.hash.Sha256;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/**
 * The sites of a batch and the line that each first came with: 64 bits of a hash and a line for each, so that a million of
 * them take 24 MiB. Two sites of a million share a hash once in 40 million batches. Not thread-safe.
 */
final class SiteSet {

    private final MessageDigest digest = Sha256.digest();

    /** Open addressing; 0 is free. */
    private long[] hashes = new long[1024];

    private int[] lines = new int[1024];
    private int size;

    /** The line that the site came with before; 0 when it is new, and is noted then. */
    long add(String site, long line) {
        if (2 * size >= hashes.length) {
            grow();
        }
        long hash = hash(site);
        int slot = slot(hash);
        if (hashes[slot] == hash) {
            return lines[slot];
        }
        hashes[slot] = hash;
        lines[slot] = (int) Math.min(line, Integer.MAX_VALUE);
        size++;
        return 0;
    }

    private int slot(long hash) {
        int slot = (int) hash & hashes.length - 1;
        while (hashes[slot] != 0 && hashes[slot] != hash) {
            slot = slot + 1 & hashes.length - 1;
        }
        return slot;
    }

    private void grow() {
        long[] oldHashes = hashes;
        int[] oldLines = lines;
        hashes = new long[2 * oldHashes.length];
        lines = new int[2 * oldLines.length];
        for (int i = 0; i < oldHashes.length; i++) {
            if (oldHashes[i] != 0) {
                int slot = slot(oldHashes[i]);
                hashes[slot] = oldHashes[i];
                lines[slot] = oldLines[i];
            }
        }
    }

    private long hash(String site) {
        long hash = ByteBuffer.wrap(digest.digest(site.getBytes(StandardCharsets.UTF_8)))
                .getLong();
        return hash == 0 ? 1 : hash;
    }
}
