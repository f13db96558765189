package com.blossomer.gtm.cli;

import com.blossomer.gtm.client.ApiClient;
import com.blossomer.gtm.client.ApiClient.Answer;
import com.blossomer.gtm.client.ApiClient.Order;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.ConnectException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;

/** Asks for campaigns and follows each one to its end. */
final class CampaignRunner {

    private static final Set<String> FINAL = Set.of("completed", "partial", "failed", "cancelled");
    private static final int AT_A_TIME = 64;
    private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
    private static final Duration LONGEST_PAUSE = Duration.ofMillis(800);

    private final ApiClient api;
    private final Listener listener;

    CampaignRunner(ApiClient api, Listener listener) {
        this.api = api;
        this.listener = listener;
    }

    /** Told about every campaign, from many threads. */
    interface Listener {

        /** The campaign as it is now. */
        void moved(int index, JsonNode campaign);

        /** The campaign will not change again, or is no longer waited for. */
        void ended(int index, JsonNode campaign);
    }

    /**
     * Runs all and returns them in the order given, each the object of {@code GET /campaigns/{id}}. One that was refused
     * has no id and a failure in the stage {@code request}; one still under way at the deadline has its last status.
     */
    List<JsonNode> run(List<Order> orders, Duration timeout) throws InterruptedException {
        long deadline = System.nanoTime() + timeout.toNanos();
        Semaphore permits = new Semaphore(AT_A_TIME);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<JsonNode>> running = new ArrayList<>();
            for (int i = 0; i < orders.size(); i++) {
                int index = i;
                running.add(threads.submit(() -> one(index, orders.get(index), deadline, permits)));
            }
            try {
                return results(running);
            } catch (InterruptedException | RuntimeException e) {
                threads.shutdownNow();
                throw e;
            }
        }
    }

    private static List<JsonNode> results(List<Future<JsonNode>> running) throws InterruptedException {
        List<JsonNode> results = new ArrayList<>();
        for (Future<JsonNode> one : running) {
            try {
                results.add(one.get());
            } catch (ExecutionException e) {
                if (e.getCause() instanceof CliException told) {
                    throw told;
                }
                throw new CliException("The connection to the system failed: " + e.getCause());
            }
        }
        return results;
    }

    private JsonNode one(int index, Order order, long deadline, Semaphore permits) throws Exception {
        permits.acquire();
        try {
            Answer answer = reached(() -> api.submit(order));
            JsonNode last = answer.status() == 202
                    ? follow(index, answer.body().path("campaign_id").asText(), order, deadline)
                    : refused(order, answer);
            listener.ended(index, last);
            return last;
        } finally {
            permits.release();
        }
    }

    private JsonNode follow(int index, String id, Order order, long deadline) throws Exception {
        Duration pause = FIRST_PAUSE;
        JsonNode last = pending(id, order);
        listener.moved(index, last);
        while (true) {
            Answer answer = reached(() -> api.campaign(id));
            // Not found: accepted a moment ago and not yet projected.
            if (answer.ok()) {
                last = answer.body();
                listener.moved(index, last);
            } else if (answer.status() != 404) {
                throw new CliException("The system no longer answers for " + id + ": " + answer.problem());
            }
            if (FINAL.contains(last.path("status").asText()) || System.nanoTime() > deadline) {
                return last;
            }
            Thread.sleep(pause);
            pause = pause.multipliedBy(3).dividedBy(2);
            pause = pause.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause;
        }
    }

    private interface Call {
        Answer get() throws IOException, InterruptedException;
    }

    private Answer reached(Call call) throws IOException, InterruptedException {
        try {
            Answer answer = call.get();
            if (answer.status() == 401 || answer.status() == 403) {
                throw new CliException(
                        "The API key is refused by " + api.base() + "; set BLOSSOMER_API_KEY or pass --api-key.");
            }
            return answer;
        } catch (ConnectException e) {
            throw new CliException("Nothing answers at " + api.base()
                    + "; start a system with 'blossomer up', or leave --server out to use one of its own.");
        }
    }

    private static ObjectNode pending(String id, Order order) {
        ObjectNode campaign = JsonNodeFactory.instance.objectNode();
        campaign.put("campaign_id", id)
                .put("website_url", order.websiteUrl())
                .put("status", "pending")
                .putNull("failure");
        campaign.putArray("stages");
        campaign.putObject("assets");
        campaign.putObject("provenance");
        return campaign;
    }

    private static JsonNode refused(Order order, Answer answer) {
        String type = answer.body().path("type").asText("");
        ObjectNode campaign = pending("", order);
        campaign.putNull("campaign_id").put("status", "failed");
        campaign.putObject("failure")
                .put("stage", "request")
                .put("reason", type.substring(type.lastIndexOf('/') + 1).replace('-', '_'))
                .put("detail", answer.problem());
        return campaign;
    }
}
