package com.blossomer.gtm.pipeline;

import com.blossomer.gtm.catalog.AssetType;
import com.blossomer.gtm.catalog.ModelPlan;
import com.blossomer.gtm.catalog.PromptInputs;
import com.blossomer.gtm.catalog.RenderedPrompt;
import com.blossomer.gtm.cost.Prices;
import com.blossomer.gtm.events.Completion;
import com.blossomer.gtm.events.ContentTask;
import com.blossomer.gtm.events.Page;
import com.blossomer.gtm.events.PromptTask;
import com.blossomer.gtm.events.SiteContent;
import com.blossomer.gtm.events.StageFailure;
import com.blossomer.gtm.state.Flight;
import com.blossomer.gtm.state.RunState;
import com.blossomer.gtm.state.StageState;
import com.blossomer.gtm.state.Waiter;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a stage needs from outside: the site's content, or a prompt's answer. Both through {@link Flights}. */
final class Needs {

    private final ModelPlan models;
    private final Spending spending;
    private final PipelineSettings settings;
    private final Deciding deciding;
    private final Instant now;

    Needs(ModelPlan models, Prices prices, PipelineSettings settings, Deciding deciding, Instant now) {
        this.models = models;
        this.spending = new Spending(prices);
        this.settings = settings;
        this.deciding = deciding;
        this.now = now;
    }

    /**
     * A need, once it was stated.
     *
     * @param key where the answer is or will be
     * @param answered whether it is there; otherwise the run waits for it, unless there is a failure
     * @param failure that others met a short while ago, and that this run would meet too
     */
    record Need(String key, boolean answered, Optional<StageFailure> failure) {

        Need(String key, boolean answered) {
            this(key, answered, Optional.empty());
        }
    }

    Need content(RunState run) {
        String site = run.getSite();
        Flight flight = deciding.content(site);
        if (!asksAnew(run, flight) && Flights.fresh(flight, now, maxAge(run))) {
            return new Need(site, true);
        }
        Optional<StageFailure> recent =
                wantsNewest(run) ? Optional.empty() : Flights.recentFailure(flight, now, settings.failureMaxAge());
        if (flight != null && recent.isPresent()) {
            return new Need(site, false, recent.map(failure -> remembered(failure, flight)));
        }
        Waiter waiter = new Waiter(RunProgress.key(run), AssetType.CONTENT);
        if (flight != null && Flights.pending(flight, now, patience(run))) {
            deciding.putContent(site, Flights.joined(flight, waiter));
        } else {
            String taskId = RunProgress.key(run) + "@" + now.toEpochMilli();
            deciding.putContent(site, Flights.started(flight, taskId, waiter, null, now));
            deciding.task(new ContentTask(
                    run.getTenant(),
                    run.getCampaignId(),
                    run.getRun(),
                    site,
                    taskId,
                    now,
                    run.getTraceId(),
                    run.getWebsiteUrl(),
                    run.getLane(),
                    wantsNewest(run) ? List.of() : askable(flight)));
        }
        return new Need(site, false);
    }

    /** @param ownModels whether the models are those that the run names, not the configured ones */
    Need asset(RunState run, AssetType type, boolean ownModels) {
        RenderedPrompt prompt = type.prompt().render(inputs(run, type));
        List<String> candidates = ownModels ? run.getModels() : models.of(type.tier());
        String key = PromptKey.of(run.getTenant(), type, prompt, candidates);
        Flight flight = deciding.completion(key);
        if (flight != null && flight.getAnswer() != null) {
            return new Need(key, true);
        }
        Waiter waiter = new Waiter(RunProgress.key(run), type.name());
        boolean economical = RunProgress.economical(run);
        if (flight != null
                && Flights.pending(flight, now, patience(run))
                && (economical || !Flights.economical(flight))) {
            join(run, key, flight, waiter);
            return new Need(key, false);
        }
        PromptTask task = task(run, type, prompt, candidates, PromptKey.taskId(key, now));
        boolean held = !run.getBudgets().isEmpty();
        if (held) {
            Spending.Estimate estimate = spending.estimate(task);
            if (estimate.failure().isPresent()) {
                return new Need(key, false, estimate.failure());
            }
            deciding.entry(Spending.reserve(task, estimate, now));
        } else {
            deciding.task(task);
        }
        Flight started = Flights.started(flight, task.getTaskId(), waiter, held ? task : null, now);
        deciding.putCompletion(key, economical ? Flights.unhurried(started) : started);
        return new Need(key, false);
    }

