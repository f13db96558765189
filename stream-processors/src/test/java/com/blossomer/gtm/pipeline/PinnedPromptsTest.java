package com.blossomer.gtm.pipeline;

import static com.blossomer.gtm.pipeline.World.answer;
import static com.blossomer.gtm.pipeline.World.read;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.blossomer.gtm.catalog.PromptLibrary;
import com.blossomer.gtm.events.CampaignCommand;
import com.blossomer.gtm.events.CampaignEvent;
import com.blossomer.gtm.events.PromptRecord;
import com.blossomer.gtm.events.PromptTask;
import com.blossomer.gtm.events.PromptVersion;
import com.blossomer.gtm.events.RunFinished;
import com.blossomer.gtm.events.RunStarted;
import com.blossomer.gtm.events.RunStatus;
import com.blossomer.gtm.events.StageCompleted;
import com.blossomer.gtm.events.StartRun;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PinnedPromptsTest {

    private static final String VERSION = "0123456789ab";

    private final Map<String, PromptRecord> published = new HashMap<>();
    private final World world = new World(new PromptLibrary(World.CATALOG, published::get));

    @Test
    void a_run_is_made_with_the_versions_that_it_is_pinned_to_and_says_so() {
        publish("icp", "Say it in one sentence.");

        world.happens(start("c1", 1, Map.of("icp", VERSION)));
        world.happens(read(world.contentTasks.removeFirst()));
        world.happens(answer(world.promptTasks.removeFirst()));

        PromptTask asked = world.promptTasks.getFirst();
        assertThat(asked.getPromptVersion()).isEqualTo(VERSION);
        assertThat(asked.getSystem()).endsWith("Say it in one sentence.");
        assertThat(asked.getTemperature()).isEqualTo(1.5);
        world.settle();
        assertThat(((RunStarted) world.happenedTo("c1").getFirst()).getPromptVersions())
                .containsEntry("icp", VERSION)
                .containsEntry("overview", "1");
        assertThat(completed(1, "icp").getProvenance().getPromptVersion()).isEqualTo(VERSION);
        assertThat(completed(1, "overview").getProvenance().getPromptVersion()).isEqualTo("1");
    }

    @Test
    void a_replay_with_another_version_asks_for_that_stage_and_what_its_change_reaches_alone() {
        world.happens(start("c1", 1, Map.of()));
        world.settle();
        publish("positioning", "Say it in one sentence.");

        world.happens(start("c1", 2, Map.of("positioning", VERSION)));

        assertThat(world.contentTasks).isEmpty();
        assertThat(world.promptTasks).extracting(PromptTask::getAsset).containsExactly("positioning");
        world.settle();
        assertThat(world.events.stream()
                        .filter(event -> event.getRun() == 2)
                        .map(CampaignEvent::getBody)
                        .filter(StageCompleted.class::isInstance)
                        .map(StageCompleted.class::cast)
                        .filter(done -> done.getProvenance().getSource().equals("model"))
                        .map(StageCompleted::getStage))
                .containsExactly("positioning", "valueprops", "email");
    }

    @Test
    void a_replay_of_nothing_new_asks_nobody_and_ends_with_the_same_assets() {
        world.happens(start("c1", 1, Map.of()));
        world.settle();

        world.happens(start("c1", 2, Map.of("icp", "1")));

        assertThat(world.contentTasks).isEmpty();
        assertThat(world.promptTasks).isEmpty();
        assertThat(completed(2, "email").getOutput())
                .isEqualTo(completed(1, "email").getOutput());
    }

    @Test
    void a_run_can_name_its_models() {
        StartRun request = StartRun.newBuilder(World.request(Map.of(), null, "overview"))
                .setModels(List.of("openai/gpt-6-luna", "offline/extractive-1"))
                .build();
        world.happens(World.command("c1", request));
        world.happens(read(world.contentTasks.removeFirst()));

        assertThat(world.promptTasks.getFirst().getModels())
                .containsExactly("openai/gpt-6-luna", "offline/extractive-1");
    }

    @Test
    void a_version_that_has_not_arrived_yet_is_waited_for_and_one_that_never_does_ends_the_run() {
        SiteEvent command = start("c1", 1, Map.of("icp", VERSION));

        assertThatThrownBy(() -> world.happens(command)).isInstanceOf(PinnedPrompts.NotHereYet.class);
        assertThat(Outages.causes(new IllegalStateException(new PinnedPrompts.NotHereYet("icp"))))
                .as("the record is done again")
                .isTrue();
        assertThat(world.events).isEmpty();

        world.at(World.START.plus(Duration.ofMinutes(2)));
        world.happens(command);

        RunFinished finished = (RunFinished) world.happenedTo("c1").getLast();
        assertThat(finished.getStatus()).isEqualTo(RunStatus.FAILED);
        assertThat(finished.getFailedStage()).isEqualTo("icp");
        assertThat(finished.getFailure().getReason()).isEqualTo("unknown_prompt");
    }

    private void publish(String asset, String added) {
        PromptVersion builtIn = PromptLibrary.version(World.CATALOG.get(asset));
        PromptVersion version = PromptVersion.newBuilder(builtIn)
                .setVersion(VERSION)
                .setSystem(builtIn.getSystem() + added)
                .setTemperature(1.5)
                .build();
        published.put(
                PromptLibrary.versionKey("default", asset, VERSION),
                PromptRecord.newBuilder()
                        .setTenant("default")
                        .setAsset(asset)
                        .setOccurredAt(World.START)
                        .setTraceId("0".repeat(32))
                        .setBody(version)
                        .build());
    }

    private static SiteEvent start(String campaign, int run, Map<String, String> versions) {
        StartRun request = StartRun.newBuilder(World.request(Map.of(), null, "email"))
                .setPromptVersions(versions)
                .build();
        return new SiteEvent.Commanded(
                new CampaignCommand("default", campaign, run, World.SITE, World.START, "0".repeat(32), request));
    }

    private StageCompleted completed(int run, String stage) {
        return world.events.stream()
                .filter(event -> event.getRun() == run)
                .map(CampaignEvent::getBody)
                .filter(StageCompleted.class::isInstance)
                .map(StageCompleted.class::cast)
                .filter(done -> done.getStage().equals(stage))
                .findFirst()
                .orElseThrow();
    }
}
