package com.blossomer.gtm.catalog;

import com.blossomer.gtm.events.SiteContent;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a prompt is rendered from.
 *
 * @param websiteUrl as the caller gave it
 * @param content what was read of the site; null where the asset does not depend on {@code content}
 * @param assets the assets that this one depends on: name to JSON
 * @param userContext {@code user_inputted_context}, JSON or plain text; null where there is none
 */
public record PromptInputs(
        String websiteUrl,
        @Nullable SiteContent content,
        Map<String, String> assets,
        @Nullable String userContext) {

    public PromptInputs {
        assets = Map.copyOf(assets);
    }
}
