package com.blossomer.gtm.pipeline;

import static com.blossomer.gtm.pipeline.World.answer;
import static com.blossomer.gtm.pipeline.World.cancel;
import static com.blossomer.gtm.pipeline.World.command;
import static com.blossomer.gtm.pipeline.World.content;
import static com.blossomer.gtm.pipeline.World.failure;
import static com.blossomer.gtm.pipeline.World.read;
import static com.blossomer.gtm.pipeline.World.request;
import static com.blossomer.gtm.pipeline.World.start;
import static com.blossomer.gtm.pipeline.World.text;
import static org.assertj.core.api.Assertions.assertThat;

import com.blossomer.gtm.events.CampaignEvent;
import com.blossomer.gtm.events.ContentTask;
import com.blossomer.gtm.events.ContentUnchanged;
import com.blossomer.gtm.events.Lane;
import com.blossomer.gtm.events.Page;
import com.blossomer.gtm.events.PromptTask;
import com.blossomer.gtm.events.RunFinished;
import com.blossomer.gtm.events.RunStarted;
import com.blossomer.gtm.events.RunStatus;
import com.blossomer.gtm.events.StageCompleted;
import com.blossomer.gtm.events.StageFailed;
import com.blossomer.gtm.events.StartRun;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SitePipelineTest {

    private final World world = new World();

    @Test
    void a_campaign_reads_the_site_then_asks_for_each_asset_as_soon_as_what_it_rests_on_is_there() {
        world.happens(start("c1", "email"));
        assertThat(world.promptTasks).isEmpty();
        assertThat(world.contentTasks).hasSize(1);

        world.happens(read(world.contentTasks.getFirst()));
        assertThat(asked()).containsExactly("overview");
        world.happens(answer(world.promptTasks.getLast()));
        assertThat(asked()).containsExactly("overview", "icp");
        world.contentTasks.clear();
        world.settle();

        assertThat(finished("c1").getStatus()).isEqualTo(RunStatus.COMPLETED);
        assertThat(completed("c1")).containsExactly("content", "overview", "icp", "positioning", "valueprops", "email");
    }

    @Test
    void independent_assets_run_side_by_side() {
        world.happens(start("c1", "email", "usecasefit"));
        while (!asked().contains("positioning")) {
            step();
        }
        step();
        assertThat(asked()).contains("valueprops", "usecasefit").doesNotContain("email");
    }

    @Test
    void a_second_campaign_for_the_same_site_pays_only_for_what_is_new() {
        world.happens(start("c1", "positioning"));
        world.settle();
        world.happens(start("c2", "email"));

        assertThat(world.contentTasks).isEmpty();
        assertThat(asked()).containsExactly("valueprops");
        assertThat(sources("c2")).containsOnly("cache");
    }

    @Test
    void campaigns_that_need_the_same_at_once_share_one_task() {
        world.happens(start("c1", "overview"));
        world.happens(start("c2", "overview"));
        assertThat(world.contentTasks).hasSize(1);
        world.happens(read(world.contentTasks.removeFirst()));
        assertThat(world.promptTasks).hasSize(1);
        world.settle();

        assertThat(finished("c1").getStatus()).isEqualTo(RunStatus.COMPLETED);
        assertThat(finished("c2").getStatus()).isEqualTo(RunStatus.COMPLETED);
        assertThat(sources("c1")).containsExactly("web", "model");
        assertThat(sources("c2")).containsExactly("cache", "cache");
    }

    @Test
    void tenants_share_pages_but_never_answers() {
        world.happens(start("c1", "overview"));
        world.settle();
        world.happens(new SiteEvent.Commanded(new com.blossomer.gtm.events.CampaignCommand(
                "other", "c2", 1, World.SITE, World.START, "0".repeat(32), request(Map.of(), null, "overview"))));
        assertThat(world.contentTasks).isEmpty();
        assertThat(asked()).containsExactly("overview");
    }

    @Test
    void a_failed_page_fails_the_campaign_with_its_reason() {
        world.happens(start("c1", "icp"));
        world.happens(content(world.contentTasks.removeFirst(), failure("insufficient_content")));

        RunFinished end = finished("c1");
        assertThat(end.getStatus()).isEqualTo(RunStatus.FAILED);
        assertThat(end.getFailedStage()).isEqualTo("content");
        assertThat(end.getFailure().getReason()).isEqualTo("insufficient_content");
        assertThat(failures("c1")).containsExactly("content", "overview", "icp");
    }

    @Test
    void a_site_that_could_not_be_read_is_not_tried_again_for_a_while() {
        world.happens(start("c1", "icp"));
        world.happens(content(world.contentTasks.removeFirst(), failure("unreachable")));

        world.happens(start("c2", "icp"));
        assertThat(world.contentTasks).isEmpty();
        assertThat(finished("c2").getFailure().getReason()).isEqualTo("unreachable");
        assertThat(finished("c2").getFailure().getDetail())
                .startsWith(failure("unreachable").getDetail())
                .contains("max_age 0");

        world.at(World.START.plus(Duration.ofMinutes(6))).happens(start("c3", "icp"));
        assertThat(world.contentTasks).hasSize(1);
        world.settle();
        assertThat(finished("c3").getStatus()).isEqualTo(RunStatus.COMPLETED);
    }

    @Test
    void a_caller_that_insists_has_an_unreadable_site_tried_again() {
        world.happens(start("c1", "icp"));
        world.happens(content(world.contentTasks.removeFirst(), failure("unreachable")));
        world.happens(command("c2", request(Map.of(), 0L, "icp")));
        world.settle();
        assertThat(finished("c2").getStatus()).isEqualTo(RunStatus.COMPLETED);
        world.happens(start("c3", "icp"));
        assertThat(finished("c3").getStatus()).isEqualTo(RunStatus.COMPLETED);
    }

    @Test
    void an_older_reading_serves_while_a_newer_one_fails() {
        world.happens(start("c1", "icp"));
        world.settle();
        world.happens(command("c2", request(Map.of(), 0L, "icp")));
        world.happens(content(world.contentTasks.removeFirst(), failure("timeout")));
        assertThat(finished("c2").getFailure().getReason()).isEqualTo("timeout");
        world.happens(start("c3", "icp"));
        assertThat(finished("c3").getStatus()).isEqualTo(RunStatus.COMPLETED);
    }

    @Test
    void a_failed_asset_fails_what_rests_on_it_and_leaves_the_rest() {
        world.happens(start("c1", "email", "usecasefit"));
        while (!asked().contains("valueprops")) {
            step();
        }
        PromptTask valueprops = world.promptTasks.stream()
                .filter(task -> task.getAsset().equals("valueprops"))
                .findFirst()
                .orElseThrow();
        world.promptTasks.remove(valueprops);
        world.happens(answer(valueprops, failure("invalid_output")));
        world.settle();

        assertThat(finished("c1").getStatus()).isEqualTo(RunStatus.PARTIAL);
        assertThat(failures("c1")).containsExactly("valueprops", "email");
        assertThat(completed("c1")).contains("usecasefit");
    }

    @Test
    void handed_in_assets_count_as_done() {
        world.happens(command("c1", request(Map.of("overview", "{\"company_name\":\"Acme\"}"), null, "icp")));
        assertThat(world.contentTasks).isEmpty();
        assertThat(asked()).containsExactly("icp");
        assertThat(world.promptTasks.getFirst().getUser()).contains("Acme");
        world.settle();
        assertThat(sources("c1")).containsExactly("given", "model");
    }

    @Test
    void a_caller_that_wants_the_site_read_again_gets_it_read_again() {
        world.happens(start("c1", "overview"));
        world.settle();
        world.happens(command("c2", request(Map.of(), 0L, "overview")));
        ContentTask again = world.contentTasks.removeFirst();
        world.happens(content(again, text("Acme makes hammers now. Hammers that hit nothing but nails.")));
        assertThat(asked()).containsExactly("overview");
    }

    @Test
    void the_same_text_read_again_costs_no_prompt() {
        world.happens(start("c1", "overview"));
        world.settle();
        world.happens(command("c2", request(Map.of(), 0L, "overview")));
        world.happens(read(world.contentTasks.removeFirst()));
        assertThat(world.promptTasks).isEmpty();
        assertThat(finished("c2").getStatus()).isEqualTo(RunStatus.COMPLETED);
    }

    @Test
    void content_past_its_age_is_read_again() {
        world.happens(start("c1", "overview"));
        world.settle();
        world.at(World.START.plus(Duration.ofDays(31))).happens(start("c2", "overview"));
        assertThat(world.contentTasks).hasSize(1);
    }

    @Test
    void a_site_past_its_age_is_asked_whether_it_has_changed_and_its_old_reading_serves_when_not() {
        List<Page> pages = List.of(new Page(World.SITE, 200, 10L, World.START, "\"v1\"", null));
        world.happens(start("c1", "overview"));
        world.happens(content(world.contentTasks.removeFirst(), text("Acme makes anvils that stay put.", pages)));
        world.settle();
        world.at(World.START.plus(Duration.ofDays(31))).happens(start("c2", "overview"));
        ContentTask refresh = world.contentTasks.removeFirst();
        assertThat(refresh.getKnownPages()).isEqualTo(pages);

        world.happens(content(refresh, new ContentUnchanged()));
        assertThat(world.promptTasks).isEmpty();
        assertThat(finished("c2").getStatus()).isEqualTo(RunStatus.COMPLETED);
        world.happens(start("c3", "overview"));
        assertThat(world.contentTasks).as("as good as read again").isEmpty();
    }

    @Test
    void a_site_that_cannot_be_asked_page_by_page_is_read_again() {
        List<Page> pages = List.of(
                new Page(World.SITE, 200, 10L, World.START, "\"v1\"", null),
                new Page(World.SITE + "/about", 200, 10L, World.START, null, null));
        world.happens(start("c1", "overview"));
        world.happens(content(world.contentTasks.removeFirst(), text("Acme makes anvils that stay put.", pages)));
        world.settle();
        world.at(World.START.plus(Duration.ofDays(31))).happens(start("c2", "overview"));
        assertThat(world.contentTasks.getFirst().getKnownPages()).isEmpty();
    }

    @Test
    void a_run_that_stands_still_is_failed_and_its_late_answer_is_kept() {
        world.happens(start("c1", "overview"));
        world.happens(read(world.contentTasks.removeFirst()));
        PromptTask slow = world.promptTasks.removeFirst();
        String run = world.runs.keySet().iterator().next();
        assertThat(world.happens(new SiteEvent.DeadlinePassed(run)).isEmpty()).isTrue();

        world.at(World.START.plus(Duration.ofMinutes(11))).happens(new SiteEvent.DeadlinePassed(run));
        assertThat(finished("c1").getFailure().getReason()).isEqualTo("deadline_exceeded");

        world.happens(answer(slow));
        world.happens(start("c2", "overview"));
        assertThat(world.promptTasks).isEmpty();
        assertThat(finished("c2").getStatus()).isEqualTo(RunStatus.COMPLETED);
    }

    @Test
    void a_task_that_was_lost_is_asked_again_by_the_next_that_needs_it() {
        world.happens(start("c1", "overview"));
        world.contentTasks.clear();
        world.at(World.START.plus(Duration.ofMinutes(5))).happens(start("c2", "overview"));
        assertThat(world.contentTasks).isEmpty();
        world.at(World.START.plus(Duration.ofMinutes(11))).happens(start("c3", "overview"));
        assertThat(world.contentTasks).hasSize(1);
        world.settle();
        assertThat(finished("c2").getStatus()).isEqualTo(RunStatus.COMPLETED);
        assertThat(finished("c3").getStatus()).isEqualTo(RunStatus.COMPLETED);
    }

    @Test
    void a_run_whose_answers_may_take_a_day_has_two_days() {
        world.happens(thrifty("c1", Lane.BATCH));
        world.happens(read(world.contentTasks.removeFirst()));

        assertThat(world.promptTasks.getFirst().getEconomy()).isTrue();
        assertThat(world.runs.values())
                .singleElement()
                .satisfies(run -> assertThat(Duration.between(World.START, run.getDeadlineAt()))
                        .isBetween(Duration.ofHours(48), Duration.ofHours(49)));
    }

    @Test
    void who_is_in_a_hurry_does_not_wait_for_an_answer_that_may_take_a_day() {
        world.happens(thrifty("c1", Lane.BATCH));
        world.happens(read(world.contentTasks.removeFirst()));
        PromptTask slow = world.promptTasks.removeFirst();

        world.happens(thrifty("c2", Lane.BATCH));
        assertThat(world.promptTasks).isEmpty();
        world.happens(thrifty("c3", Lane.INTERACTIVE));
        PromptTask fast = world.promptTasks.getFirst();

        assertThat(fast.getEconomy()).isFalse();
        assertThat(fast.getLane()).isEqualTo(Lane.INTERACTIVE);
        world.settle();
        assertThat(world.happens(answer(slow)).isEmpty()).isTrue();
        for (String campaign : List.of("c1", "c2", "c3")) {
            assertThat(finished(campaign).getStatus()).isEqualTo(RunStatus.COMPLETED);
        }
    }

    private static SiteEvent thrifty(String campaign, Lane lane) {
        return command(
                campaign,
                StartRun.newBuilder(request(Map.of(), null, "overview"))
                        .setLane(lane)
                        .setEconomy(true)
                        .build());
    }

    @Test
    void a_cancelled_run_ends_at_once_and_stays_ended() {
        world.happens(start("c1", "icp"));
        world.happens(cancel("c1"));
        assertThat(finished("c1").getStatus()).isEqualTo(RunStatus.CANCELLED);
        int before = world.events.size();
        world.settle();
        assertThat(world.events).hasSize(before);
        assertThat(world.happens(cancel("c1")).isEmpty()).isTrue();
        assertThat(world.happens(start("c1", "icp")).isEmpty()).isTrue();
    }

    @Test
    void a_finished_run_is_forgotten_after_its_time() {
        world.happens(start("c1", "overview"));
        world.settle();
        String run = world.runs.keySet().iterator().next();
        world.at(World.START.plus(Duration.ofHours(25))).happens(new SiteEvent.DeadlinePassed(run));
        assertThat(world.runs).isEmpty();
        assertThat(world.completions).isNotEmpty();
    }

    @Test
    void an_asset_that_does_not_exist_fails_the_run_by_name() {
        world.happens(start("c1", "horoscope"));
        assertThat(finished("c1").getFailedStage()).isEqualTo("horoscope");
        assertThat(finished("c1").getFailure().getReason()).isEqualTo("unknown_asset");
        assertThat(happened(RunStarted.class)).hasSize(1);
    }

    @Test
    void a_late_failure_of_an_earlier_asking_does_not_fail_the_later_one() {
        world.happens(start("c1", "overview"));
        ContentTask lost = world.contentTasks.removeFirst();
        world.at(World.START.plus(Duration.ofMinutes(11))).happens(start("c2", "overview"));
        assertThat(world.happens(content(lost, failure("timeout"))).isEmpty()).isTrue();
    }

    private void step() {
        if (world.contentTasks.isEmpty()) {
            world.happens(answer(world.promptTasks.removeFirst()));
        } else {
            world.happens(read(world.contentTasks.removeFirst()));
        }
    }

    private List<String> asked() {
        return world.promptTasks.stream().map(PromptTask::getAsset).toList();
    }

    private List<String> completed(String campaign) {
        return world.happenedTo(campaign).stream()
                .filter(StageCompleted.class::isInstance)
                .map(body -> ((StageCompleted) body).getStage())
                .toList();
    }

    private List<String> sources(String campaign) {
        return world.happenedTo(campaign).stream()
                .filter(StageCompleted.class::isInstance)
                .map(body -> ((StageCompleted) body).getProvenance().getSource())
                .toList();
    }

    private List<String> failures(String campaign) {
        return world.happenedTo(campaign).stream()
                .filter(StageFailed.class::isInstance)
                .map(body -> ((StageFailed) body).getStage())
                .toList();
    }

    private RunFinished finished(String campaign) {
        return world.happenedTo(campaign).stream()
                .filter(RunFinished.class::isInstance)
                .map(RunFinished.class::cast)
                .reduce((first, second) -> {
                    throw new AssertionError(campaign + " finished twice");
                })
                .orElseThrow(() -> new AssertionError(campaign + " did not finish"));
    }

    private <T> List<T> happened(Class<T> type) {
        return world.events.stream()
                .map(CampaignEvent::getBody)
                .filter(type::isInstance)
                .map(type::cast)
                .toList();
    }
}
