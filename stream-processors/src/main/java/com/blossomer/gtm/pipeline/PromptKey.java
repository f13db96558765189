package com.blossomer.gtm.pipeline;

import com.blossomer.gtm.catalog.AssetType;
import com.blossomer.gtm.catalog.RenderedPrompt;
import com.blossomer.gtm.hash.Sha256;
import java.time.Instant;
import java.util.List;

/** The name of a question: equal questions of a tenant have equal keys, so that none is paid for twice. */
final class PromptKey {

    private PromptKey() {}

    /** SHA-256, hex, over tenant, system, user, output schema, models and parameters, each with its length before it. */
    static String of(String tenant, AssetType type, RenderedPrompt prompt, List<String> models) {
        return Sha256.hex(
                tenant,
                prompt.system(),
                prompt.user(),
                type.prompt().outputSchema(),
                String.join(",", models),
                Double.toString(type.temperature()),
                Integer.toString(type.maxOutputTokens()));
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
}
