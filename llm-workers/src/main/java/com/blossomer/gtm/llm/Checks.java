package com.blossomer.gtm.llm;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.function.Supplier;

/**
 * Where answers are checked while tasks wait for their turn at a provider: on platform threads of their own, one for each
 * processor. A virtual thread that computes gives way to no other, so that after a burst of answers the next calls, which
 * are only to be sent, would stand behind all the checks. Otherwise a check is soonest done where it is: ADR 15.
 */
final class Checks {

    private static final Executor THREADS = Executors.newFixedThreadPool(
            Runtime.getRuntime().availableProcessors(),
            Thread.ofPlatform().daemon().name("llm-checks-", 1).factory());

    private Checks() {}

    /**
     * Runs a check and waits for it, even when interrupted: it takes milliseconds. What it throws is thrown here.
     *
     * @param elsewhere whether other tasks wait to be sent
     */
    static <T> T run(Supplier<T> check, boolean elsewhere) {
        if (!elsewhere) {
            return check.get();
        }
        try {
            return CompletableFuture.supplyAsync(check, THREADS).join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        }
    }
}
