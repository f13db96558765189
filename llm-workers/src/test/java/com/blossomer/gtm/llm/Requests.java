package com.blossomer.gtm.llm;

import java.time.Duration;
import java.util.List;

/** Requests whose content does not matter. */
final class Requests {

    private Requests() {}

    static LlmRequest any() {
        return new LlmRequest(
                "sketch",
                "m",
                "https://acme.example/",
                "s",
                "u",
                "{}",
                "{}",
                0.2,
                500,
                List.of(),
                Duration.ofSeconds(9));
    }
}
