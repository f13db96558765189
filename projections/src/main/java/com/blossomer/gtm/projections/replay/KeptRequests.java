package com.blossomer.gtm.projections.replay;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What is still there of the requests, which replays read again.
 *
 * @param first where each partition begins now; what lies before is gone
 * @param since when the oldest of them was asked for, so that all later ones are there too; null while none is gone
 * @param age for how long campaigns are kept, and with them where their requests lie
 */
record KeptRequests(Map<Integer, Long> first, @Nullable Instant since, Duration age) {

    KeptRequests {
        first = Map.copyOf(first);
    }

    Object[] partitions() {
        return new TreeMap<>(first).keySet().toArray();
    }

    /** In the order of {@link #partitions}. */
    Object[] offsets() {
        return new TreeMap<>(first).values().toArray();
    }

    /** What of a cohort is past what is kept, and what to do about it; empty where nothing is. */
    Optional<String> note(Cohort cohort, long campaigns, long unreachable, Instant now) {
        List<String> notes = new ArrayList<>();
        if (unreachable > 0) {
            notes.add(
                    "%d of the cohort's %d campaigns reach past what is kept and are left out: their requests are gone."
                            .formatted(unreachable, campaigns));
        }
        for (Cohort.Range range : cohort.ranges()) {
            long begins = first.getOrDefault(range.partition(), 0L);
            if (range.from() < begins) {
                notes.add("Of partition %d nothing before offset %d is kept.".formatted(range.partition(), begins));
            }
        }
        Instant from = cohort.from();
        Instant oldest = now.minus(age);
        if (from != null && from.isBefore(oldest)) {
            notes.add("The cohort begins at %s, but campaigns of before %s are not kept and in no count."
                    .formatted(from, oldest));
        }
        if (notes.isEmpty()) {
            return Optional.empty();
        }
        notes.add("Requests are kept for %d days (BLOSSOMER_RETENTION_CAMPAIGNS)%s.%s"
                .formatted(
                        age.toDays(),
                        since == null ? "" : ", now since " + since,
                        unreachable > 0
                                ? " To have those campaigns anew, send their sites with POST /campaigns."
                                : ""));
        return Optional.of(String.join(" ", notes));
    }
}
