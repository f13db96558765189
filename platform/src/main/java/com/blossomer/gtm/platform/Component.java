package com.blossomer.gtm.platform;

/**
 * A long-running part of a service: a topology, a worker loop, a projection. {@code Components} starts every bean of this
 * kind once topics exist and before HTTP is served, in order of {@link #phase}, and stops them in reverse.
 */
public interface Component {

    /** For logs and health: such as {@code site-pipeline}. */
    String name();

    /** Lower starts earlier and stops later. Consumers of results 0, topology 10, workers 20. */
    default int phase() {
        return 10;
    }

    /** Starts threads and returns; throws only when it can never run. */
    void start();

    /** Finishes or hands back what is in flight, then releases everything. Safe to call when never started. */
    void stop();

    /** Whether it does its work now; part of readiness. */
    Health health();

    /** State of a component, with the reason where it is not up. */
    record Health(boolean up, String detail) {}
}
