package com.blossomer.gtm.projections;

import java.time.Instant;
import java.util.Comparator;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What a record says of one row. A row is written as the merge of all that is said of it; {@code merge} in memory and the
 * upsert in Postgres follow the same rule, and both give the same row when a record comes twice or topics overtake one
 * another.
 */
sealed interface Row {

    /** Names the row; the order in which rows are written, so that two writers never wait for each other in a circle. */
    record Key(String tenant, String id, int run, String part) implements Comparable<Key> {

        private static final Comparator<Key> ORDER = Comparator.comparing(Key::tenant)
                .thenComparing(Key::id)
                .thenComparingInt(Key::run)
                .thenComparing(Key::part);

        @Override
        public int compareTo(Key other) {
            return ORDER.compare(this, other);
        }
    }

    Key key();

    /** A campaign. Its status is not said here: it is that of its current run. */
    record Campaign(
            String tenant,
            String campaignId,
            String site,
            @Nullable String websiteUrl,
            @Nullable String batchId,
            @Nullable String lane,
            Instant requestedAt)
            implements Row {

        @Override
        public Key key() {
            return new Key(tenant, campaignId, 0, "");
        }

        Campaign merge(Campaign later) {
            return new Campaign(
                    tenant,
                    campaignId,
                    site,
                    first(websiteUrl, later.websiteUrl),
                    first(batchId, later.batchId),
                    first(lane, later.lane),
                    requestedAt.isBefore(later.requestedAt) ? requestedAt : later.requestedAt);
        }
    }

    /** How far a run is. Only moves forward: a command read after its run's events does not make it pending again. */
    enum Status {
        PENDING(0),
        RUNNING(1),
        COMPLETED(2),
        PARTIAL(2),
        FAILED(2),
        CANCELLED(2);

        private final int rank;

        Status(int rank) {
            this.rank = rank;
        }

        Status merge(Status later) {
            return later.rank >= rank ? later : this;
        }

        String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** A run. {@code assets}, {@code stages} and {@code promptVersions} are JSON. */
    record Run(
            String tenant,
            String campaignId,
            int run,
            Status status,
            @Nullable String assets,
            @Nullable String stages,
            @Nullable String promptVersions,
            @Nullable Instant startedAt,
            @Nullable Instant finishedAt,
            @Nullable String failedStage,
            @Nullable String failureReason,
            @Nullable String failureDetail)
            implements Row {

        @Override
        public Key key() {
            return new Key(tenant, campaignId, run, "");
        }

        Run merge(Run later) {
            return new Run(
                    tenant,
                    campaignId,
                    run,
                    status.merge(later.status),
                    first(later.assets, assets),
                    first(later.stages, stages),
                    first(later.promptVersions, promptVersions),
                    first(later.startedAt, startedAt),
                    first(later.finishedAt, finishedAt),
                    first(later.failedStage, failedStage),
                    first(later.failureReason, failureReason),
                    first(later.failureDetail, failureDetail));
        }
    }

    /** How a stage ended. {@code output} and {@code provenance} are JSON. */
    record Stage(
            String tenant,
            String campaignId,
            int run,
            String stage,
            boolean completed,
            @Nullable String output,
            @Nullable String provenance,
            @Nullable String reason,
            @Nullable String detail,
            Instant completedAt)
            implements Row {

        @Override
        public Key key() {
            return new Key(tenant, campaignId, run, stage);
        }

        Stage merge(Stage later) {
            return later.completedAt.isBefore(completedAt) ? this : later;
        }
    }

    /** What was read of a site. {@code sections} and {@code pages} are JSON. */
    record Content(
            String tenant,
            String site,
            String contentHash,
            @Nullable String title,
            @Nullable String description,
            @Nullable String language,
            String sections,
            String pages,
            Instant fetchedAt)
            implements Row {

        @Override
        public Key key() {
            return new Key("", site, 0, contentHash);
        }

        Content merge(Content later) {
            return later.fetchedAt.isBefore(fetchedAt) ? this : later;
        }
    }

    private static <T> @Nullable T first(@Nullable T preferred, @Nullable T otherwise) {
        return preferred != null ? preferred : otherwise;
    }
}