    /** Whoever has no budget to keep does not wait for that of another. */
    private void join(RunState run, String key, Flight flight, Waiter waiter) {
        PromptTask held = flight.getHeld();
        if (held != null && run.getBudgets().isEmpty()) {
            deciding.task(PromptTask.newBuilder(held)
                    .setBudgets(List.of())
                    .setLane(run.getLane())
                    .build());
            deciding.putCompletion(key, Flights.letOut(Flights.joined(flight, waiter), now));
        } else {
            deciding.putCompletion(key, Flights.joined(flight, waiter));
        }
    }

    private PromptTask task(
            RunState run, AssetType type, RenderedPrompt prompt, List<String> candidates, String taskId) {
        return new PromptTask(
                run.getTenant(),
                run.getCampaignId(),
                run.getRun(),
                run.getSite(),
                taskId,
                now,
                run.getTraceId(),
                run.getWebsiteUrl(),
                type.name(),
                type.prompt().version(),
                candidates,
                prompt.system(),
                prompt.user(),
                type.prompt().outputSchema(),
                type.temperature(),
                type.maxOutputTokens(),
                run.getLane(),
                run.getBatchId(),
                run.getBudgets(),
                RunProgress.economical(run),
                run.getReplayId());
    }

    /** Of the content that is there. */
    String contentHash(RunState run) {
        return siteContent(run).getContentHash();
    }

    private SiteContent siteContent(RunState run) {
        return answer(deciding.content(run.getSite()), SiteContent.class, AssetType.CONTENT);
    }

    private PromptInputs inputs(RunState run, AssetType type) {
        SiteContent content = null;
        Map<String, String> assets = new LinkedHashMap<>();
        for (String dependency : type.dependsOn()) {
            if (dependency.equals(AssetType.CONTENT)) {
                content = siteContent(run);
            } else {
                assets.put(dependency, asset(run, dependency));
            }
        }
        return new PromptInputs(run.getWebsiteUrl(), content, assets, run.getUserContext());
    }

    private String asset(RunState run, String name) {
        String given = run.getGivenAssets().get(name);
        if (given != null) {
            return given;
        }
        String key = RunProgress.find(run, name).map(StageState::getAnswerKey).orElse("");
        return answer(deciding.completion(key), Completion.class, name).getOutput();
    }

    private static <T> T answer(@Nullable Flight flight, Class<T> type, String stage) {
        if (flight == null || flight.getAnswer() == null) {
            throw new IllegalStateException("the answer of stage " + stage + " is done, but not in its store");
        }
        return type.cast(flight.getAnswer());
    }

    /** The pages that were read last time, where each can be asked whether it has changed; none otherwise. */
    private static List<Page> askable(@Nullable Flight flight) {
        return flight != null
                        && flight.getAnswer() instanceof SiteContent content
                        && content.getPages().stream()
                                .allMatch(page -> page.getEtag() != null || page.getLastModified() != null)
                ? content.getPages()
                : List.of();
    }

    private StageFailure remembered(StageFailure failure, Flight flight) {
        return new StageFailure(
                failure.getReason(),
                failure.getDetail() + " (Tried at " + flight.getFailedAt().truncatedTo(ChronoUnit.SECONDS)
                        + "; ask with max_age 0 to try again before "
                        + flight.getFailedAt().plus(settings.failureMaxAge()).truncatedTo(ChronoUnit.SECONDS) + ".)");
    }

    private static boolean wantsNewest(RunState run) {
        Long maxAge = run.getMaxAgeSeconds();
        return maxAge != null && maxAge == 0;
    }

    /** A caller that wants the site read again ({@code max_age} 0) is given what was read after it asked. */
    private static boolean asksAnew(RunState run, @Nullable Flight flight) {
        return wantsNewest(run)
                && (flight == null
                        || flight.getAnsweredAt() == null
                        || flight.getAnsweredAt().isBefore(run.getStartedAt()));
    }

    private Duration maxAge(RunState run) {
        Long maxAge = run.getMaxAgeSeconds();
        return maxAge == null || maxAge == 0 ? settings.contentMaxAge() : Duration.ofSeconds(maxAge);
    }

    private Duration patience(RunState run) {
        return RunProgress.patience(run, settings);
    }
}
