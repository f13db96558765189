package com.blossomer.gtm.bench;

import com.blossomer.gtm.bench.BenchReport.Percentiles;
import com.blossomer.gtm.events.RunStatus;
import java.util.Map;
import org.HdrHistogram.Histogram;

/** Submissions and their ends, put together. */
final class Measurement {

    private final Histogram latencies = new Histogram(3);
    private final long first;
    private long last;
    private int completed;

    /**
     * @param submitted when each campaign was asked for, by {@link System#nanoTime}
     * @throws IllegalStateException where one has no end
     */
    Measurement(Map<String, Long> submitted, Map<String, EventWatch.Finish> finished) {
        first = submitted.values().stream().mapToLong(Long::longValue).min().orElseThrow();
        last = first;
        submitted.forEach((id, start) -> {
            EventWatch.Finish finish = finished.get(id);
            if (finish == null) {
                throw new IllegalStateException("no end was seen for campaign " + id);
            }
            latencies.recordValue(Math.max(0, (finish.nanos() - start) / 1_000));
            last = Math.max(last, finish.nanos());
            completed += finish.status() == RunStatus.COMPLETED ? 1 : 0;
        });
    }

    /** From the request to the end of the run, in milliseconds. */
    Percentiles latencies() {
        return new Percentiles(
                latencies.getValueAtPercentile(50) / 1e3,
                latencies.getValueAtPercentile(95) / 1e3,
                latencies.getValueAtPercentile(99) / 1e3,
                latencies.getMaxValue() / 1e3);
    }

    int completed() {
        return completed;
    }

    double seconds() {
        return (last - first) / 1e9;
    }

    double secondsSinceStart() {
        return (System.nanoTime() - first) / 1e9;
    }
}
