package com.blossomer.gtm.pipeline;

import com.blossomer.gtm.catalog.AssetType;
import com.blossomer.gtm.catalog.RenderedPrompt;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;

/** The name of a question: equal questions of a tenant have equal keys, so that none is paid for twice. */
final class PromptKey {

    private PromptKey() {}

    /** SHA-256, hex, over tenant, system, user, output schema, models and parameters, each with its length before it. */
    static String of(String tenant, AssetType type, RenderedPrompt prompt, List<String> models) {
        MessageDigest digest = sha256();
        add(digest, tenant);
        add(digest, prompt.system());
        add(digest, prompt.user());
        add(digest, type.prompt().outputSchema());
        add(digest, String.join(",", models));
        add(digest, Double.toString(type.temperature()));
        add(digest, Integer.toString(type.maxOutputTokens()));
        return HexFormat.of().formatHex(digest.digest());
    }

    /** Names one asking of a question; a late answer to an earlier asking is told from the answer to this one. */
    static String taskId(String key, Instant askedAt) {
        return key + "@" + askedAt.toEpochMilli();
    }

    /** The key in a {@link #taskId}. */
    static String ofTask(String taskId) {
        int at = taskId.indexOf('@');
        return at < 0 ? taskId : taskId.substring(0, at);
    }

    private static void add(MessageDigest digest, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).flip());
        digest.update(bytes);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
