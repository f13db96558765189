package com.blossomer.gtm.content;

import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Lets requests to a host and port through a few at a time, first come first served, and spaced. Who could not start before its
 * deadline is turned away at once. A host that let several requests in a row hang is left alone for a while, so that its
 * pages do not hold the places of other hosts' pages. Hosts that nobody asks for take no memory.
 */
final class HostGate {

    private static final int HANGS = 3;
    private static final Duration LEFT_ALONE = Duration.ofSeconds(60);
    private static final int REMEMBERED = 10_000;

    private static final class Host {
        final Semaphore places;
        int users;
        /** On the monotonic clock, as the other moments here. */
        long nextStart = System.nanoTime();

        int hangs;
        long leftAloneUntil = System.nanoTime();

        Host(int places) {
            this.places = new Semaphore(places, true);
        }

        boolean idle(long now) {
            return users == 0 && nextStart - now <= 0 && leftAloneUntil - now <= 0;
        }
    }

    private final int perHost;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<String, Host> hosts = new HashMap<>();

    HostGate(int perHost) {
        this.perHost = perHost;
    }

    /**
     * Waits until a request may start; {@link #leave} must follow.
     *
     * @param spacing until the next request to this host may start
     * @return why it may not, and then {@code leave} must not follow
     */
    Optional<FetchFailure> enter(URI uri, Duration spacing, Deadline deadline) throws InterruptedException {
        String name = uri.getHost();
        Host host = used(key(uri));
        boolean entered = false;
        try {
            if (isLeftAlone(host)) {
                return refused(name, "let our last requests hang and is left alone for a minute; try again later.");
            }
            if (!host.places.tryAcquire(deadline.left().toNanos(), TimeUnit.NANOSECONDS)) {
                return refused(name, "is busy with other requests of ours; try again later.");
            }
            long start = slot(host, spacing, deadline);
            if (start - deadline.nanos() > 0) {
                host.places.release();
                return refused(name, "wants more time between requests than this one has; try again later.");
            }
            try {
                TimeUnit.NANOSECONDS.sleep(start - System.nanoTime());
            } catch (InterruptedException e) {
                host.places.release();
                throw e;
            }
            entered = true;
            return Optional.empty();
        } finally {
            if (!entered) {
                unused(key(uri), host);
            }
        }
    }

    /** @param hung whether the host did not answer in time */
    void leave(URI uri, boolean hung) {
        lock.lock();
        try {
            Host host = hosts.get(key(uri));
            if (host == null) {
                throw new IllegalStateException("nobody entered for " + key(uri));
            }
            host.places.release();
            host.hangs = hung ? host.hangs + 1 : 0;
            if (host.hangs >= HANGS) {
                host.hangs = HANGS - 1; // One more after the pause is enough for the next.
                host.leftAloneUntil = System.nanoTime() + LEFT_ALONE.toNanos();
            }
            unused(key(uri), host);
        } finally {
            lock.unlock();
        }
    }

    /** Hosts that are remembered now. */
    int size() {
        lock.lock();
        try {
            return hosts.size();
        } finally {
            lock.unlock();
        }
    }

    private static Optional<FetchFailure> refused(String name, String why) {
        return Optional.of(new FetchFailure(FetchFailure.TIMEOUT, name + " " + why));
    }

    private Host used(String key) {
        lock.lock();
        try {
            if (hosts.size() >= REMEMBERED) {
                long now = System.nanoTime();
                hosts.values().removeIf(host -> host.idle(now));
            }
            Host host = hosts.computeIfAbsent(key, ignored -> new Host(perHost));
            host.users++;
            return host;
        } finally {
            lock.unlock();
        }
    }

    private void unused(String key, Host host) {
        lock.lock();
        try {
            host.users--;
            if (host.hangs == 0 && host.idle(System.nanoTime())) {
                hosts.remove(key, host);
            }
        } finally {
            lock.unlock();
        }
    }

    private boolean isLeftAlone(Host host) {
        lock.lock();
        try {
            return host.leftAloneUntil - System.nanoTime() > 0;
        } finally {
            lock.unlock();
        }
    }

    /** Takes the next free moment, if it comes before the deadline. */
    private long slot(Host host, Duration spacing, Deadline deadline) {
        lock.lock();
        try {
            long now = System.nanoTime();
            long start = host.nextStart - now > 0 ? host.nextStart : now;
            if (start - deadline.nanos() <= 0) {
                host.nextStart = start + spacing.toNanos();
            }
            return start;
        } finally {
            lock.unlock();
        }
    }

    private static String key(URI uri) {
        return uri.getHost().toLowerCase(Locale.ROOT) + ":" + FetchGuard.port(uri);
    }
}
