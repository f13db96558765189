package com.blossomer.gtm.llm.remote;

import com.blossomer.gtm.cost.TokenUsage;
import com.blossomer.gtm.llm.LlmRequest;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.Optional;

/**
 * What is one provider's own: how it is asked, in the words of the library, and what its responses mean. Everything else is
 * {@link RemoteProvider} and {@link Outcomes}. Called by very many threads at once.
 *
 * <p>Responses are read here, not by the library, which does not tell of every one what it was charged and why it ended: not
 * of a refusal by OpenAI, of which it makes an exception, nor of one by Anthropic, nor of a prompt that Gemini blocks.
 */
interface Protocol {

    Endpoint endpoint();

    /**
     * Has the library compose a request.
     *
     * @throws Transport.Composed with the request; always, or else what the library throws where it has no words for it
     */
    void compose(LlmRequest request);

    /** The answer in a response; empty where it holds none. */
    String text(JsonNode response);

    /** The model that answered; empty where the response does not say it. */
    default String model(JsonNode response) {
        return response.path("model").asText("");
    }

    /** Tokens as the response counts them; none where it does not. */
    TokenUsage usage(JsonNode response);

    Ending ending(JsonNode response);

    /** What an error response says beyond its status. */
    Fault fault(int status, JsonNode error);

    /** How long an error response asks to wait, where it says so in its body. */
    default Optional<Duration> wait(JsonNode error) {
        return Optional.empty();
    }

    /** The routes of the provider's batch API; empty where it has none that we know. */
    default Optional<BatchRoutes> batches(Outcomes outcomes) {
        return Optional.empty();
    }

    /** Why a response ended where it does. */
    enum Ending {
        DONE,
        /** At the limit of tokens. */
        CUT_OFF,
        /** The model will not answer. */
        REFUSED,
        /** The provider does not let the model answer, or its answer through. */
        FILTERED
    }

    /** Errors that mean the same whatever their status. */
    enum Fault {
        NONE,
        BAD_KEY,
        /** No credit, no quota, no billing: paying helps, waiting does not. */
        NO_CREDIT,
        FILTERED
    }
}
