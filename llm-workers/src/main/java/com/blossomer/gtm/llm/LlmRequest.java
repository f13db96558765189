package com.blossomer.gtm.llm;

import java.time.Duration;
import java.util.List;

/**
 * One question to a model.
 *
 * @param asset the asset type; also the name of the structured output
 * @param model as the provider names it, without the provider
 * @param websiteUrl the URL that the campaign is for
 * @param outputSchema the asset's whole schema with its custom keywords, for a provider that writes by rules
 * @param providerSchema the schema for a provider's structured output
 * @param earlier answers that broke the rules, and what was said of each; empty at first
 * @param timeout until the whole answer is there
 */
public record LlmRequest(
        String asset,
        String model,
        String websiteUrl,
        String system,
        String user,
        String outputSchema,
        String providerSchema,
        double temperature,
        int maxOutputTokens,
        List<LlmRequest.Turn> earlier,
        Duration timeout) {

    public LlmRequest {
        earlier = List.copyOf(earlier);
    }

    /** An answer of the model's, and the correction asked for. */
    public record Turn(String answer, String correction) {}
}
