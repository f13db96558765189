package com.blossomer.gtm.llm;

import com.blossomer.gtm.cost.TokenUsage;
import com.blossomer.gtm.events.Lane;
import com.blossomer.gtm.llm.Entry.Closed;
import com.blossomer.gtm.llm.Entry.Permit;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The way to one provider, through which every call goes. It holds tasks back while the provider's concurrency or rates are
 * used up, in order of arrival, those that somebody waits for first; and it sends them away while the provider wants to be
 * left alone. Batches never get the interactive share of either. Thread-safe; who waits is parked, and woken by who leaves
 * or by the time at which a rate allows the next.
 */
final class Gate {

    /** How production waits. */
    static final Park PARKED = Gate::await;

    private static final long UNTIL_WOKEN = Long.MAX_VALUE;

    private final LimitSettings settings;
    private final Clock clock;
    private final Park park;
    private final AdaptiveLimit limit;
    private final Map<Lane, List<Allowance>> allowances = new EnumMap<>(Lane.class);
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<Lane, Deque<Condition>> waiting = new EnumMap<>(Lane.class);
    private final Map<Lane, Integer> inFlight = new EnumMap<>(Lane.class);
    private @Nullable Closed closed;

    /** How a thread waits; tests do not. */
    interface Park {
        void await(Condition woken, long nanos) throws InterruptedException;
    }

    /** @param settings with a number for the concurrency */
    Gate(LimitSettings settings, Clock clock, Park park) {
        this.settings = settings;
        this.clock = clock;
        this.park = park;
        this.limit = new AdaptiveLimit(settings.concurrency());
        for (Lane lane : Lane.values()) {
            waiting.put(lane, new ArrayDeque<>());
            inFlight.put(lane, 0);
            allowances.put(lane, List.of());
        }
        if (settings.requestsPerMinute() > 0 || settings.tokensPerMinute() > 0) {
            share();
        }
    }

    /** Two allowances that together are the whole. A rate too small to be parted is common to both lanes. */
    private void share() {
        int requests = settings.requestsPerMinute();
        int tokens = settings.tokensPerMinute();
        boolean parted = settings.interactiveShare() > 0 && requests != 1 && tokens != 1;
        int ownRequests = parted ? settings.reserved(requests) : 0;
        int ownTokens = parted ? settings.reserved(tokens) : 0;
        String name = settings.provider();
        Allowance common = new Allowance(name + "-common", requests - ownRequests, tokens - ownTokens, clock);
        allowances.put(Lane.BATCH, List.of(common));
        allowances.put(
                Lane.INTERACTIVE,
                parted
                        ? List.of(new Allowance(name + "-own", ownRequests, ownTokens, clock), common)
                        : List.of(common));
    }

    /**
     * Waits for its turn.
     *
     * @param deadline of the wait
     */
    Entry enter(Lane lane, long tokens, Instant deadline) throws InterruptedException {
        lock.lockInterruptibly();
        Condition me = lock.newCondition();
        Deque<Condition> queue = queue(lane);
        queue.addLast(me);
        try {
            while (true) {
                Instant now = clock.instant();
                if (closed != null && now.isBefore(closed.until())) {
                    return closed;
                }
                long wait = isNext(lane, me) ? nanosUntilRoom(lane) : UNTIL_WOKEN;
                if (wait <= 0) {
                    return admit(lane, tokens, now);
                }
                if (!now.isBefore(deadline)) {
                    return new Closed(now, "its limits left no room within the time that the task has", false);
                }
                park.await(me, Math.min(wait, Duration.between(now, deadline).toNanos()));
            }
        } finally {
            queue.remove(me);
            wakeNext();
            lock.unlock();
        }
    }

    /** A call has ended; {@code usage} where the provider counted. */
    void leave(Permit permit, TokenUsage usage) {
        lock.lock();
        try {
            inFlight.merge(permit.lane(), -1, Integer::sum);
            if (permit.allowance() != null && usage.any()) {
                permit.allowance().correct(permit.tokens(), usage);
            }
            wakeNext();
        } finally {
            lock.unlock();
        }
    }

    /** The provider takes what it gets. Told before {@link #leave}. */
    void answered() {
        lock.lock();
        try {
            limit.answered(total());
        } finally {
            lock.unlock();
        }
    }

    /** The provider gets more than it takes. */
    void throttled(Permit permit) {
        lock.lock();
        try {
            limit.throttled(permit.entered(), clock.instant());
        } finally {
            lock.unlock();
        }
    }

    /** Sends away everybody, those who wait too, until the time given or the one known, whichever is later. */
    void close(Closed until) {
        lock.lock();
        try {
            if (closed == null || until.forGood() || until.until().isAfter(closed.until())) {
                closed = until;
            }
            waiting.values().forEach(queue -> queue.forEach(Condition::signal));
        } finally {
            lock.unlock();
        }
    }

    /** Why nobody may call now. */
    Optional<Closed> closed() {
        lock.lock();
        try {
            return Optional.ofNullable(closed).filter(until -> clock.instant().isBefore(until.until()));
        } finally {
            lock.unlock();
        }
    }

    int limit() {
        lock.lock();
        try {
            return limit.limit();
        } finally {
            lock.unlock();
        }
    }

    /** What {@link #limit} is where nothing throttles. */
    int ceiling() {
        return limit.ceiling();
    }

    int inFlight(Lane lane) {
        lock.lock();
        try {
            return inFlight.getOrDefault(lane, 0);
        } finally {
            lock.unlock();
        }
    }

    int waiting(Lane lane) {
        lock.lock();
        try {
            return queue(lane).size();
        } finally {
            lock.unlock();
        }
    }

    private Permit admit(Lane lane, long tokens, Instant now) {
        inFlight.merge(lane, 1, Integer::sum);
        for (Allowance allowance : allowances.getOrDefault(lane, List.of())) {
            if (allowance.nanosUntilFree() == 0) {
                allowance.take(tokens);
                return new Permit(lane, allowance, tokens, now);
            }
        }
        return new Permit(lane, null, tokens, now);
    }

    private boolean isNext(Lane lane, Condition me) {
        return me.equals(queue(lane).peek())
                && switch (lane) {
                    case INTERACTIVE -> true;
                    case BATCH -> queue(Lane.INTERACTIVE).isEmpty();
                };
    }

    private long nanosUntilRoom(Lane lane) {
        int most = switch (lane) {
            case INTERACTIVE -> limit.limit();
            case BATCH -> limit.limit() - settings.reserved(limit.limit());
        };
        boolean full = total() >= limit.limit() || inFlight.getOrDefault(lane, 0) >= most;
        return full
                ? UNTIL_WOKEN
                : allowances.getOrDefault(lane, List.of()).stream()
                        .mapToLong(Allowance::nanosUntilFree)
                        .min()
                        .orElse(0);
    }

    @SuppressWarnings("WaitNotInLoop") // the loop is in enter
    private static void await(Condition woken, long nanos) throws InterruptedException {
        long ignored = woken.awaitNanos(nanos);
    }

    private void wakeNext() {
        for (Deque<Condition> queue : waiting.values()) {
            Condition next = queue.peek();
            if (next != null) {
                next.signal();
            }
        }
    }

    private int total() {
        return inFlight.values().stream().mapToInt(Integer::intValue).sum();
    }

    private Deque<Condition> queue(Lane lane) {
        return waiting.computeIfAbsent(lane, missing -> new ArrayDeque<>());
    }
}
