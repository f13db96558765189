package com.blossomer.gtm.projections;

import java.time.Instant;
import java.time.LocalDate;
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

    /** Where a record lies on its topic. */
    record Position(int partition, long offset) {}

    /** A replay as it was asked for, and what was asked of it last. Texts but for ids and the stage are JSON. */
    record Replay(
            String tenant,
            String replayId,
            int run,
            String state,
            String cohort,
            long campaigns,
            String promptVersions,
            String models,
            @Nullable String fromStage,
            String budgets,
            int priority,
            Instant createdAt,
            Instant changedAt)
            implements Row {

        @Override
        public Key key() {
            return new Key(tenant, replayId, 0, "");
        }
    }

    /** A campaign. Its status is not said here: it is that of its current run. {@code columns} is JSON; {@code command}
     * is where its request lies.
     */
    record Campaign(
            String tenant,
            String campaignId,
            String site,
            @Nullable String websiteUrl,
            @Nullable String batchId,
            @Nullable String lane,
            Instant requestedAt,
            @Nullable String columns,
            @Nullable Position command)
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
                    requestedAt.isBefore(later.requestedAt) ? requestedAt : later.requestedAt,
                    first(columns, later.columns),
                    first(command, later.command));
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

    /**
     * A run. {@code assets}, {@code stages} and {@code promptVersions} are JSON.
     *
     * @param baseRun the run that a user edited; null for runs that are no edits
     * @param command where the request of a run beyond the first lies
     */
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
            @Nullable String failureDetail,
            @Nullable Instant resumedAt,
            @Nullable Integer baseRun,
            @Nullable Position command)
            implements Row {

        @Override
        public Key key() {
            return new Key(tenant, campaignId, run, "");
        }

        /** A run that is resumed after it had ended has not ended any more. */
        Run merge(Run later) {
            Instant ended = finishedAt;
            Instant again = later.resumedAt;
            if (ended != null && again != null && again.isAfter(ended)) {
                return new Run(
                        tenant,
                        campaignId,
                        run,
                        later.status,
                        first(later.assets, assets),
                        first(later.stages, stages),
                        first(later.promptVersions, promptVersions),
                        first(startedAt, later.startedAt),
                        later.finishedAt,
                        later.failedStage,
                        later.failureReason,
                        later.failureDetail,
                        again,
                        first(baseRun, later.baseRun),
                        first(command, later.command));
            }
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
                    first(later.failureDetail, failureDetail),
                    first(later.resumedAt, resumedAt),
                    first(baseRun, later.baseRun),
                    first(command, later.command));
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

    /** A reading of a site. {@code sections} and {@code pages} are JSON. */
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
            return new Key("", site, 0, contentHash + "|" + fetchedAt);
        }

        Content merge(Content later) {
            return later;
        }
    }

    /**
     * What providers were paid on a day. Counts are added to those that are stored, so that a record must be applied exactly
     * once: offsets are stored in the same transaction.
     */
    record Usage(
            String tenant,
            LocalDate day,
            String provider,
            String model,
            String stage,
            String source,
            String batchId,
            long calls,
            long wastedCalls,
            long unpricedCalls,
            long inputTokens,
            long cachedInputTokens,
            long outputTokens,
            long reasoningTokens,
            long costNanoUsd)
            implements Row {

        @Override
        public Key key() {
            return new Key(tenant, day.toString(), 0, String.join("|", provider, model, stage, source, batchId));
        }

        Usage merge(Usage later) {
            return new Usage(
                    tenant,
                    day,
                    provider,
                    model,
                    stage,
                    source,
                    batchId,
                    calls + later.calls,
                    wastedCalls + later.wastedCalls,
                    unpricedCalls + later.unpricedCalls,
                    inputTokens + later.inputTokens,
                    cachedInputTokens + later.cachedInputTokens,
                    outputTokens + later.outputTokens,
                    reasoningTokens + later.reasoningTokens,
                    costNanoUsd + later.costNanoUsd);
        }
    }

    /** How a budget stands. */
    record Budget(
            String tenant,
            String scope,
            @Nullable Long limitNanoUsd,
            long spentNanoUsd,
            long reservedNanoUsd,
            Instant updatedAt)
            implements Row {

        @Override
        public Key key() {
            return new Key(tenant, scope, 0, "");
        }

        Budget merge(Budget later) {
            return later.updatedAt.isBefore(updatedAt) ? this : later;
        }
    }

    /** What a complete upload held. {@code assets}, {@code columns} and the reports are JSON. */
    record Received(
            Instant at,
            long rows,
            long rejected,
            long duplicates,
            int partition,
            long firstOffset,
            long endOffset,
            String uploadTrace,
            @Nullable Long sample,
            int priority,
            String assets,
            String columns,
            String rejectedRows,
            String duplicateRows) {}

    /**
     * A batch. Its records lie in one partition, in order: the first upload counts, and the last control, unless it was
     * cancelled, which is for good.
     *
     * @param control running, paused or cancelled; null where nothing is said of it
     */
    record Batch(
            String tenant,
            String batchId,
            @Nullable Received received,
            boolean go,
            @Nullable String control,
            @Nullable Instant controlAt)
            implements Row {

        static final String CANCELLED = "cancelled";

        @Override
        public Key key() {
            return new Key(tenant, batchId, 0, "");
        }

        Batch merge(Batch later) {
            boolean stays = later.control == null || CANCELLED.equals(control);
            return new Batch(
                    tenant,
                    batchId,
                    first(received, later.received),
                    go || later.go,
                    stays ? control : later.control,
                    stays ? controlAt : later.controlAt);
        }
    }

    private static <T> @Nullable T first(@Nullable T preferred, @Nullable T otherwise) {
        return preferred != null ? preferred : otherwise;
    }
}
