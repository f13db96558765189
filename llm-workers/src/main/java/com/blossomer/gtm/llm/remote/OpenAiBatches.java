package com.blossomer.gtm.llm.remote;

import com.blossomer.gtm.llm.economy.BatchApi;
import com.blossomer.gtm.llm.economy.BatchApi.Absent;
import com.blossomer.gtm.llm.economy.BatchApi.Cause;
import com.blossomer.gtm.llm.economy.BatchApi.Created;
import com.blossomer.gtm.llm.economy.BatchApi.Creation;
import com.blossomer.gtm.llm.economy.BatchApi.Ended;
import com.blossomer.gtm.llm.economy.BatchApi.Entry;
import com.blossomer.gtm.llm.economy.BatchApi.Failed;
import com.blossomer.gtm.llm.economy.BatchApi.Found;
import com.blossomer.gtm.llm.economy.BatchApi.Gone;
import com.blossomer.gtm.llm.economy.BatchApi.NoAnswer;
import com.blossomer.gtm.llm.economy.BatchApi.NotCreated;
import com.blossomer.gtm.llm.economy.BatchApi.Progress;
import com.blossomer.gtm.llm.economy.BatchApi.Reading;
import com.blossomer.gtm.llm.economy.BatchApi.Running;
import com.blossomer.gtm.llm.economy.BatchApi.Search;
import com.blossomer.gtm.llm.economy.BatchApi.Undone;
import com.blossomer.gtm.llm.economy.BatchApi.Unsure;
import com.blossomer.gtm.llm.economy.BatchApi.Wanted;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * OpenAI's batch API: a file of requests is uploaded, and a batch made of it, which carries its submission's id in its
 * metadata. An upload that comes to nothing costs nothing.
 */
final class OpenAiBatches implements BatchRoutes {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** As the API names it, whatever the base URL's path. */
    private static final String ROUTE = "/v1/chat/completions";

    private static final String MARK = "blossomer_submission";
    private static final Set<String> NO_CREDIT =
            Set.of("insufficient_quota", "billing_hard_limit_reached", "billing_not_active");

    /** Clocks differ a little. */
    private static final Duration MARGIN = Duration.ofMinutes(10);

    private static final int MAX_PAGES = 100;

    private final BatchCalls calls;

    OpenAiBatches(BatchCalls calls) {
        this.calls = calls;
    }

    @Override
    public Creation create(String submission, String model, List<Entry> entries) throws InterruptedException {
        Wire.Result uploaded = calls.post(
                "/files", "multipart/form-data; boundary=" + submission, upload(submission, entries), BatchCalls.LARGE);
        String file = BatchCalls.json(uploaded)
                .map(json -> json.path("id").asText(""))
                .orElse("");
        if (file.isEmpty()) {
            return new NotCreated(calls.outcome(uploaded, model));
        }
        ObjectNode wish = JSON.createObjectNode()
                .put("input_file_id", file)
                .put("endpoint", ROUTE)
                .put("completion_window", "24h");
        wish.putObject("metadata").put(MARK, submission);
        Wire.Result created =
                calls.post("/batches", "application/json", List.of(BatchCalls.utf8(wish.toString())), BatchCalls.SMALL);
        String batch =
                BatchCalls.json(created).map(json -> json.path("id").asText("")).orElse("");
        return batch.isEmpty() ? calls.notSeen(created, model) : new Created(batch);
    }

    private static List<byte[]> upload(String boundary, List<Entry> entries) {
        List<byte[]> parts = new ArrayList<>();
        parts.add(BatchCalls.utf8("--" + boundary
                + "\r\nContent-Disposition: form-data; name=\"purpose\"\r\n\r\nbatch\r\n--" + boundary
                + "\r\nContent-Disposition: form-data; name=\"file\"; filename=\"" + boundary
                + ".jsonl\"\r\nContent-Type: application/jsonl\r\n\r\n"));
        for (Entry entry : entries) {
            parts.add(BatchCalls.utf8("{\"custom_id\":\"" + entry.customId() + "\",\"method\":\"POST\",\"url\":\""
                    + ROUTE + "\",\"body\":" + entry.body() + "}\n"));
        }
        parts.add(BatchCalls.utf8("\r\n--" + boundary + "--\r\n"));
        return parts;
    }

    @Override
    public Search find(Wanted wanted) throws InterruptedException {
        String after = "";
        for (int page = 0; page < MAX_PAGES; page++) {
            Wire.Result listed = calls.get("/batches?limit=100" + after, BatchCalls.SMALL);
            Optional<JsonNode> json = BatchCalls.json(listed);
            if (json.isEmpty()) {
                return new Unsure(calls.outcome(listed, wanted.model()).toString());
            }
            String last = "";
            Instant oldest = Instant.MAX;
            for (JsonNode batch : json.get().path("data")) {
                last = batch.path("id").asText("");
                if (batch.path("metadata").path(MARK).asText("").equals(wanted.submission())) {
                    return new Found(last);
                }
                oldest = Instant.ofEpochSecond(batch.path("created_at").asLong());
            }
            if (last.isEmpty()
                    || !json.get().path("has_more").asBoolean()
                    || oldest.isBefore(wanted.since().minus(MARGIN))) {
                return new Absent();
            }
            after = "&after=" + last;
        }
        return new Unsure("more batches than can be looked through");
    }

    @Override
    public Progress poll(String batch, String model) throws InterruptedException {
        Wire.Result polled = calls.get("/batches/" + batch, BatchCalls.SMALL);
        if (polled instanceof Wire.Answered answered && answered.status() == 404) {
            return new Gone("the provider knows no batch " + batch);
        }
        Optional<JsonNode> json = BatchCalls.json(polled);
        return json.isEmpty() ? new NoAnswer(calls.outcome(polled, model)) : progress(json.get());
    }

    private static Progress progress(JsonNode batch) {
        return switch (batch.path("status").asText("")) {
            case "completed" -> new Ended(sources(batch), true);
            case "expired", "cancelled" -> new Ended(sources(batch), false);
            case "failed" -> {
                JsonNode error = batch.path("errors").path("data").path(0);
                String code = error.path("code").asText("").replaceAll("[^A-Za-z0-9_.-]", "");
                yield new Failed(
                        "the provider did not accept the batch" + (code.isEmpty() ? "" : ": " + code),
                        NO_CREDIT.contains(code));
            }
            default -> new Running();
        };
    }

    private static List<String> sources(JsonNode batch) {
        List<String> sources = new ArrayList<>();
        for (String file : List.of("output_file_id", "error_file_id")) {
            String id = batch.path(file).asText("");
            if (!id.isEmpty()) {
                sources.add("/files/" + id + "/content");
            }
        }
        return sources;
    }

    @Override
    public Reading read(Ended ended, String model) throws InterruptedException {
        return calls.lines(ended.sources(), model, OpenAiBatches::line);
    }

    private static Optional<BatchCalls.Named> line(JsonNode line) {
        String id = line.path("custom_id").asText("");
        JsonNode response = line.path("response");
        if (id.isEmpty()) {
            return Optional.empty();
        }
        if (response.isObject()) {
            String body = response.path("body").toString();
            return Optional.of(new BatchCalls.Named(
                    id, new BatchApi.Response(response.path("status_code").asInt(200), body)));
        }
        Cause cause = switch (line.path("error").path("code").asText("")) {
            case "batch_expired" -> Cause.EXPIRED;
            case "batch_cancelled" -> Cause.CANCELLED;
            default -> Cause.ERRORED;
        };
        return Optional.of(new BatchCalls.Named(id, new Undone(cause)));
    }
}
