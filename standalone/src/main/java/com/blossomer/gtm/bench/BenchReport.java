package com.blossomer.gtm.bench;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What one run came to. Times in milliseconds.
 *
 * @param seconds from the first submission to the last end
 * @param endToEnd from sending the request to reading the campaign's end as a committed event
 * @param outsideMs simulated latency on a campaign's longest chain of stages: what no system could save
 * @param overhead end to end less that
 * @param inFlightShare simulated calls in flight on average, as a share of those allowed
 * @param llmCalls asked of the simulated model
 * @param llmRepeated calls for a prompt that was answered before: money spent twice
 * @param peakRssMib of the measured process; -1 where the system does not tell
 * @param cpuMsPerCampaign of the measured process, all threads
 * @param kafkaBytesPerCampaign on disk, all topics, as compressed
 * @param rowsPerSecond written by PostgreSQL
 * @param replayPerSecond campaigns a second when every page and prompt is known
 * @param replayLlmCalls calls that the replay cost
 * @param raw the broker alone
 */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
public record BenchReport(
        String name,
        int campaigns,
        int completed,
        double seconds,
        double campaignsPerSecond,
        double stagesPerSecond,
        Percentiles endToEnd,
        long outsideMs,
        Percentiles overhead,
        double inFlightShare,
        long llmCalls,
        long llmRepeated,
        long peakRssMib,
        double cpuMsPerCampaign,
        long kafkaBytesPerCampaign,
        Map<String, Long> kafkaBytesByTopic,
        double rowsPerSecond,
        double replayPerSecond,
        long replayLlmCalls,
        RawLoop.Result raw,
        Map<String, Object> plan) {

    /** Of a distribution. */
    public record Percentiles(
            @JsonProperty("p50") double p50,
            @JsonProperty("p95") double p95,
            @JsonProperty("p99") double p99,
            @JsonProperty("max") double max) {

        Percentiles less(double millis) {
            return new Percentiles(p50 - millis, p95 - millis, p99 - millis, max - millis);
        }

        @Override
        public String toString() {
            return String.format(Locale.ROOT, "p50 %,.0f   p95 %,.0f   p99 %,.0f   max %,.0f ms", p50, p95, p99, max);
        }
    }

    public String toJson() {
        return Reports.json(this);
    }

    /** The report as a table for people. */
    public List<String> table() {
        List<String> lines = new ArrayList<>();
        lines.add(name);
        row(lines, "campaigns completed", "%,d of %,d in %.1f s".formatted(completed, campaigns, seconds));
        row(lines, "throughput", "%.1f campaigns/s, %.0f stages/s".formatted(campaignsPerSecond, stagesPerSecond));
        row(lines, "end to end", endToEnd.toString());
        row(lines, "simulated outside", "%,d ms on the longest chain of stages".formatted(outsideMs));
        row(lines, "overhead", overhead.toString());
        row(lines, "model calls", "%,d, repeated %,d".formatted(llmCalls, llmRepeated));
        row(lines, "calls in flight", "%.0f %% of those allowed, on average".formatted(inFlightShare * 100));
        row(lines, "peak memory", "%,d MiB resident".formatted(peakRssMib));
        row(lines, "CPU", "%.1f ms per campaign".formatted(cpuMsPerCampaign));
        row(lines, "Kafka", "%,d bytes per campaign".formatted(kafkaBytesPerCampaign));
        row(lines, "PostgreSQL", "%,.0f rows/s".formatted(rowsPerSecond));
        row(lines, "replay, all known", "%.1f campaigns/s, %,d model calls".formatted(replayPerSecond, replayLlmCalls));
        row(
                lines,
                "same broker, no logic",
                "%,.0f records/s of %,d bytes produced and consumed"
                        .formatted(raw.recordsPerSecond(), raw.recordBytes()));
        double ratio = raw.recordsPerSecond() / campaignsPerSecond;
        row(lines, "ratio", "one campaign costs as much as %,.0f such records".formatted(ratio));
        return lines;
    }

    private static void row(List<String> lines, String name, String value) {
        lines.add(String.format(Locale.ROOT, "  %-22s %s", name, value));
    }
}
