package com.blossomer.gtm.llm;

import com.blossomer.gtm.events.Lane;
import com.blossomer.gtm.events.PromptTask;
import java.time.Instant;
import java.util.List;

/** Prompt tasks for an asset whose only rule is a headline of five words at most. */
final class Tasks {

    static final String GOOD = "{\"headline\":\"Three plain words\"}";
    static final String BAD = "{\"headline\":\"Far more words than the five that are allowed here\"}";

    private Tasks() {}

    static PromptTask task(Lane lane, String... models) {
        return PromptTask.newBuilder()
                .setTenant("default")
                .setCampaignId("cmp_1")
                .setRun(1)
                .setSite("acme.example")
                .setTaskId("t")
                .setOccurredAt(Instant.EPOCH)
                .setTraceId("0")
                .setWebsiteUrl("https://acme.example/")
                .setAsset("sketch")
                .setPromptVersion("1")
                .setModels(List.of(models))
                .setSystem("You write sketches.")
                .setUser("Write one.")
                .setOutputSchema("{\"type\":\"object\",\"additionalProperties\":false,\"required\":[\"headline\"],"
                        + "\"properties\":{\"headline\":{\"type\":\"string\",\"x-max-words\":5}}}")
                .setTemperature(0.2)
                .setMaxOutputTokens(500)
                .setLane(lane)
                .build();
    }
}
