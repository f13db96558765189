package com.blossomer.gtm.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.blossomer.gtm.bench.StubServer;
import com.blossomer.gtm.bench.TopicReader;
import com.blossomer.gtm.client.ApiClient;
import com.blossomer.gtm.topics.Topics;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two hundred campaigns, half of them one batch, and the process killed three times: twice while it works on them, the second
 * time while its tables are rebuilt, too; and once while it replays the batch with another prompt beside the last campaigns.
 */
@Order(1)
class CrashTest {

    private static final int CAMPAIGNS = 200;
    private static final int BATCH = CAMPAIGNS / 2;
    /** Those that are asked for beside the replay. */
    private static final int LAST = 40;

    private static final int PROMPTS = CAMPAIGNS * Volume.PROMPTS + BATCH * Volume.RENEWED.size();

    private static final Duration PATIENCE = Duration.ofMinutes(3);

    @Test
    void killed_again_and_again_it_completes_everything_with_no_asset_twice(@TempDir Path directory) throws Exception {
        Random random = new Random(20_261_123);
        try (StubServer stub = StubServer.start(StubServer.Behaviour.answering(Duration.ofMillis(200)))) {
            Outside model = new Outside(stub);
            List<String> ids = new ArrayList<>();
            WholeSystem system = WholeSystem.start(stub, directory);
            long inFlight;
            try {
                String batch;
                try (ApiClient api = system.api()) {
                    submit(api, stub, 1, BATCH - LAST, ids);
                    batch = Volume.batch(api, stub, BATCH + 1, CAMPAIGNS, directory);
                }
                killAt(200 + random.nextInt(200), model, system);
                system = WholeSystem.start(stub, directory);
                try (ApiClient api = system.api()) {
                    Volume.rebuild(api);
                }
                killAt(500 + random.nextInt(200), model, system);
                system = WholeSystem.start(stub, directory);
                String replay;
                long asOfReplay;
                try (ApiClient api = system.api()) {
                    awaitCompleted(api, ids);
                    await().atMost(PATIENCE).until(() -> {
                        JsonNode view = api.get("/batches/" + batch).body();
                        return view.path("status").asText().equals("completed")
                                && view.at("/counts/completed").asInt() == BATCH;
                    });
                    Volume.rebuild(api);
                    Volume.awaitRebuilt(api);
                    asOfReplay = model.calls();
                    replay = Volume.replay(api, api, batch);
                    submit(api, stub, BATCH - LAST + 1, BATCH, ids);
                }
                killAt(asOfReplay + 200 + random.nextInt(200), model, system);
                Instant lastKill = Instant.now();
                model.awaitQuiet();
                long asked = model.calls();
                system = WholeSystem.start(stub, directory);
                try (ApiClient api = system.api()) {
                    awaitCompleted(api, ids);
                    JsonNode ended = await().atMost(PATIENCE)
                            .until(
                                    () -> api.get("/replays/" + replay).body(),
                                    view -> view.path("status").asText().equals("finished"));
                    assertThat(ended.at("/counts/completed").asInt()).isEqualTo(BATCH);
                }
                TopicReader topics = system.topics();
                Volume.assertNothingTwice(topics, CAMPAIGNS + BATCH, PROMPTS);
                inFlight = asked - answeredBefore(lastKill, topics);
            } finally {
                system.close();
            }
            System.out.printf(
                    "crash test: %d calls, %d repeated, %d in flight at the kills%n",
                    model.calls(), model.repeated(), inFlight);
            assertThat(model.repeated()).isLessThanOrEqualTo(inFlight);
            assertThat(model.calls() - model.repeated()).isEqualTo(PROMPTS);
        }
    }

    private static void submit(ApiClient api, StubServer stub, int first, int last, List<String> ids)
            throws IOException, InterruptedException {
        Campaigns campaigns = new Campaigns(api);
        for (int site = first; site <= last; site++) {
            ids.add(campaigns.submit(stub.site(site)));
        }
    }

    private static void awaitCompleted(ApiClient api, List<String> ids) throws IOException, InterruptedException {
        Campaigns campaigns = new Campaigns(api);
        for (String id : ids) {
            JsonNode campaign = campaigns.await(id, PATIENCE);
            assertThat(campaign.path("status").asText()).as(id).isEqualTo("completed");
        }
    }

    private static void killAt(long calls, Outside model, WholeSystem system) throws InterruptedException {
        await().atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(10))
                .until(() -> model.calls() >= calls || !system.isAlive());
        system.kill();
    }

    /** Every prompt has one answer on its topic. What was asked and is not answered there was in flight when it was lost. */
    private static long answeredBefore(Instant time, TopicReader topics) {
        return topics.all(Topics.PROMPT_RESULTS).stream()
                .filter(answer -> answer.getOccurredAt().isBefore(time))
                .count();
    }
}
