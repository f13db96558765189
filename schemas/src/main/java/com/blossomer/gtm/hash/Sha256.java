package com.blossomer.gtm.hash;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * SHA-256 over a list of texts, in UTF-8. Each goes in with its length before it, so that no two lists look alike. Not
 * thread-safe.
 */
public final class Sha256 {

    private static final int NO_TEXT = -1;

    private final MessageDigest digest = digest();

    /** Of one text, without its length. */
    public static byte[] of(String text) {
        return digest().digest(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Of several, in hex. */
    public static String hex(String... parts) {
        Sha256 hash = new Sha256();
        for (String part : parts) {
            hash.add(part);
        }
        return hash.hex();
    }

    /** For who wants to use it again and again. */
    public static MessageDigest digest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** @param part null differs from the empty text */
    public void add(@Nullable String part) {
        byte[] bytes = part == null ? new byte[0] : part.getBytes(StandardCharsets.UTF_8);
        int length = part == null ? NO_TEXT : bytes.length;
        digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(length).flip());
        digest.update(bytes);
    }

    /** Of all that was added; what is added afterwards begins anew. */
    public String hex() {
        return HexFormat.of().formatHex(digest.digest());
    }
}
