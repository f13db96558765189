package com.blossomer.gtm.llm.remote;

import com.blossomer.gtm.llm.LlmOutcome;
import com.blossomer.gtm.llm.economy.BatchApi;
import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.client5.http.classic.methods.HttpPost;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;

/** Calls to a batch API's routes, and what they have in common. Each is tried once. */
final class BatchCalls {

    /** Of a request or response without prompts or answers. */
    static final Duration SMALL = Duration.ofMinutes(1);

    /** Of one with all of a batch's prompts or answers. */
    static final Duration LARGE = Duration.ofMinutes(5);

    /** Results of some ten thousand entries. */
    private static final int MAX_BODY = 256 * 1024 * 1024;

    private final Wire wire = new Wire(MAX_BODY);
    private final Endpoint endpoint;
    private final Map<String, String> headers;
    private final Outcomes outcomes;

    /** @param headers sent with every request: the key */
    BatchCalls(Endpoint endpoint, Map<String, String> headers, Outcomes outcomes) {
        this.endpoint = endpoint;
        this.headers = Map.copyOf(headers);
        this.outcomes = outcomes;
    }

    Wire.Result get(String path, Duration timeout) throws InterruptedException {
        return send(new HttpGet(address(path)), timeout);
    }

    /** @param parts of the body, one after another */
    Wire.Result post(String path, String contentType, List<byte[]> parts, Duration timeout)
            throws InterruptedException {
        HttpPost request = new HttpPost(address(path));
        request.addHeader("Content-Type", contentType);
        request.setEntity(new SentBody(parts));
        return send(request, timeout);
    }

    /** What a response other than the hoped-for one comes to. */
    LlmOutcome outcome(Wire.Result result, String model) {
        return switch (result) {
            case Wire.Answered answered ->
                answered.status() < 300
                        ? new LlmOutcome.Unavailable("a response of " + endpoint.authority() + " is not understood")
                        : outcomes.ofBatch(answered, model);
            case Wire.Unanswered unanswered -> new LlmOutcome.Unavailable(unanswered.why());
            case Wire.Stopped stopped -> throw new IllegalStateException("stopped");
        };
    }

    /**
     * What became of the request that creates a batch, where it is not there to see. What was refused was not created; where
     * the server failed, or nobody answered, it may have been.
     */
    BatchApi.Creation notSeen(Wire.Result result, String model) {
        LlmOutcome outcome = outcome(result, model);
        boolean turnedAway =
                result instanceof Wire.Answered answered && (answered.status() == 429 || answered.status() == 529);
        return turnedAway || outcome instanceof LlmOutcome.Rejected
                ? new BatchApi.NotCreated(outcome)
                : new BatchApi.Unclear(outcome.toString());
    }

    /** The body of a response of 200; empty for any other result. */
    static Optional<JsonNode> json(Wire.Result result) {
        return result instanceof Wire.Answered answered && answered.status() == 200
                ? Optional.of(Outcomes.parse(answered.body())).filter(JsonNode::isObject)
                : Optional.empty();
    }

    /** A line of results. */
    record Named(String customId, BatchApi.Line line) {}

    /**
     * A batch's results, one on each line.
     *
     * @param reader of one; empty where it is none
     */
    BatchApi.Reading lines(List<String> sources, String model, Function<JsonNode, Optional<Named>> reader)
            throws InterruptedException {
        Map<String, BatchApi.Line> lines = new HashMap<>();
        int unreadable = 0;
        for (String source : sources) {
            Wire.Result result = get(source, LARGE);
            if (!(result instanceof Wire.Answered answered) || answered.status() != 200) {
                return new BatchApi.NoAnswer(outcome(result, model));
            }
            for (byte[] one : split(answered.body())) {
                Optional<Named> named = reader.apply(Outcomes.parse(one));
                named.ifPresent(found -> lines.put(found.customId(), found.line()));
                unreadable += named.isPresent() ? 0 : 1;
            }
        }
        return new BatchApi.Results(lines, unreadable);
    }

    static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static List<byte[]> split(byte[] body) {
        List<byte[]> lines = new ArrayList<>();
        int from = 0;
        for (int at = 0; at <= body.length; at++) {
            if (at == body.length || body[at] == '\n') {
                byte[] line = Arrays.copyOfRange(body, from, at);
                if (!new String(line, StandardCharsets.UTF_8).isBlank()) {
                    lines.add(line);
                }
                from = at + 1;
            }
        }
        return lines;
    }

    private Wire.Result send(HttpUriRequestBase request, Duration timeout) throws InterruptedException {
        headers.forEach(request::addHeader);
        Wire.Result result = wire.send(request, timeout);
        if (result instanceof Wire.Stopped) {
            throw new InterruptedException("stopped while waiting for an answer");
        }
        return result;
    }

    private URI address(String path) {
        String query = endpoint.query().isEmpty() ? "" : (path.contains("?") ? "&" : "?") + endpoint.query();
        return URI.create(endpoint.base() + path + query);
    }
}
