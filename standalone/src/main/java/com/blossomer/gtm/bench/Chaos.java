package com.blossomer.gtm.bench;

import com.blossomer.gtm.client.ApiClient;
import com.blossomer.gtm.events.CallsPaid;
import com.blossomer.gtm.events.Completion;
import com.blossomer.gtm.events.PaidCall;
import com.blossomer.gtm.events.RunFinished;
import com.blossomer.gtm.events.StageCompleted;
import com.blossomer.gtm.events.StageFailed;
import com.blossomer.gtm.standalone.ServerAddress;
import com.blossomer.gtm.topics.Topic;
import com.blossomer.gtm.topics.Topics;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.apache.avro.specific.SpecificRecord;

/**
 * Whole campaigns while everything goes wrong that can: three providers that fail in every way, one of them dead for a
 * while, and workers that are killed. In the end each prompt was paid for once, but for what was in flight at a kill.
 */
public final class Chaos {

    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final int PROMPTS = 6;

    private final ChaosPlan plan;
    private final ChaosWorld world;
    private final Consumer<String> progress;
    private final Random random;
    private final Set<String> killed = new HashSet<>();

    private Chaos(ChaosPlan plan, ChaosWorld world, Consumer<String> progress) {
        this.plan = plan;
        this.world = world;
        this.progress = progress;
        this.random = new Random(plan.seed());
    }

    /** @param main the command line's main class */
    public static ChaosReport run(ChaosPlan plan, Class<?> main, Path directory, Consumer<String> progress)
            throws IOException, InterruptedException {
        progress.accept("starting three providers, the system and two workers");
        try (ChaosWorld world = ChaosWorld.start(plan, main, directory)) {
            return new Chaos(plan, world, progress).run();
        }
    }

    private ChaosReport run() throws IOException, InterruptedException {
        long start = System.nanoTime();
        try (ApiClient api = new ApiClient(URI.create(world.server().url()), world.apiKey())) {
            for (int number = 1; number <= plan.campaigns(); number++) {
                api.submit(new ApiClient.Order(world.site(number), List.of(), null));
            }
        }
        long all = (long) plan.campaigns() * PROMPTS;
        reach(all * (15 + random.nextInt(10)) / 100);
        kill(0);
        reach(all * (30 + random.nextInt(10)) / 100);
        progress.accept("a provider dies");
        world.providers().get(1).die();
        reach(all * (50 + random.nextInt(10)) / 100);
        progress.accept("it is back");
        world.providers().get(1).comeBack();
        kill(1);
        reach(all * (70 + random.nextInt(10)) / 100);
        kill(0);
        progress.accept("waiting for the last campaigns");
        await(
                () -> count(Topics.CAMPAIGN_EVENTS, event -> event.getBody() instanceof RunFinished)
                        >= plan.campaigns(),
                Duration.ofSeconds(1));
        return report((System.nanoTime() - start) / 1e9);
    }

    /** Waits until so many answers were charged for. */
    private void reach(long charged) {
        await(() -> charged() >= charged, Duration.ofMillis(50));
    }

    private void kill(int worker) throws IOException, InterruptedException {
        progress.accept("a worker is killed after " + charged() + " answers");
        killed.add(world.kill(worker));
        world.restart(worker);
    }

    /**
     * What workers paid for and never put on the topic was in flight when they were killed. That is counted in the end, when
     * the providers have also answered, and charged for, what they had yet to read at the kill.
     */
    private long inFlightAtKills() {
        Map<String, Long> answered = new HashMap<>();
        read(Topics.PROMPT_RESULTS, result -> {
            if (result.getBody() instanceof Completion answer) {
                answered.merge(answer.getModel(), 1L, Long::sum);
            }
        });
        return killed.stream()
                .mapToLong(life -> Math.min(charged(life) - answered.getOrDefault(life, 0L), plan.concurrency()))
                .sum();
    }

    private long charged(String life) {
        return world.providers().stream()
                .mapToLong(provider -> provider.chargedDeployments().getOrDefault(life, 0L))
                .sum();
    }

    private long charged() {
        return world.providers().stream()
                .flatMap(provider -> provider.chargedPrompts().values().stream())
                .mapToLong(Long::longValue)
                .sum();
    }

    private ChaosReport report(double seconds) {
        Map<String, Integer> statuses = new TreeMap<>();
        Map<String, Integer> reasons = new TreeMap<>();
        Set<String> completed = new HashSet<>();
        long[] counts = new long[3];
        read(Topics.CAMPAIGN_EVENTS, event -> {
            switch (event.getBody()) {
                case RunFinished end ->
                    statuses.merge(end.getStatus().name().toLowerCase(Locale.ROOT), 1, Integer::sum);
                case StageFailed failed -> reasons.merge(failed.getFailure().getReason(), 1, Integer::sum);
                case StageCompleted stage -> {
                    counts[0] += completed.add(event.getCampaignId() + "/" + stage.getStage()) ? 0 : 1;
                    counts[1] += stage.getProvenance().getSource().equals("model")
                            ? Math.min(2, stage.getProvenance().getRepaired().size())
                            : 0;
                }
                case CallsPaid paid ->
                    counts[2] += paid.getCalls().stream()
                            .mapToLong(PaidCall::getCostNanoUsd)
                            .sum();
                default -> {}
            }
        });
        Set<String> prompts = new HashSet<>();
        world.providers()
                .forEach(provider -> prompts.addAll(provider.chargedPrompts().keySet()));
        long calls = world.providers().stream()
                .mapToLong(provider -> provider.stats().calls())
                .sum();
        return new ChaosReport(
                plan,
                statuses,
                reasons,
                calls,
                charged(),
                prompts.size(),
                counts[1],
                inFlightAtKills(),
                counts[0],
                counts[2],
                seconds);
    }

    private <V extends SpecificRecord> long count(Topic<V> topic, java.util.function.Predicate<V> wanted) {
        long[] found = new long[1];
        read(topic, value -> found[0] += wanted.test(value) ? 1 : 0);
        return found[0];
    }

    private <V extends SpecificRecord> void read(Topic<V> topic, Consumer<V> each) {
        ServerAddress server = world.server();
        new TopicReader(server.kafkaBootstrapServers(), server.schemaRegistryUrl()).each(topic, each);
    }

    private void await(BooleanSupplier reached, Duration pause) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!reached.getAsBoolean()) {
            world.check();
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException("nothing moves any more: " + charged() + " answers were charged for,"
                        + " and the logs are in " + world.directory());
            }
            LockSupport.parkNanos(pause.toNanos());
        }
    }
}
