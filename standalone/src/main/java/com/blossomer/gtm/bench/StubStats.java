package com.blossomer.gtm.bench;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/** What was asked of the stub. */
final class StubStats {

    private final Map<String, LongAdder> prompts = new ConcurrentHashMap<>();
    private final Map<String, LongAdder> assets = new ConcurrentHashMap<>();
    private final AtomicLong calls = new AtomicLong();
    private final LongAdder failures = new LongAdder();
    private final LongAdder pages = new LongAdder();
    private final Set<String> pagePaths = ConcurrentHashMap.newKeySet();
    private final LongAdder latencyMillis = new LongAdder();
    private final Map<String, LongAdder> chargedPrompts = new ConcurrentHashMap<>();
    private final Map<String, LongAdder> chargedDeployments = new ConcurrentHashMap<>();
    private volatile boolean dead;
    private final LongAdder inputTokens = new LongAdder();
    private final LongAdder cachedInputTokens = new LongAdder();
    private final LongAdder outputTokens = new LongAdder();
    private final LongAdder reasoningTokens = new LongAdder();
    private final AtomicInteger inFlight = new AtomicInteger();
    private final AtomicInteger maxInFlight = new AtomicInteger();

    /**
     * @param distinctPrompts different prompts among the calls
     * @param repeatedCalls calls beyond the first of their prompt
     * @param inputTokens charged for, cached ones included; the stub's own ledger
     * @param outputTokens charged for, reasoning included
     * @param latencyMs simulated latency of all calls together
     */
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    record Snapshot(
            long calls,
            long distinctPrompts,
            long repeatedCalls,
            long failures,
            long pages,
            long distinctPages,
            long inputTokens,
            long cachedInputTokens,
            long outputTokens,
            long reasoningTokens,
            long latencyMs,
            int inFlight,
            int maxInFlight,
            Map<String, Long> callsByAsset) {}

    /**
     * Counts a call and returns which one it is, from 1.
     *
     * @param prompt its hash
     */
    long asked(String asset, String prompt) {
        long call = calls.incrementAndGet();
        prompts.computeIfAbsent(prompt, key -> new LongAdder()).increment();
        assets.computeIfAbsent(asset, key -> new LongAdder()).increment();
        maxInFlight.accumulateAndGet(inFlight.incrementAndGet(), Math::max);
        return call;
    }

    void answered(long simulatedMillis, boolean failed) {
        inFlight.decrementAndGet();
        latencyMillis.add(simulatedMillis);
        if (failed) {
            failures.increment();
        }
    }

    /** One that is dead sends no answer, and charges for none. */
    void dead(boolean isDead) {
        dead = isDead;
    }

    /**
     * An answer goes out, and costs what it says.
     *
     * @param prompt the hash of what was asked
     * @param deployment that was asked
     * @return false for one that is dead, whose answer must not go out
     */
    boolean charged(String prompt, String deployment, StubModel.Reply reply) {
        if (dead) {
            return false;
        }
        chargedPrompts.computeIfAbsent(prompt, key -> new LongAdder()).increment();
        chargedDeployments.computeIfAbsent(deployment, key -> new LongAdder()).increment();
        inputTokens.add(reply.input());
        cachedInputTokens.add(reply.cachedInput());
        outputTokens.add(reply.output());
        reasoningTokens.add(reply.reasoning());
        return true;
    }

    void page(String path) {
        pages.increment();
        pagePaths.add(path);
    }

    Snapshot snapshot() {
        long asked = calls.get();
        return new Snapshot(
                asked,
                prompts.size(),
                asked - prompts.size(),
                failures.sum(),
                pages.sum(),
                pagePaths.size(),
                inputTokens.sum(),
                cachedInputTokens.sum(),
                outputTokens.sum(),
                reasoningTokens.sum(),
                latencyMillis.sum(),
                inFlight.get(),
                maxInFlight.get(),
                sums(assets));
    }

    /** How often each prompt was answered and charged for, by its hash. */
    Map<String, Long> chargedPrompts() {
        return sums(chargedPrompts);
    }

    /** How many answers of each deployment were charged for. */
    Map<String, Long> chargedDeployments() {
        return sums(chargedDeployments);
    }

    int inFlight() {
        return inFlight.get();
    }

    /** Starts counting anew; calls in flight stay in flight. */
    void reset() {
        prompts.clear();
        assets.clear();
        calls.set(0);
        failures.reset();
        pages.reset();
        pagePaths.clear();
        chargedPrompts.clear();
        chargedDeployments.clear();
        inputTokens.reset();
        cachedInputTokens.reset();
        outputTokens.reset();
        reasoningTokens.reset();
        latencyMillis.reset();
        maxInFlight.set(inFlight.get());
    }

    private static Map<String, Long> sums(Map<String, LongAdder> counts) {
        Map<String, Long> sums = new TreeMap<>();
        counts.forEach((name, count) -> sums.put(name, count.sum()));
        return sums;
    }
}
