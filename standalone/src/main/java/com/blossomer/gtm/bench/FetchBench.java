package com.blossomer.gtm.bench;

import com.blossomer.gtm.content.ContentHandler;
import com.blossomer.gtm.content.ContentSettings;
import com.blossomer.gtm.content.FirecrawlSettings;
import com.blossomer.gtm.content.PolitenessSettings;
import com.blossomer.gtm.events.ContentTask;
import com.blossomer.gtm.events.Lane;
import com.blossomer.gtm.events.SiteContent;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.HdrHistogram.ConcurrentHistogram;
import org.jspecify.annotations.Nullable;

/**
 * How many pages a second one process fetches and extracts: the content worker's own code against a server on loopback,
 * which shares the machine's cores, while requests to a host that hangs and to one that drips are held beside.
 */
public final class FetchBench {

    /** Tasks in flight to the good host; as many again are held by the bad ones. */
    private static final int CONCURRENCY = 32;

    private static final int HELD = 6;

    private final ContentHandler handler;

    private FetchBench(ContentHandler handler) {
        this.handler = handler;
    }

    /**
     * What a run came to.
     *
     * @param read pages with enough text; those of single-page apps, say, are fetched and extracted too
     * @param bytes of all pages, decoded
     * @param cpuMillis of this process for each page, the server's part included
     * @param stillHeld tasks at the hanging and the dripping host when the last good page was read
     */
    public record Report(
            int pages,
            int read,
            double seconds,
            long bytes,
            double p50Millis,
            double p95Millis,
            double cpuMillis,
            int stillHeld) {

        double pagesPerSecond() {
            return pages / seconds;
        }

        /** One line. */
        public String toJson() {
            return String.format(
                    Locale.ROOT,
                    "{\"name\":\"fetch\",\"pages\":%d,\"read\":%d,\"seconds\":%.3f,\"pages_per_second\":%.1f,"
                            + "\"mean_page_bytes\":%d,\"p50_ms\":%.1f,\"p95_ms\":%.1f,\"cpu_ms_per_page\":%.1f,\"held_beside\":%d}",
                    pages,
                    read,
                    seconds,
                    pagesPerSecond(),
                    bytes / pages,
                    p50Millis,
                    p95Millis,
                    cpuMillis,
                    stillHeld);
        }

        /** For people. */
        public List<String> table() {
            return List.of(
                    "fetch",
                    String.format(
                            Locale.ROOT,
                            "  pages fetched and extracted   %d, %d of them with enough text",
                            pages,
                            read),
                    String.format(Locale.ROOT, "  pages a second                %.1f", pagesPerSecond()),
                    String.format(Locale.ROOT, "  size, mean                    %d KiB", bytes / pages / 1_024),
                    String.format(Locale.ROOT, "  each, p50 / p95               %.1f / %.1f ms", p50Millis, p95Millis),
                    String.format(Locale.ROOT, "  CPU for each, server included %.1f ms", cpuMillis),
                    String.format(Locale.ROOT, "  held beside by bad hosts      %d requests", stillHeld));
        }
    }

    /**
     * Measures.
     *
     * @param directory of pages, {@code .html} or {@code .html.gz}; null for the sample companies
     */
    public static Report run(int pages, int warmup, @Nullable Path directory) throws IOException, InterruptedException {
        ContentSettings settings = new ContentSettings(
                List.of("127.0.0.0/8"),
                Duration.ofSeconds(8),
                Duration.ofMinutes(5),
                Duration.ofMinutes(5),
                5 * 1_024 * 1_024,
                40_000,
                250,
                0,
                5,
                2 * CONCURRENCY,
                List.of("web"),
                "BlossomerGTM/bench");
        PolitenessSettings politeness =
                new PolitenessSettings(true, CONCURRENCY, Duration.ofMillis(100), Duration.ofSeconds(2));
        try (BenchPages server = BenchPages.start(directory);
                ContentHandler handler =
                        ContentHandler.reading(settings, politeness, new FirecrawlSettings("", ""), Clock.systemUTC());
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            FetchBench bench = new FetchBench(handler);
            AtomicInteger held = new AtomicInteger();
            for (int i = 0; i < HELD; i++) {
                threads.execute(() -> bench.hold(server.hanging(), held));
                threads.execute(() -> bench.hold(server.dripping(), held));
            }
            bench.measure(server, warmup, threads, held);
            Report report = bench.measure(server, pages, threads, held);
            threads.shutdownNow();
            return report;
        }
    }

    private Report measure(BenchPages server, int pages, ExecutorService threads, AtomicInteger held)
            throws InterruptedException {
        AtomicInteger next = new AtomicInteger();
        AtomicInteger read = new AtomicInteger();
        ConcurrentHistogram times =
                new ConcurrentHistogram(Duration.ofMinutes(10).toNanos(), 2);
        CountDownLatch done = new CountDownLatch(CONCURRENCY);
        long sentBefore = server.sent();
        Duration cpuBefore = cpu();
        long start = System.nanoTime();
        for (int i = 0; i < CONCURRENCY; i++) {
            threads.execute(() -> {
                try {
                    for (int page = next.getAndIncrement(); page < pages; page = next.getAndIncrement()) {
                        long begin = System.nanoTime();
                        if (read(server.page(page))) {
                            read.incrementAndGet();
                        }
                        times.recordValue(System.nanoTime() - begin);
                    }
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                } finally {
                    done.countDown();
                }
            });
        }
        done.await();
        double seconds = (System.nanoTime() - start) / 1e9;
        return new Report(
                pages,
                read.get(),
                seconds,
                server.sent() - sentBefore,
                times.getValueAtPercentile(50) / 1e6,
                times.getValueAtPercentile(95) / 1e6,
                cpu().minus(cpuBefore).toNanos() / 1e6 / pages,
                held.get());
    }

    private static Duration cpu() {
        return ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO);
    }

    private void hold(String url, AtomicInteger held) {
        held.incrementAndGet();
        try {
            read(url);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            held.decrementAndGet();
        }
    }

    private boolean read(String url) throws InterruptedException {
        ContentTask task =
                new ContentTask("bench", "cmp_bench", 1, url, url, Instant.EPOCH, "bench", url, Lane.BATCH, List.of());
        return handler.handle(task).getBody() instanceof SiteContent;
    }
}
