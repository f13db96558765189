package com.blossomer.gtm.llm.remote;

import com.blossomer.gtm.llm.economy.BatchApi;
import com.blossomer.gtm.llm.economy.BatchApi.Absent;
import com.blossomer.gtm.llm.economy.BatchApi.Cause;
import com.blossomer.gtm.llm.economy.BatchApi.Created;
import com.blossomer.gtm.llm.economy.BatchApi.Creation;
import com.blossomer.gtm.llm.economy.BatchApi.Ended;
import com.blossomer.gtm.llm.economy.BatchApi.Entry;
import com.blossomer.gtm.llm.economy.BatchApi.Found;
import com.blossomer.gtm.llm.economy.BatchApi.Gone;
import com.blossomer.gtm.llm.economy.BatchApi.NoAnswer;
import com.blossomer.gtm.llm.economy.BatchApi.Progress;
import com.blossomer.gtm.llm.economy.BatchApi.Reading;
import com.blossomer.gtm.llm.economy.BatchApi.Results;
import com.blossomer.gtm.llm.economy.BatchApi.Running;
import com.blossomer.gtm.llm.economy.BatchApi.Search;
import com.blossomer.gtm.llm.economy.BatchApi.Undone;
import com.blossomer.gtm.llm.economy.BatchApi.Unsure;
import com.blossomer.gtm.llm.economy.BatchApi.Wanted;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Anthropic's message batches. They carry no metadata: which submission's one is, is told by its custom ids alone, and those
 * are told only with the results. So one of the right size and time that is still running may be the one that is looked for,
 * and is waited for.
 */
final class AnthropicBatches implements BatchRoutes {

    private static final String ROUTE = "/messages/batches";

    /** Clocks differ a little. */
    private static final Duration MARGIN = Duration.ofMinutes(10);

    private static final int MAX_PAGES = 100;

    private final BatchCalls calls;

    AnthropicBatches(BatchCalls calls) {
        this.calls = calls;
    }

    @Override
    public Creation create(String submission, String model, List<Entry> entries) throws InterruptedException {
        List<byte[]> parts = new ArrayList<>();
        String before = "{\"requests\":[";
        for (Entry entry : entries) {
            parts.add(BatchCalls.utf8(
                    before + "{\"custom_id\":\"" + entry.customId() + "\",\"params\":" + entry.body() + "}"));
            before = ",";
        }
        parts.add(BatchCalls.utf8("]}"));
        Wire.Result created = calls.post(ROUTE, "application/json", parts, BatchCalls.LARGE);
        String batch =
                BatchCalls.json(created).map(json -> json.path("id").asText("")).orElse("");
        return batch.isEmpty() ? calls.notSeen(created, model) : new Created(batch);
    }

    @Override
    public Search find(Wanted wanted) throws InterruptedException {
        String after = "";
        String unsure = "";
        for (int page = 0; page < MAX_PAGES; page++) {
            Wire.Result listed = calls.get(ROUTE + "?limit=100" + after, BatchCalls.SMALL);
            Optional<JsonNode> json = BatchCalls.json(listed);
            if (json.isEmpty()) {
                return new Unsure(calls.outcome(listed, wanted.model()).toString());
            }
            Instant oldest = Instant.MAX;
            for (JsonNode batch : json.get().path("data")) {
                oldest = instant(batch.path("created_at").asText());
                if (!mayBe(batch, oldest, wanted)) {
                    continue;
                }
                switch (look(batch, wanted)) {
                    case Found found -> {
                        return found;
                    }
                    case Unsure doubtful -> unsure = doubtful.detail();
                    case Absent absent -> {}
                }
            }
            String last = json.get().path("last_id").asText("");
            if (last.isEmpty()
                    || !json.get().path("has_more").asBoolean()
                    || oldest.isBefore(wanted.since().minus(MARGIN))) {
                return unsure.isEmpty() ? new Absent() : new Unsure(unsure);
            }
            after = "&after_id=" + last;
        }
        return new Unsure("more batches than can be looked through");
    }

    private static boolean mayBe(JsonNode batch, Instant created, Wanted wanted) {
        int entries = 0;
        for (JsonNode count : batch.path("request_counts")) {
            entries += count.asInt();
        }
        return entries == wanted.entries()
                && !created.isBefore(wanted.since().minus(MARGIN))
                && !wanted.others().contains(batch.path("id").asText(""));
    }

    private Search look(JsonNode batch, Wanted wanted) throws InterruptedException {
        String id = batch.path("id").asText("");
        if (!(progress(batch, id) instanceof Ended ended)) {
            return new Unsure("batch " + id + " may be it, and tells only when it ends");
        }
        return switch (read(ended, wanted.model())) {
            case NoAnswer none -> new Unsure("the results of batch " + id + " cannot be read now");
            case Results results ->
                results.lines().keySet().stream().anyMatch(name -> name.startsWith(wanted.submission()))
                        ? new Found(id)
                        : new Absent();
        };
    }

    @Override
    public Progress poll(String batch, String model) throws InterruptedException {
        Wire.Result polled = calls.get(ROUTE + "/" + batch, BatchCalls.SMALL);
        if (polled instanceof Wire.Answered answered && answered.status() == 404) {
            return new Gone("the provider knows no batch " + batch);
        }
        Optional<JsonNode> json = BatchCalls.json(polled);
        return json.isEmpty() ? new NoAnswer(calls.outcome(polled, model)) : progress(json.get(), batch);
    }

    /** Results are fetched from where we know the provider to be, not from the address that the batch names. */
    private static Progress progress(JsonNode batch, String id) {
        return batch.path("processing_status").asText("").equals("ended")
                ? new Ended(List.of(ROUTE + "/" + id + "/results"), true)
                : new Running();
    }

    @Override
    public Reading read(Ended ended, String model) throws InterruptedException {
        return calls.lines(ended.sources(), model, AnthropicBatches::line);
    }

    private static Optional<BatchCalls.Named> line(JsonNode line) {
        String id = line.path("custom_id").asText("");
        JsonNode result = line.path("result");
        if (id.isEmpty() || !result.isObject()) {
            return Optional.empty();
        }
        BatchApi.Line read = switch (result.path("type").asText("")) {
            case "succeeded" ->
                new BatchApi.Response(200, result.path("message").toString());
            case "errored" -> error(result.path("error"));
            case "expired" -> new Undone(Cause.EXPIRED);
            case "canceled" -> new Undone(Cause.CANCELLED);
            default -> new Undone(Cause.ERRORED);
        };
        return Optional.of(new BatchCalls.Named(id, read));
    }

    /** An error of an entry has no status; its type says which a single call would have had. */
    private static BatchApi.Line error(JsonNode error) {
        JsonNode inner = error.path("error").isObject() ? error.path("error") : error;
        int status = switch (inner.path("type").asText("")) {
            case "invalid_request_error" -> 400;
            case "authentication_error" -> 401;
            case "billing_error" -> 402;
            case "permission_error" -> 403;
            case "not_found_error" -> 404;
            case "request_too_large" -> 413;
            case "rate_limit_error" -> 429;
            case "overloaded_error" -> 529;
            default -> 500;
        };
        return new BatchApi.Response(status, error.toString());
    }

    private static Instant instant(String text) {
        try {
            return Instant.parse(text);
        } catch (DateTimeParseException e) {
            return Instant.MAX;
        }
    }
}
