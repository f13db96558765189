package com.blossomer.gtm.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import com.blossomer.gtm.catalog.AssetType;
import com.blossomer.gtm.events.CallsPaid;
import com.blossomer.gtm.events.CampaignCommand;
import com.blossomer.gtm.events.CampaignEvent;
import com.blossomer.gtm.events.KeptStage;
import com.blossomer.gtm.events.PromptTask;
import com.blossomer.gtm.events.ResumeRun;
import com.blossomer.gtm.events.RunFinished;
import com.blossomer.gtm.events.RunStarted;
import com.blossomer.gtm.events.RunStatus;
import com.blossomer.gtm.events.StageCompleted;
import com.blossomer.gtm.events.StartRun;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EditedRunTest {

    private static final String EDITED = "{\"name\":\"as I want it\"}";
    private static final String[] ALL =
            World.CATALOG.all().stream().map(AssetType::name).toArray(String[]::new);

    private final World world = new World();

    @ParameterizedTest
    @ValueSource(strings = {"overview", "icp", "positioning", "valueprops", "usecasefit", "email"})
    void what_rests_on_the_edited_asset_is_made_anew_and_nothing_else(String asset) {
        world.happens(World.start("c1", ALL));
        world.settle();

        world.happens(edit(2, 1, asset));
        List<String> asked = new ArrayList<>();
        while (!world.promptTasks.isEmpty()) {
            PromptTask task = world.promptTasks.removeFirst();
            asked.add(task.getAsset());
            if (World.CATALOG.get(task.getAsset()).dependsOn().contains(asset)) {
                assertThat(task.getUser()).contains("as I want it");
            }
            world.happens(World.answer(task));
        }

        assertThat(world.contentTasks).isEmpty();
        assertThat(asked)
                .containsExactlyInAnyOrderElementsOf(World.CATALOG.all().stream()
                        .map(AssetType::name)
                        .filter(name -> !name.equals(asset) && World.CATALOG.restsOn(name, asset))
                        .toList());
        assertThat(((RunFinished) bodies(2).getLast()).getStatus()).isEqualTo(RunStatus.COMPLETED);
        Map<String, StageCompleted> after = completed(2);
        assertThat(after.keySet()).isEqualTo(completed(1).keySet());
        assertThat(completed(2, asset).getOutput()).isEqualTo(EDITED);
        assertThat(completed(2, asset).getProvenance().getSource()).isEqualTo("given");
        assertThat(completed(2, asset).getProvenance().getEditedFrom()).isEqualTo(1);
        after.forEach((stage, done) -> {
            if (!stage.equals(asset) && !asked.contains(stage)) {
                assertThat(done.getOutput()).isEqualTo(completed(1, stage).getOutput());
                assertThat(done.getProvenance().getSource()).isEqualTo("cache");
            } else if (!stage.equals(asset)) {
                assertThat(done.getOutput()).isNotEqualTo(completed(1, stage).getOutput());
            }
        });
    }

    @Test
    void an_edit_says_what_it_is_and_keeps_versions_and_the_hash_of_the_content() {
        world.happens(World.start("c1", ALL));
        world.settle();
        String hash = completed(1, "overview").getProvenance().getContentHash();

        world.happens(edit(2, 1, "icp"));
        world.settle();

        RunStarted started = (RunStarted) bodies(2).getFirst();
        assertThat(started.getBaseRun()).isEqualTo(1);
        assertThat(started.getStages()).startsWith("content", "overview", "icp").hasSize(ALL.length + 1);
        assertThat(started.getPromptVersions())
                .containsKeys("overview", "email")
                .doesNotContainKey("icp");
        assertThat(hash).isNotNull();
        assertThat(completed(2).values())
                .filteredOn(done -> !done.getStage().equals("icp"))
                .allSatisfy(done ->
                        assertThat(done.getProvenance().getContentHash()).isEqualTo(hash));
    }

    @Test
    void the_same_edit_again_changes_nothing_and_the_same_text_in_another_run_costs_nothing() {
        world.happens(World.start("c1", ALL));
        world.settle();
        world.happens(edit(2, 1, "icp"));
        world.settle();

        assertThat(world.happens(edit(2, 1, "icp")).events()).isEmpty();
        world.happens(edit(3, 1, "icp"));

        assertThat(world.promptTasks).isEmpty();
        assertThat(completed(3, "email").getOutput())
                .isEqualTo(completed(2, "email").getOutput());
    }

    @Test
    void what_had_failed_is_tried_again_and_a_resumed_edit_still_holds_the_edited_asset() {
        world.happens(World.start("c1", ALL));
        failing("usecasefit");
        world.happens(edit(2, 1, "icp"));
        failing("usecasefit");
        assertThat(((RunFinished) bodies(2).getLast()).getStatus()).isEqualTo(RunStatus.PARTIAL);

        world.happens(new SiteEvent.Commanded(
                new CampaignCommand("default", "c1", 2, World.SITE, World.START, "0".repeat(32), new ResumeRun())));

        assertThat(world.promptTasks).singleElement().satisfies(task -> {
            assertThat(task.getAsset()).isEqualTo("usecasefit");
            assertThat(task.getUser()).contains("as I want it");
        });
        world.settle();
        assertThat(((RunFinished) bodies(2).getLast()).getStatus()).isEqualTo(RunStatus.COMPLETED);
    }

    private StageCompleted completed(int run, String stage) {
        return Objects.requireNonNull(completed(run).get(stage), stage);
    }

    /** Answers everything but one asset. */
    private void failing(String asset) {
        while (!world.contentTasks.isEmpty() || !world.promptTasks.isEmpty()) {
            if (!world.contentTasks.isEmpty()) {
                world.happens(World.read(world.contentTasks.removeFirst()));
                continue;
            }
            PromptTask task = world.promptTasks.removeFirst();
            world.happens(
                    task.getAsset().equals(asset)
                            ? World.answer(task, World.failure("model_refused"))
                            : World.answer(task));
        }
    }

    /** As the projections send it: what the edit does not reach is kept. */
    private SiteEvent edit(int run, int base, String asset) {
        Map<String, KeptStage> kept = new TreeMap<>();
        Map<String, String> versions = new LinkedHashMap<>();
        completed(base).forEach((stage, done) -> {
            if (!stage.equals(AssetType.CONTENT)) {
                versions.put(stage, "1");
            }
            if (!World.CATALOG.restsOn(stage, asset)) {
                kept.put(stage, new KeptStage(done.getOutput(), done.getProvenance()));
            }
        });
        StartRun request = StartRun.newBuilder(World.request(Map.of(asset, EDITED), null, ALL))
                .setBaseRun(base)
                .setEdited(Map.of(asset, base))
                .setKept(kept)
                .setPromptVersions(versions)
                .build();
        return new SiteEvent.Commanded(
                new CampaignCommand("default", "c1", run, World.SITE, World.START, "0".repeat(32), request));
    }

    private List<Object> bodies(int run) {
        return world.events.stream()
                .filter(event -> event.getRun() == run)
                .map(CampaignEvent::getBody)
                .filter(body -> !(body instanceof CallsPaid))
                .toList();
    }

    private Map<String, StageCompleted> completed(int run) {
        Map<String, StageCompleted> completed = new TreeMap<>();
        for (Object body : bodies(run)) {
            if (body instanceof StageCompleted done) {
                completed.put(done.getStage(), done);
            }
        }
        return completed;
    }
}
