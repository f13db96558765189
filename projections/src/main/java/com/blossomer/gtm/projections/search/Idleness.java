package com.blossomer.gtm.projections.search;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.DoubleSupplier;

/**
 * Lets work that can wait go on when the machine has nothing better to do. Threads' priorities would not do that: the JVM
 * does not pass them on by default on Linux.
 */
final class Idleness {

    /** Of all cores. One core of two that embeds must not keep itself from going on. */
    private static final double BUSY = 0.75;

    private static final Duration LOOK = Duration.ofMillis(200);

    private final DoubleSupplier load;
    private final Duration patience;

    /** @param load how busy the machine's cores are since it was asked last, from 0 to 1; negative where it is not known */
    Idleness(DoubleSupplier load, Duration patience) {
        this.load = load;
        this.patience = patience;
    }

    static Idleness ofMachine(Duration patience) {
        OperatingSystemMXBean system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
        return new Idleness(system::getCpuLoad, patience);
    }

    /** Returns when the machine is idle, when patience is at its end, or when there is a hurry. */
    void await(BooleanSupplier hurry) {
        long begin = System.nanoTime();
        while (System.nanoTime() - begin < patience.toNanos() && !hurry.getAsBoolean() && load.getAsDouble() >= BUSY) {
            LockSupport.parkNanos(LOOK.toNanos());
        }
    }
}
