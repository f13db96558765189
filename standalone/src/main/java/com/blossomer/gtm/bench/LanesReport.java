package com.blossomer.gtm.bench;

import java.util.List;
import java.util.Locale;

/**
 * How interactive tasks fare beside a batch.
 *
 * @param aloneP95 from a task's sending to its result's being read, milliseconds
 * @param besideP95 the same while the batch takes every place that it may
 * @param batchPerSecond answers of the batch meanwhile
 */
public record LanesReport(
        int concurrency, double aloneP50, double aloneP95, double besideP50, double besideP95, double batchPerSecond) {

    double ratio() {
        return besideP95 / aloneP95;
    }

    /** One line. */
    public String toJson() {
        return String.format(
                Locale.ROOT,
                "{\"name\":\"llm-lanes\",\"concurrency\":%d,\"alone_p50_ms\":%.1f,\"alone_p95_ms\":%.1f,"
                        + "\"beside_p50_ms\":%.1f,\"beside_p95_ms\":%.1f,\"ratio_p95\":%.3f,\"batch_per_second\":%.1f}",
                concurrency,
                aloneP50,
                aloneP95,
                besideP50,
                besideP95,
                ratio(),
                batchPerSecond);
    }

    /** For people. */
    public List<String> table() {
        return List.of(
                "llm, interactive tasks beside a batch",
                String.format(Locale.ROOT, "  calls in flight at most       %d", concurrency),
                String.format(Locale.ROOT, "  alone, p50 / p95              %.1f / %.1f ms", aloneP50, aloneP95),
                String.format(Locale.ROOT, "  beside a batch, p50 / p95     %.1f / %.1f ms", besideP50, besideP95),
                String.format(Locale.ROOT, "  p95 beside by p95 alone       %.2f", ratio()),
                String.format(Locale.ROOT, "  batch meanwhile               %.1f answers/s", batchPerSecond));
    }
}
