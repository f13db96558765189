package com.blossomer.gtm.llm;

import com.blossomer.gtm.cost.BatchPrices;
import com.blossomer.gtm.cost.Prices;
import com.blossomer.gtm.events.PromptResult;
import com.blossomer.gtm.events.PromptTask;
import com.blossomer.gtm.llm.economy.EconomyLane;
import com.blossomer.gtm.llm.economy.EconomySettings;
import com.blossomer.gtm.llm.economy.SubmissionLog;
import com.blossomer.gtm.llm.offline.OfflineProvider;
import com.blossomer.gtm.platform.kafka.KafkaClients;
import com.blossomer.gtm.platform.telemetry.Tracing;
import com.blossomer.gtm.platform.worker.WorkerLoop;
import com.blossomer.gtm.platform.worker.WorkerSettings;
import com.blossomer.gtm.topics.Topics;
import io.micrometer.core.instrument.MeterRegistry;
import io.micronaut.context.annotation.Factory;
import io.micronaut.context.annotation.Requires;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** The providers that are configured, and one worker loop for each lane. */
@Factory
final class LlmWorkers {

    static final String INTERACTIVE = "llm-workers-interactive";
    static final String BATCH = "llm-workers-batch";
    static final String ECONOMY = "llm-workers-economy";

    /** {@code false} where other processes ask the models. */
    private static final String ROLE = "blossomer.roles.llm";

    /** The offline one, and all whose settings are there: {@code docs/how-to/add-a-provider.md}. */
    @Singleton
    ProviderPool providers(
            List<ProviderSettings> settings, ProviderLimits limits, CallMetrics metrics, Clock clock, Tracing tracing) {
        List<LlmProvider> providers = new ArrayList<>();
        providers.add(new OfflineProvider());
        settings.forEach(one -> one.provider(clock).ifPresent(providers::add));
        if (tracing.isOn()) {
            providers.replaceAll(provider -> new TracedProvider(provider, tracing.tracer()));
        }
        return new ProviderPool(providers, limits::of, metrics, clock);
    }

    @Singleton
    CallMetrics metrics(MeterRegistry registry, LlmSettings settings) {
        return new CallMetrics(registry, Prices.parse(settings.prices()));
    }

    @Singleton
    PromptHandler handler(
            ProviderPool providers, LlmSettings settings, EconomySettings economy, EconomyLane lane, Clock clock) {
        Prices prices = Prices.parse(settings.prices());
        return new PromptHandler(
                providers,
                prices,
                settings.timeout(),
                Backoff.standard(clock, settings.interactiveRetryLimit(), settings.batchRetryLimit()),
                new EconomyWay(lane, new BatchPrices(Prices.parse(economy.prices()), prices)));
    }

    @Singleton
    SubmissionLog submissions(KafkaClients clients, Clock clock) {
        return new SubmissionLog(clients, clock);
    }

    @Singleton
    EconomyLane economyLane(EconomySettings settings, SubmissionLog log, MeterRegistry registry, Clock clock) {
        return new EconomyLane(
                settings,
                log,
                registry,
                clock,
                () -> "eco" + UUID.randomUUID().toString().replace("-", ""));
    }

    @Singleton
    @Named(INTERACTIVE)
    @Requires(property = ROLE, value = "true", defaultValue = "true")
    WorkerLoop<PromptTask, PromptResult> interactive(
            KafkaClients clients,
            PromptHandler handler,
            LlmSettings settings,
            MeterRegistry registry,
            Tracing tracing) {
        return new WorkerLoop<>(
                clients,
                Topics.PROMPT_TASKS_INTERACTIVE,
                handler,
                WorkerSettings.of(INTERACTIVE, settings.interactiveConcurrency())
                        .handingOver(longest(settings)),
                registry,
                tracing);
    }

    @Singleton
    @Named(BATCH)
    @Requires(property = ROLE, value = "true", defaultValue = "true")
    WorkerLoop<PromptTask, PromptResult> batch(
            KafkaClients clients,
            PromptHandler handler,
            LlmSettings settings,
            MeterRegistry registry,
            Tracing tracing) {
        return new WorkerLoop<>(
                clients,
                Topics.PROMPT_TASKS_BATCH,
                handler.only(false),
                WorkerSettings.of(BATCH, settings.batchConcurrency()).handingOver(longest(settings)),
                registry,
                tracing);
    }

    /** The tasks of batches that have a day. They wait for hours, and hold up no other: ADR 20. */
    @Singleton
    @Named(ECONOMY)
    @Requires(property = ROLE, value = "true", defaultValue = "true")
    WorkerLoop<PromptTask, PromptResult> economy(
            KafkaClients clients,
            PromptHandler handler,
            EconomySettings settings,
            MeterRegistry registry,
            Tracing tracing) {
        return new WorkerLoop<>(
                clients,
                Topics.PROMPT_TASKS_BATCH,
                handler.only(true),
                WorkerSettings.ofWaiting(ECONOMY, settings.held()),
                registry,
                tracing);
    }

    /** From a question to its published answer: an answer that is not waited for is paid for all the same. */
    private static Duration longest(LlmSettings settings) {
        return settings.timeout().plusSeconds(5);
    }
}
