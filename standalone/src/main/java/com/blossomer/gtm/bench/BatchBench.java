package com.blossomer.gtm.bench;

import com.blossomer.gtm.bench.BatchBenchReport.Quarter;
import com.blossomer.gtm.client.ApiClient;
import com.blossomer.gtm.client.ApiClient.Answer;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedWriter;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;

/** One batch through a whole system of its own: a CSV file over HTTP, and then its progress, second by second. */
public final class BatchBench {

    private static final Duration LOOK = Duration.ofSeconds(1);
    private static final Duration STUCK = Duration.ofMinutes(5);
    private static final int PARTS = 4;

    private BatchBench() {}

    private record Sample(double seconds, long ended, long rssMib) {}

    /**
     * @param plan its campaigns are the rows
     * @param sites distinct ones among the rows
     */
    public static BatchBenchReport run(
            BenchPlan plan, int sites, Class<?> main, Path directory, Consumer<String> progress)
            throws IOException, InterruptedException {
        progress.accept("batch: starting the system and the simulated outside world");
        try (BenchWorld world = BenchWorld.start(plan, main, directory.resolve("batch"));
                ApiClient api = new ApiClient(URI.create(world.server().url()), world.apiKey())) {
            Path file = directory.resolve("rows.csv");
            write(world, file, plan.campaigns(), sites);
            progress.accept("uploading " + plan.campaigns() + " rows");
            long begin = System.nanoTime();
            Answer sent = api.upload("/batches", "text/csv", UUID.randomUUID().toString(), file);
            double uploaded = (System.nanoTime() - begin) / 1e9;
            if (!sent.ok()) {
                throw new IllegalStateException("the batch was answered " + sent.status() + ": " + sent.problem());
            }
            progress.accept("running " + sent.body().path("accepted").asLong() + " campaigns");
            List<Sample> samples = new ArrayList<>();
            JsonNode done = follow(api, sent.body().path("batch_id").asText(), world, samples, progress);
            double seconds = samples.getLast().seconds();
            progress.accept("rebuilding the tables");
            BatchBenchReport.Rebuild rebuild = rebuild(api);
            return new BatchBenchReport(
                    plan.campaigns(),
                    sites,
                    done.at("/counts/completed").asLong(),
                    uploaded,
                    plan.campaigns() / uploaded,
                    seconds,
                    samples.getLast().ended() / seconds,
                    quarters(samples),
                    world.figures().peakRssMib(),
                    rebuild,
                    plan.heap());
        }
    }

    private static BatchBenchReport.Rebuild rebuild(ApiClient api) throws IOException, InterruptedException {
        JsonNode view = api.post("/projections/rebuild").body();
        while (view.path("state").asText().equals("running")) {
            Thread.sleep(LOOK);
            view = api.get("/projections/rebuild").body();
        }
        long rows = 0;
        for (JsonNode table : view.path("tables")) {
            rows += table.path("rebuilt_rows").asLong();
        }
        double seconds = view.path("reading_seconds").asDouble();
        return new BatchBenchReport.Rebuild(
                view.path("records").asLong(),
                rows,
                seconds,
                rows / seconds,
                view.path("state").asText().equals("completed"));
    }

    private static void write(BenchWorld world, Path file, int rows, int sites) throws IOException {
        try (BufferedWriter csv = Files.newBufferedWriter(file)) {
            csv.write("crm_id,website_url,email\n");
            for (int i = 0; i < rows; i++) {
                csv.write("crm-" + i + "," + world.site(1 + i % sites) + ",person-" + i + "@example.com\n");
            }
        }
    }

    private static JsonNode follow(
            ApiClient api, String batch, BenchWorld world, List<Sample> samples, Consumer<String> progress)
            throws IOException, InterruptedException {
        long begin = System.nanoTime();
        long moved = begin;
        long told = 0;
        samples.add(new Sample(0, 0, world.figures().rssMib()));
        while (true) {
            JsonNode view = api.get("/batches/" + batch).body();
            long ended = view.path("ended").asLong();
            double seconds = (System.nanoTime() - begin) / 1e9;
            moved = ended > samples.getLast().ended() ? System.nanoTime() : moved;
            samples.add(new Sample(seconds, ended, world.figures().rssMib()));
            if (view.path("status").asText().equals("completed")) {
                return view;
            }
            if (System.nanoTime() - moved > STUCK.toNanos()) {
                throw new IllegalStateException("the batch has not moved for " + STUCK + ": " + view);
            }
            if (seconds - told >= 10) {
                told = (long) seconds;
                progress.accept(ended + " ended after " + told + " s");
            }
            Thread.sleep(LOOK);
        }
    }

    private static List<Quarter> quarters(List<Sample> samples) {
        double part = samples.getLast().seconds() / PARTS;
        List<Quarter> quarters = new ArrayList<>();
        for (int i = 0; i < PARTS; i++) {
            double from = i * part;
            double to = (i + 1) * part;
            List<Sample> within = samples.stream()
                    .filter(sample -> sample.seconds() >= from && sample.seconds() <= to)
                    .toList();
            if (within.size() < 2) {
                continue;
            }
            Sample first = within.getFirst();
            Sample last = within.getLast();
            quarters.add(new Quarter(
                    (last.ended() - first.ended()) / (last.seconds() - first.seconds()),
                    within.stream().mapToLong(Sample::rssMib).max().orElse(-1)));
        }
        return quarters;
    }
}
