package com.blossomer.gtm.bench;

import com.blossomer.gtm.client.ApiClient;
import com.blossomer.gtm.client.ApiClient.Answer;
import com.blossomer.gtm.client.ApiClient.Order;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.LockSupport;

/** Asks for campaigns over HTTP, at a rate or as fast as they are taken. */
final class Submitter implements AutoCloseable {

    private static final int AT_A_TIME = 32;

    private final BenchWorld world;
    private final ApiClient api;

    Submitter(BenchWorld world) {
        this.world = world;
        this.api = new ApiClient(URI.create(world.server().url()), world.apiKey());
    }

    /**
     * Asks for the companies {@code first} and following.
     *
     * @return when each campaign's request was sent, by {@link System#nanoTime}; at a rate, when it was due
     */
    Map<String, Long> submit(int first, int count, double ratePerSecond)
            throws InterruptedException, ExecutionException {
        Map<String, Long> sent = new ConcurrentHashMap<>();
        Semaphore permits = new Semaphore(AT_A_TIME);
        long start = System.nanoTime();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> running = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                int number = first + i;
                long due = ratePerSecond > 0 ? start + Math.round(i * 1e9 / ratePerSecond) : 0;
                while (System.nanoTime() < due) {
                    LockSupport.parkNanos(due - System.nanoTime());
                }
                permits.acquire();
                running.add(threads.submit(() -> {
                    try {
                        long at = due > 0 ? due : System.nanoTime();
                        sent.put(submit(number), at);
                    } finally {
                        permits.release();
                    }
                    return null;
                }));
            }
            for (Future<?> one : running) {
                one.get();
            }
        }
        return sent;
    }

    /** Waits until every campaign can be queried as finished, and checks that it has its assets. */
    void awaitQueryable(Collection<String> campaigns) throws IOException, InterruptedException {
        for (String id : campaigns) {
            long deadline = System.nanoTime() + Duration.ofMinutes(1).toNanos();
            while (!finished(id)) {
                if (System.nanoTime() > deadline) {
                    throw new IllegalStateException("campaign " + id + " has finished and cannot be queried as such");
                }
                LockSupport.parkNanos(1_000_000);
            }
        }
    }

    @Override
    public void close() {
        api.close();
    }

    private boolean finished(String id) throws IOException, InterruptedException {
        Answer answer = api.campaign(id);
        return switch (answer.body().path("status").asText()) {
            case "completed", "partial", "failed", "cancelled" -> true;
            default -> false;
        };
    }

    private String submit(int number) throws IOException, InterruptedException {
        Answer answer = api.submit(new Order(world.site(number), List.of(), null));
        if (answer.status() != 202) {
            throw new IllegalStateException("submission was answered " + answer.status() + ": " + answer.problem());
        }
        return answer.body().path("campaign_id").asText();
    }
}
