package com.blossomer.gtm.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import com.blossomer.gtm.events.CampaignEvent;
import com.blossomer.gtm.events.PromptTask;
import com.blossomer.gtm.events.RunFinished;
import com.blossomer.gtm.events.StageCompleted;
import com.blossomer.gtm.state.RunState;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What must hold whatever happens, tried on random histories of several campaigns of one site. */
class SitePipelinePropertyTest {

    private static final List<String> ASSETS =
            List.of("overview", "icp", "positioning", "valueprops", "usecasefit", "email");

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20})
    void replaying_a_log_equals_living_it(long seed) {
        World lived = live(new Random(seed), 0.2, false);
        World replayed = new World();
        lived.log.forEach(happened -> replayed.at(happened.at()).happens(happened.event()));

        assertThat(replayed.runs).isEqualTo(lived.runs);
        assertThat(replayed.contents).isEqualTo(lived.contents);
        assertThat(replayed.completions).isEqualTo(lived.completions);
        assertThat(replayed.events).isEqualTo(lived.events);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20})
    void duplicates_change_nothing(long seed) {
        World once = live(new Random(seed), 0.2, false);
        World again = new World();
        Random random = new Random(seed + 1_000);
        List<World.Happened> seen = new ArrayList<>();
        for (World.Happened happened : once.log) {
            again.at(happened.at()).happens(happened.event());
            seen.add(happened);
            World.Happened duplicate = seen.get(random.nextInt(seen.size()));
            assertThat(again.at(happened.at()).happens(duplicate.event()).isEmpty())
                    .as("a second %s", duplicate.event())
                    .isTrue();
        }
        assertThat(again.runs).isEqualTo(once.runs);
        assertThat(again.completions).isEqualTo(once.completions);
        assertThat(again.events).isEqualTo(once.events);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void the_order_in_which_independent_assets_finish_does_not_matter(long seed) {
        Map<String, String> inOrder = outputs(live(new Random(seed), 0, true));
        Map<String, String> shuffled = outputs(live(new Random(seed), 0, false));
        assertThat(shuffled).isEqualTo(inOrder).isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void no_prompt_is_asked_twice_and_every_run_ends_once(long seed) {
        World world = live(new Random(seed), 0, false);
        Set<String> keys = new HashSet<>();
        for (Decision decision : decisions(world)) {
            for (PromptTask task : decision.promptTasks()) {
                assertThat(keys.add(PromptKey.ofTask(task.getTaskId())))
                        .as(task.getAsset())
                        .isTrue();
            }
        }
        assertThat(world.runs.values()).allMatch(RunState::getFinished);
        long ends = world.events.stream()
                .filter(event -> event.getBody() instanceof RunFinished)
                .count();
        assertThat(ends).isEqualTo(world.runs.size());
    }

    private static List<Decision> decisions(World lived) {
        World again = new World();
        return lived.log.stream()
                .map(happened -> again.at(happened.at()).happens(happened.event()))
                .toList();
    }

    /** Starts a few campaigns and answers what is asked, in a random order or in the order it was asked. */
    private static World live(Random random, double failures, boolean inOrder) {
        World world = new World();
        List<SiteEvent> starts = new ArrayList<>();
        for (int campaign = 0; campaign < 4; campaign++) {
            List<String> assets = new ArrayList<>(ASSETS);
            Collections.shuffle(assets, random);
            starts.add(World.start(
                    "c" + campaign, assets.subList(0, 1 + random.nextInt(3)).toArray(String[]::new)));
        }
        starts.forEach(world::happens);
        Random order = new Random(random.nextLong());
        List<SiteEvent> open = new ArrayList<>();
        while (true) {
            world.contentTasks.forEach(task -> open.add(
                    order.nextDouble() < failures ? World.content(task, World.failure("timeout")) : World.read(task)));
            world.promptTasks.forEach(task -> open.add(
                    order.nextDouble() < failures
                            ? World.answer(task, World.failure("model_refused"))
                            : World.answer(task)));
            world.contentTasks.clear();
            world.promptTasks.clear();
            if (open.isEmpty()) {
                return world;
            }
            world.happens(open.remove(inOrder ? 0 : order.nextInt(open.size())));
        }
    }

    private static Map<String, String> outputs(World world) {
        Map<String, String> outputs = new TreeMap<>();
        for (CampaignEvent event : world.events) {
            if (event.getBody() instanceof StageCompleted stage) {
                outputs.put(event.getCampaignId() + "/" + stage.getStage(), stage.getOutput());
            }
        }
        return outputs;
    }
}
