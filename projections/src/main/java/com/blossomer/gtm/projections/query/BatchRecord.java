package com.blossomer.gtm.projections.query;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A batch as the tables have it. {@code assets} and the reports are JSON.
 *
 * @param position of the dispatcher, of {@code size} positions
 * @param counts status to campaigns
 */
record BatchRecord(
        String tenant,
        String batchId,
        Instant receivedAt,
        long rows,
        long rejected,
        long duplicates,
        int partition,
        long firstOffset,
        long endOffset,
        @Nullable Long sample,
        int priority,
        @Nullable String assets,
        @Nullable String columns,
        @Nullable String rejectedRows,
        @Nullable String duplicateRows,
        boolean go,
        String control,
        @Nullable Instant controlAt,
        long position,
        long dispatched,
        long lost,
        @Nullable Instant startedAt,
        @Nullable Instant doneAt,
        Map<String, Long> counts) {

    long ended() {
        return counts.entrySet().stream()
                .filter(count ->
                        !count.getKey().equals("pending") && !count.getKey().equals("running"))
                .mapToLong(Map.Entry::getValue)
                .sum();
    }

    private boolean allSent() {
        return position >= endOffset - firstOffset;
    }

    String status() {
        boolean over = ended() >= dispatched;
        if (control.equals("cancelled")) {
            return over ? "cancelled" : "cancelling";
        }
        if (allSent() && over) {
            return "completed";
        }
        if (control.equals("paused")) {
            return "paused";
        }
        Long some = sample;
        return some != null && !go && dispatched >= some && !allSent() ? "waiting" : "running";
    }
}
