package com.blossomer.gtm.projections;

import com.blossomer.gtm.events.BatchCancelled;
import com.blossomer.gtm.events.BatchEvent;
import com.blossomer.gtm.events.BatchPaused;
import com.blossomer.gtm.events.BatchReceived;
import com.blossomer.gtm.events.BatchResumed;
import org.jspecify.annotations.Nullable;

/** What is said of batches as a whole. Pure, as {@link CampaignRows}. */
final class BatchRows {

    private BatchRows() {}

    /** @throws IllegalArgumentException when its body is none that is known */
    static Row.Batch of(BatchEvent event) {
        return switch (event.getBody()) {
            case BatchReceived received ->
                new Row.Batch(event.getTenant(), event.getBatchId(), received(event, received), false, null, null);
            case BatchPaused ignored -> control(event, false, "paused");
            case BatchResumed resumed -> control(event, resumed.getGo(), "running");
            case BatchCancelled ignored -> control(event, false, Row.Batch.CANCELLED);
            default ->
                throw new IllegalArgumentException(
                        "no rows are known for this body of a batch event: " + event.getBody());
        };
    }

    private static Row.Batch control(BatchEvent event, boolean go, @Nullable String control) {
        return new Row.Batch(event.getTenant(), event.getBatchId(), null, go, control, event.getOccurredAt());
    }

    private static Row.Received received(BatchEvent event, BatchReceived received) {
        return new Row.Received(
                event.getOccurredAt(),
                received.getRows(),
                received.getRejected(),
                received.getDuplicates(),
                received.getPartition(),
                received.getFirstOffset(),
                received.getEndOffset(),
                event.getTraceId(),
                received.getSample(),
                received.getPriority(),
                Json.of(received.getAssets()),
                Json.of(received.getColumns()).replace("\\u0000", ""),
                Json.ofRejected(received.getRejectedRows()),
                Json.ofDuplicates(received.getDuplicateRows()));
    }
}
