package com.blossomer.gtm.llm.remote;

import com.blossomer.gtm.llm.LlmOutcome;
import com.blossomer.gtm.llm.LlmRequest;
import com.blossomer.gtm.llm.economy.BatchApi;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * A provider's batch API. Bodies are written and responses are read by the same code as those of single calls, so that
 * structured output, usage, refusals and truncation are treated alike.
 *
 * @param routes the provider's own
 * @param compose the body of a single call, on one line
 * @param read the response to a single call
 */
record RemoteBatches(
        BatchRoutes routes,
        Function<LlmRequest, Optional<String>> compose,
        BiFunction<BatchApi.Response, LlmRequest, LlmOutcome> read)
        implements BatchApi {

    @Override
    public Optional<String> body(LlmRequest request) {
        return compose.apply(request);
    }

    @Override
    public Creation create(String submission, String model, List<Entry> entries) throws InterruptedException {
        return routes.create(submission, model, entries);
    }

    @Override
    public Search find(Wanted wanted) throws InterruptedException {
        return routes.find(wanted);
    }

    @Override
    public Progress poll(String batch, String model) throws InterruptedException {
        return routes.poll(batch, model);
    }

    @Override
    public Reading read(Ended ended, String model) throws InterruptedException {
        return routes.read(ended, model);
    }

    @Override
    public LlmOutcome outcome(Response response, LlmRequest request) {
        return read.apply(response, request);
    }
}
