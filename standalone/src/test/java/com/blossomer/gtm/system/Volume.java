package com.blossomer.gtm.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.blossomer.gtm.bench.StubServer;
import com.blossomer.gtm.bench.TopicReader;
import com.blossomer.gtm.client.ApiClient;
import com.blossomer.gtm.client.ApiClient.Answer;
import com.blossomer.gtm.events.CampaignEvent;
import com.blossomer.gtm.events.PromptResult;
import com.blossomer.gtm.events.RunFinished;
import com.blossomer.gtm.events.RunStatus;
import com.blossomer.gtm.events.StageCompleted;
import com.blossomer.gtm.topics.Topics;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Batches and replays as a user asks for them, and what they must have left on the topics. */
final class Volume {

    static final int STAGES = 7;
    static final int PROMPTS = STAGES - 1;
    /** The stage whose prompt {@link #replay} edits, and what rests on it. */
    static final List<String> RENEWED = List.of("positioning", "valueprops", "usecasefit", "email");

    private static final ObjectMapper JSON = new ObjectMapper();

    private Volume() {}

    /** A batch of the stub's sites from {@code first} to {@code last}; its id. */
    static String batch(ApiClient api, StubServer stub, int first, int last, Path directory)
            throws IOException, InterruptedException {
        Path file = directory.resolve("batch.csv");
        List<String> lines = new ArrayList<>(List.of("website_url"));
        for (int site = first; site <= last; site++) {
            lines.add(stub.site(site));
        }
        Files.write(file, lines);
        Answer sent = api.upload("/batches", "text/csv", "volume-" + first, file);
        assertThat(sent.status()).as(sent.body().toString()).isEqualTo(202);
        return sent.body().path("batch_id").asText();
    }

    /**
     * A replay of all campaigns of a batch, with a prompt whose answers are otherwise; its id.
     *
     * @param prompts where prompts are published, {@code replays} where they are asked for
     */
    static String replay(ApiClient prompts, ApiClient replays, String batch) throws IOException, InterruptedException {
        String prompt = RENEWED.getFirst();
        String text = prompts.get("/prompts/" + prompt + "/versions/production")
                .body()
                .path("system")
                .asText();
        Answer published = prompts.post(
                "/prompts/" + prompt + "/versions",
                JSON.createObjectNode().put("system", text + "\nBe sure of yourself."));
        assertThat(published.status()).as(published.body().toString()).isEqualTo(201);
        ObjectNode request = JSON.createObjectNode();
        request.putObject("cohort").put("batch", batch);
        request.putObject("prompts")
                .put(prompt, published.body().path("version").asText());
        Answer started = replays.post("/replays", request);
        assertThat(started.status()).as(started.body().toString()).isEqualTo(202);
        return started.body().path("replay_id").asText();
    }

    static void rebuild(ApiClient projections) throws IOException, InterruptedException {
        assertThat(projections.post("/projections/rebuild").status()).isEqualTo(202);
    }

    /** Waits for the rebuild to have found all tables equal, and to have swapped them. */
    static void awaitRebuilt(ApiClient projections) {
        await().atMost(Duration.ofMinutes(2))
                .untilAsserted(() -> assertThat(projections
                                .get("/projections/rebuild")
                                .body()
                                .path("state")
                                .asText())
                        .isEqualTo("completed"));
    }

    /** Every run has each of its stages completed once and ends once, and every prompt has one answer. */
    static void assertNothingTwice(TopicReader topics, int runs, int prompts) {
        Map<String, Integer> completed = new HashMap<>();
        Map<String, Integer> finished = new HashMap<>();
        topics.each(Topics.CAMPAIGN_EVENTS, event -> {
            if (event.getBody() instanceof StageCompleted stage) {
                completed.merge(run(event) + "/" + stage.getStage(), 1, Integer::sum);
            } else if (event.getBody() instanceof RunFinished end) {
                assertThat(end.getStatus()).isEqualTo(RunStatus.COMPLETED);
                finished.merge(run(event), 1, Integer::sum);
            }
        });
        assertThat(completed)
                .hasSize(runs * STAGES)
                .allSatisfy((stage, times) -> assertThat(times).as(stage).isOne());
        assertThat(finished)
                .hasSize(runs)
                .allSatisfy((run, times) -> assertThat(times).as(run).isOne());
        assertThat(topics.all(Topics.PROMPT_RESULTS))
                .hasSize(prompts)
                .extracting(PromptResult::getTaskId)
                .doesNotHaveDuplicates();
    }

    private static String run(CampaignEvent event) {
        return event.getCampaignId() + "/" + event.getRun();
    }
}
