package com.blossomer.gtm.bench;

import com.blossomer.gtm.bench.BenchReport.Percentiles;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.util.List;
import java.util.Locale;

/**
 * Live campaigns alone and beside a replay; times in milliseconds, from the request to the end of the run.
 *
 * @param live campaigns in each of the two parts
 * @param replayed campaigns of the replay
 * @param p95Ratio beside by alone
 * @param replayCallsPerSecond that the replay made meanwhile
 * @param lasted whether the replay still ran when the live campaigns had ended; else the ratio says less than it seems to
 * @param cores of CPU that the measured process took beside the replay
 * @param completed of all live campaigns
 */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
public record ReplayBenchReport(
        int live,
        double ratePerSecond,
        long llmLatencyMs,
        int replayed,
        Percentiles alone,
        Percentiles beside,
        double p95Ratio,
        double replayCallsPerSecond,
        boolean lasted,
        double cores,
        int completed) {

    public boolean complete() {
        return completed == 2 * live && lasted;
    }

    public String toJson() {
        return Reports.json(this);
    }

    public List<String> table() {
        return List.of(
                Reports.row(
                        "live campaigns, a second", String.format(Locale.ROOT, "2 x %d, %.1f", live, ratePerSecond)),
                Reports.row("completed", Integer.toString(completed)),
                Reports.row("p50, p95 alone", times(alone)),
                Reports.row("p50, p95 beside a replay", times(beside)),
                Reports.row("p95 beside by alone", String.format(Locale.ROOT, "%.2f", p95Ratio)),
                Reports.row(
                        "replay of " + replayed,
                        String.format(Locale.ROOT, "%.0f calls/s of %d ms, ", replayCallsPerSecond, llmLatencyMs)
                                + (lasted ? "still running at the end" : "ENDED BEFORE THE LIVE CAMPAIGNS")),
                Reports.row("CPU beside it", String.format(Locale.ROOT, "%.1f cores", cores)));
    }

    private static String times(Percentiles percentiles) {
        return String.format(Locale.ROOT, "%.0f, %.0f ms", percentiles.p50(), percentiles.p95());
    }
}
