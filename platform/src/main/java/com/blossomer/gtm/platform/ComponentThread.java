package com.blossomer.gtm.platform;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The thread of a component, from one start to one stop. It is asked to stop and not interrupted, so that what is on its way
 * is finished. A daemon: it does not keep a process alive whose other parts have ended.
 */
public final class ComponentThread {

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final CountDownLatch stopping = new CountDownLatch(1);
    private final Thread thread;

    private ComponentThread(String name, Consumer<ComponentThread> body) {
        this.thread = Thread.ofPlatform().name(name).daemon().unstarted(() -> body.accept(this));
    }

    /** @param body returns soon after {@link #stopping} */
    public static ComponentThread start(String name, Consumer<ComponentThread> body) {
        ComponentThread started = new ComponentThread(name, body);
        started.thread.start();
        return started;
    }

    /** Whether there is one that runs. */
    public static boolean alive(@Nullable ComponentThread thread) {
        return thread != null && thread.thread.isAlive();
    }

    /** Whether it has been asked to stop. */
    public boolean stopping() {
        return stopping.getCount() == 0;
    }

    /**
     * Waits, on the thread itself, until the time is over or it is asked to stop.
     *
     * @return whether it is asked to stop; an interrupt asks for it, too
     */
    public boolean pause(Duration time) {
        try {
            return stopping.await(time.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            stopping.countDown();
            return true;
        }
    }

    /**
     * Asks it to stop and waits for it, ten seconds at most.
     *
     * @param wake ends what it may wait for
     */
    public void stop(Runnable wake) {
        stopping.countDown();
        wake.run();
        try {
            thread.join(PATIENCE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
