package com.blossomer.gtm.llm;

import com.blossomer.gtm.llm.remote.ChatServer;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A provider with a batch API on loopback, in the documented shapes of one; it keeps a ledger of what it charges for. */
abstract class BatchServer implements AutoCloseable {

    static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern PROMPT = Pattern.compile("Write one #[0-9a-z-]+");

    final ChatServer http = new ChatServer();
    final List<Batch> batches = new CopyOnWriteArrayList<>();
    final Map<String, JsonNode> singles = new ConcurrentHashMap<>();
    final AtomicInteger calls = new AtomicInteger();

    /** Prompt to how often it was answered. */
    final Map<String, Integer> paid = new ConcurrentHashMap<>();

    /** Statuses that the next creations and the next looks at a batch are answered with. */
    final Deque<Integer> creations = new ConcurrentLinkedDeque<>();

    final Deque<Integer> polls = new ConcurrentLinkedDeque<>();
    final AtomicInteger truncations = new AtomicInteger();
    final AtomicInteger hung = new AtomicInteger();
    volatile Function<String, Fate> fates = prompt -> Fate.GOOD;
    volatile Hang hang = Hang.NEVER;
    volatile boolean done = true;
    volatile boolean rejectsWhole;
    volatile boolean stranger;
    private final CountDownLatch end = new CountDownLatch(1);

    /** What becomes of an entry. */
    enum Fate {
        GOOD,
        BAD,
        OVERLOADED,
        EXPIRED,
        CANCELLED
    }

    /** Where the creation of a batch gets stuck. */
    enum Hang {
        NEVER,
        BEFORE,
        AFTER
    }

    /** @param bodies by custom id */
    record Batch(String id, String mark, Map<String, JsonNode> bodies, Instant created) {}

    BatchServer() {
        http.replies((exchange, body) -> {
            try {
                answer(
                        exchange,
                        body,
                        exchange.getRequestMethod() + " "
                                + exchange.getRequestURI().getPath());
            } catch (RuntimeException e) {
                ChatServer.send(exchange, 500, "{\"error\":{\"message\":\"" + e + "\"}}", Map.of());
            }
        });
    }

    abstract void answer(HttpExchange exchange, String body, String route) throws IOException;

    /** A response to a call, or to an entry. */
    abstract String chat(String text);

    abstract String error(String type);

    void single(HttpExchange exchange, String body) throws IOException {
        calls.incrementAndGet();
        singles.put(prompt(json(body)), json(body));
        pay(json(body));
        ChatServer.send(exchange, 200, chat(Tasks.GOOD), Map.of());
    }

    /** Creates a batch, unless the script says otherwise. */
    void create(HttpExchange exchange, String mark, Map<String, JsonNode> bodies, Function<Batch, String> shown)
            throws IOException {
        Integer status = creations.poll();
        if (status != null) {
            ChatServer.send(exchange, status, error("scripted"), Map.of());
            return;
        }
        if (hang == Hang.BEFORE) {
            hang();
        }
        Batch batch = new Batch("batch_" + UUID.randomUUID(), mark, Map.copyOf(bodies), Instant.now());
        batches.add(batch);
        if (!rejectsWhole) {
            batch.bodies().values().stream().filter(this::isAnswered).forEach(this::pay);
        }
        if (hang == Hang.AFTER) {
            hang();
        }
        ChatServer.send(exchange, 200, shown.apply(batch), Map.of());
    }

    /** Answers with the script's next error, if there is one. */
    boolean stumbles(HttpExchange exchange) throws IOException {
        Integer status = polls.poll();
        if (status != null) {
            ChatServer.send(exchange, status, error("scripted"), Map.of());
        }
        return status != null;
    }

    void results(HttpExchange exchange, List<String> lines) throws IOException {
        List<String> all = new ArrayList<>(lines);
        String text = String.join("\n", all) + "\n";
        boolean cut = truncations.getAndUpdate(left -> Math.max(0, left - 1)) > 0;
        ChatServer.send(exchange, 200, cut ? text.substring(0, text.length() / 3) : text, Map.of());
    }

    Batch batch(String id) {
        return batches.stream().filter(one -> one.id().equals(id)).findFirst().orElseThrow();
    }

    Fate fate(JsonNode body) {
        return fates.apply(prompt(body));
    }

