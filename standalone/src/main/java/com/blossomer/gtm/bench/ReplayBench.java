package com.blossomer.gtm.bench;

import com.blossomer.gtm.client.ApiClient;
import com.blossomer.gtm.client.ApiClient.Answer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;

/** How live campaigns fare beside a replay: the same number at the same rate, alone and while past ones are made anew. */
public final class ReplayBench {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofMinutes(10);
    /** What rests on it is made anew, too: four of six prompts. */
    private static final String EDITED = "positioning";

    private ReplayBench() {}

    /** @param plan its warm-up is what is replayed, its campaigns are the live ones of each part */
    public static ReplayBenchReport run(BenchPlan plan, Class<?> main, Path directory, Consumer<String> progress)
            throws IOException, InterruptedException, ExecutionException {
        progress.accept("replay: starting the system and the simulated outside world");
        try (BenchWorld world = BenchWorld.start(plan, main, directory.resolve("replay"));
                EventWatch events = new EventWatch(world.server());
                Submitter submitter = new Submitter(world);
                ApiClient api = new ApiClient(URI.create(world.server().url()), world.apiKey())) {
            progress.accept("making the " + plan.warmup() + " campaigns that are replayed later");
            submitter.submit(1, plan.warmup(), 0);
            events.awaitFinished(plan.warmup(), PATIENCE);

            progress.accept("alone: " + plan.campaigns() + " live campaigns, " + plan.ratePerSecond() + " a second");
            Measurement alone = live(plan, plan.warmup() + 1, submitter, events);

            progress.accept("beside a replay: as many again");
            String replay = begin(api);
            while (calls(api, replay) == 0) {
                Thread.sleep(100);
            }
            long callsBefore = calls(api, replay);
            Duration cpuBefore = world.figures().cpu();
            Measurement beside = live(plan, plan.total() + 1, submitter, events);
            double cpu = world.figures().cpu().minus(cpuBefore).toNanos() / 1e9 / beside.seconds();
            JsonNode after = answer(api.get("/replays/" + replay));
            return new ReplayBenchReport(
                    plan.campaigns(),
                    plan.ratePerSecond(),
                    plan.llmLatency().toMillis(),
                    plan.warmup(),
                    alone.latencies(),
                    beside.latencies(),
                    beside.latencies().p95() / alone.latencies().p95(),
                    (after.path("calls").asLong() - callsBefore) / beside.seconds(),
                    after.path("status").asText().equals("running"),
                    cpu,
                    alone.completed() + beside.completed());
        }
    }

    private static Measurement live(BenchPlan plan, int first, Submitter submitter, EventWatch events)
            throws InterruptedException, ExecutionException {
        Map<String, Long> sent = submitter.submit(first, plan.campaigns(), plan.ratePerSecond());
        events.awaitFinished(first + plan.campaigns() - 1, PATIENCE);
        return new Measurement(sent, events.finished());
    }

    private static String begin(ApiClient api) throws IOException, InterruptedException {
        String prompt = answer(api.get("/prompts/" + EDITED + "/versions/production"))
                .path("system")
                .asText();
        JsonNode published = answer(api.post(
                "/prompts/" + EDITED + "/versions",
                JSON.createObjectNode().put("system", prompt + "\nBe sure of yourself.")));
        ObjectNode request = JSON.createObjectNode();
        request.putObject("cohort").put("status", "completed");
        request.putObject("prompts").put(EDITED, published.path("version").asText());
        return answer(api.post("/replays", request)).path("replay_id").asText();
    }

    private static long calls(ApiClient api, String replay) throws IOException, InterruptedException {
        return answer(api.get("/replays/" + replay)).path("calls").asLong();
    }

    private static JsonNode answer(Answer answer) {
        if (!answer.ok()) {
            throw new IllegalStateException("answered " + answer.status() + ": " + answer.problem());
        }
        return answer.body();
    }
}
