package com.blossomer.gtm.llm.economy;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * What an entry is called at the provider: its submission's id, by which a batch is known again where nothing else tells
 * whose it is, and the beginning of its task's hash. Within what both providers take: 64 of a-z, 0-9 and -.
 */
final class CustomId {

    private static final int HASH_BYTES = 12;

    private CustomId() {}

    static String of(String submission, String taskId) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(taskId.getBytes(StandardCharsets.UTF_8));
            return submission + "-" + HexFormat.of().formatHex(hash, 0, HASH_BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