    private boolean isAnswered(JsonNode body) {
        return fate(body) == Fate.GOOD || fate(body) == Fate.BAD;
    }

    private void pay(JsonNode body) {
        paid.merge(prompt(body), 1, Integer::sum);
    }

    private void hang() {
        hung.incrementAndGet();
        try {
            end.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        throw new IllegalStateException("nobody is there any more");
    }

    static String prompt(JsonNode body) {
        Matcher matcher = PROMPT.matcher(body.toString());
        return matcher.find() ? matcher.group() : "";
    }

    static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(text, e);
        }
    }

    static String quoted(String text) {
        return JSON.getNodeFactory().textNode(text).toString();
    }

    @Override
    public void close() {
        end.countDown();
        http.close();
    }

    /** OpenAI: a file of requests, and a batch of it that carries metadata. */
    static final class OpenAi extends BatchServer {

        private final Map<String, String> files = new ConcurrentHashMap<>();

        @Override
        void answer(HttpExchange exchange, String body, String route) throws IOException {
            String last = route.substring(route.lastIndexOf('/') + 1);
            if (route.equals("POST /v1/chat/completions")) {
                single(exchange, body);
            } else if (route.equals("POST /v1/files")) {
                String id = "file-" + (files.size() + 1);
                files.put(id, body);
                ChatServer.send(exchange, 200, "{\"id\":\"" + id + "\",\"purpose\":\"batch\"}", Map.of());
            } else if (route.equals("POST /v1/batches")) {
                JsonNode wish = json(body);
                Map<String, JsonNode> bodies = new LinkedHashMap<>();
                Objects.requireNonNull(files.get(wish.path("input_file_id").asText()))
                        .lines()
                        .filter(line -> line.startsWith("{"))
                        .map(BatchServer::json)
                        .forEach(line -> bodies.put(line.path("custom_id").asText(), line.path("body")));
                create(
                        exchange,
                        wish.path("metadata").path("blossomer_submission").asText(),
                        bodies,
                        this::shown);
            } else if (route.equals("GET /v1/batches")) {
                List<String> shown =
                        batches.reversed().stream().map(this::shown).toList();
                ChatServer.send(
                        exchange, 200, "{\"object\":\"list\",\"data\":" + shown + ",\"has_more\":false}", Map.of());
            } else if (route.startsWith("GET /v1/batches/")) {
                if (!stumbles(exchange)) {
                    ChatServer.send(exchange, 200, shown(batch(last)), Map.of());
                }
            } else {
                String file = route.split("/", -1)[3];
                Batch batch = batch(file.substring(4));
                results(exchange, lines(batch, file.startsWith("out-")));
            }
        }

        private String shown(Batch batch) {
            String status = rejectsWhole ? "failed" : done ? "completed" : "in_progress";
            boolean ended = status.equals("completed");
            return """
                    {"id":"%s","object":"batch","endpoint":"/v1/chat/completions","completion_window":"24h","status":"%s",
                     "errors":{"object":"list","data":[{"code":"invalid_json_line","message":"x","line":1}]},
                     "output_file_id":%s,"error_file_id":%s,"created_at":%d,"metadata":{"blossomer_submission":"%s"}}""".formatted(
                            batch.id(),
                            status,
                            ended ? quoted("out-" + batch.id()) : "null",
                            ended ? quoted("err-" + batch.id()) : "null",
                            batch.created().getEpochSecond(),
                            batch.mark());
        }

        private List<String> lines(Batch batch, boolean output) {
            List<String> lines = new ArrayList<>();
            if (output && stranger) {
                lines.add(line("somebody-else", 200, chat(Tasks.GOOD)));
            }
            batch.bodies().forEach((id, body) -> {
                switch (fate(body)) {
                    case GOOD -> add(lines, output, line(id, 200, chat(Tasks.GOOD)));
                    case BAD -> add(lines, output, line(id, 200, chat(Tasks.BAD)));
                    case OVERLOADED -> add(lines, !output, line(id, 500, error("server_error")));
                    case EXPIRED -> add(lines, !output, undone(id, "batch_expired"));
                    case CANCELLED -> add(lines, !output, undone(id, "batch_cancelled"));
                }
            });
            return lines;
        }

        private static void add(List<String> lines, boolean here, String line) {
            if (here) {
                lines.add(line);
            }
        }

        private static String line(String id, int status, String body) {
            return "{\"id\":\"batch_req_1\",\"custom_id\":\"" + id + "\",\"response\":{\"status_code\":" + status
                    + ",\"request_id\":\"r\",\"body\":" + json(body) + "},\"error\":null}";
        }

        private static String undone(String id, String code) {
            return "{\"id\":\"batch_req_1\",\"custom_id\":\"" + id + "\",\"response\":null,\"error\":{\"code\":\""
                    + code + "\",\"message\":\"This request was not executed.\"}}";
        }

        @Override
        String chat(String text) {
            return ChatServer.completion(quoted(text), "stop");
        }

        @Override
        String error(String type) {
            return ChatServer.error("It went wrong.", type, type);
        }
    }

    /** Anthropic: requests in the body itself, and no metadata. */
    static final class Anthropic extends BatchServer {

        @Override
        void answer(HttpExchange exchange, String body, String route) throws IOException {
            String[] parts = route.split("/", -1);
            if (route.equals("POST /v1/messages")) {
                single(exchange, body);
            } else if (route.equals("POST /v1/messages/batches")) {
                if (rejectsWhole) {
                    ChatServer.send(exchange, 400, error("invalid_request_error"), Map.of());
                    return;
                }
                Map<String, JsonNode> bodies = new LinkedHashMap<>();
                json(body)
                        .path("requests")
                        .forEach(one -> bodies.put(one.path("custom_id").asText(), one.path("params")));
                create(exchange, "", bodies, this::shown);
            } else if (route.equals("GET /v1/messages/batches")) {
                List<String> shown =
                        batches.reversed().stream().map(this::shown).toList();
                ChatServer.send(
                        exchange, 200, "{\"data\":" + shown + ",\"has_more\":false,\"last_id\":\"x\"}", Map.of());
            } else if (parts.length == 5) {
                if (!stumbles(exchange)) {
                    ChatServer.send(exchange, 200, shown(batch(parts[4])), Map.of());
                }
            } else {
                results(exchange, lines(batch(parts[4])));
            }
        }

        private String shown(Batch batch) {
            return """
                    {"id":"%s","type":"message_batch","processing_status":"%s","created_at":"%s","results_url":null,
                     "request_counts":{"processing":%d,"succeeded":%d,"errored":0,"canceled":0,"expired":0}}""".formatted(
                            batch.id(),
                            done ? "ended" : "in_progress",
                            batch.created(),
                            done ? 0 : batch.bodies().size(),
                            done ? batch.bodies().size() : 0);
        }

        private List<String> lines(Batch batch) {
            List<String> lines = new ArrayList<>();
            if (stranger) {
                lines.add(line("somebody-else", "{\"type\":\"succeeded\",\"message\":" + json(chat(Tasks.GOOD)) + "}"));
            }
            batch.bodies()
                    .forEach((id, body) -> lines.add(line(
                            id,
                            switch (fate(body)) {
                                case GOOD -> "{\"type\":\"succeeded\",\"message\":" + json(chat(Tasks.GOOD)) + "}";
                                case BAD -> "{\"type\":\"succeeded\",\"message\":" + json(chat(Tasks.BAD)) + "}";
                                case OVERLOADED -> "{\"type\":\"errored\",\"error\":" + error("api_error") + "}";
                                case EXPIRED -> "{\"type\":\"expired\"}";
                                case CANCELLED -> "{\"type\":\"canceled\"}";
                            })));
            return lines;
        }

        private static String line(String id, String result) {
            return "{\"custom_id\":\"" + id + "\",\"result\":" + result + "}";
        }

        @Override
        String chat(String text) {
            return "{\"id\":\"msg_1\",\"type\":\"message\",\"role\":\"assistant\",\"model\":\"claude-haiku-4-5\","
                    + "\"content\":[{\"type\":\"text\",\"text\":" + quoted(text) + "}],\"stop_reason\":\"end_turn\","
                    + "\"stop_sequence\":null,\"usage\":{\"input_tokens\":812,\"output_tokens\":95}}";
        }

        @Override
        String error(String type) {
            return "{\"type\":\"error\",\"error\":{\"type\":\"" + type + "\",\"message\":\"It went wrong.\"}}";
        }
    }
}
