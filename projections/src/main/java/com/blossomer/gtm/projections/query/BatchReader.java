package com.blossomer.gtm.projections.query;

import com.blossomer.gtm.projections.query.BatchView.StageCounts;
import io.micronaut.data.jdbc.runtime.JdbcOperations;
import io.micronaut.transaction.annotation.ReadOnly;
import jakarta.inject.Singleton;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Batches as they stand now, from counters: never by counting their campaigns. */
@Singleton
class BatchReader {

    private static final String BATCHES = """
            select b.*, coalesce(d.position, 0) as position, coalesce(d.dispatched, 0) as dispatched,
                   coalesce(d.lost, 0) as lost, d.started_at, d.done_at
            from batches b left join dispatch_jobs d on d.tenant = b.tenant and d.job_id = b.batch_id
            where b.tenant = ? and b.received_at is not null
            """;

    private static final String COUNTS = """
            select kind, name, sum(n) from batch_counts
            where tenant = ? and batch_id = ? and kind in ('status', 'stage') group by kind, name
            """;

    private static final String RATE = """
            select sum(n), min(name::bigint) from batch_counts
            where tenant = ? and batch_id = ? and kind = 'ended' and name::bigint > ?
            """;

    private static final String COST = """
            select coalesce(sum(cost_nano_usd), 0) from usage where tenant = ? and batch_id = ?
            """;

    private static final long WINDOW_SECONDS = 60;

    private final JdbcOperations jdbc;
    private final BudgetReader budgets;
    private final Clock clock;

    BatchReader(JdbcOperations jdbc, BudgetReader budgets, Clock clock) {
        this.jdbc = jdbc;
        this.budgets = budgets;
        this.clock = clock;
    }

    @ReadOnly
    Optional<BatchRecord> find(String tenant, String batchId) {
        return jdbc.prepareStatement(BATCHES + " and b.batch_id = ?", statement -> {
            statement.setString(1, tenant);
            statement.setString(2, batchId);
            try (ResultSet row = statement.executeQuery()) {
                return row.next() ? Optional.of(record(row)) : Optional.empty();
            }
        });
    }

    /** Newest first. */
    @ReadOnly
    List<BatchView> page(String tenant, @Nullable Cursor after, int limit) {
        String sql = BATCHES
                + (after == null ? "" : " and (b.received_at, b.batch_id) < (?, ?)")
                + " order by b.received_at desc, b.batch_id desc limit ?";
        List<BatchRecord> batches = jdbc.prepareStatement(sql, statement -> {
            int at = 1;
            statement.setString(at++, tenant);
            if (after != null) {
                statement.setObject(at++, after.requestedAt().atOffset(ZoneOffset.UTC));
                statement.setString(at++, after.campaignId());
            }
            statement.setInt(at, limit);
            List<BatchRecord> read = new ArrayList<>();
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    read.add(record(row));
                }
            }
            return read;
        });
        return batches.stream().map(batch -> view(batch, false)).toList();
    }

    @ReadOnly
    Optional<BatchView> view(String tenant, String batchId) {
        return find(tenant, batchId).map(batch -> view(batch, true));
    }

    private BatchView view(BatchRecord batch, boolean reports) {
        Map<String, StageCounts> stages = new TreeMap<>();
        counts(batch.tenant(), batch.batchId(), stages);
        BigDecimal rate = batch.doneAt() == null ? rate(batch) : null;
        String status = batch.status();
        long left = batch.rows() - batch.lost() - batch.ended();
        boolean moves = rate != null && status.equals("running") && left > 0;
        return new BatchView(
                batch.batchId(),
                status,
                batch.receivedAt(),
                batch.startedAt(),
                batch.doneAt(),
                batch.rows(),
                batch.rejected(),
                batch.duplicates(),
                batch.sample(),
                batch.priority(),
                BatchView.json(batch.assets()),
                batch.dispatched(),
                batch.ended(),
                batch.lost(),
                shown(batch),
                stages,
                rate,
                moves && rate != null
                        ? BigDecimal.valueOf(left)
                                .divide(rate, 0, RoundingMode.UP)
                                .longValue()
                        : null,
                cost(batch),
                budgets.of(batch.tenant(), "batch:" + batch.batchId()).orElse(null),
                BatchView.json(reports ? batch.rejectedRows() : null),
                BatchView.json(reports ? batch.duplicateRows() : null));
    }

    private static Map<String, Long> shown(BatchRecord batch) {
        Map<String, Long> shown = new LinkedHashMap<>();
        shown.put("waiting", Math.max(0, batch.rows() - batch.lost() - batch.dispatched()));
        // What was sent and is not projected yet is pending too.
        long projected =
                batch.counts().values().stream().mapToLong(Long::longValue).sum();
        for (String status : List.of("pending", "running", "completed", "partial", "failed", "cancelled")) {
            shown.put(status, batch.counts().getOrDefault(status, 0L));
        }
        shown.merge("pending", Math.max(0, batch.dispatched() - projected), Long::sum);
        return shown;
    }

    private Map<String, Long> counts(String tenant, String batchId, Map<String, StageCounts> stages) {
        return jdbc.prepareStatement(COUNTS, statement -> {
            statement.setString(1, tenant);
            statement.setString(2, batchId);
            Map<String, Long> statuses = new TreeMap<>();
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    if (row.getString(1).equals("status")) {
                        statuses.put(row.getString(2), row.getLong(3));
                        continue;
                    }
                    String[] stage = row.getString(2).split("/", 2);
                    boolean completed = stage[1].equals(StageView.COMPLETED);
                    stages.merge(
                            stage[0],
                            completed ? new StageCounts(row.getLong(3), 0) : new StageCounts(0, row.getLong(3)),
                            StageCounts::plus);
                }
            }
            return statuses;
        });
    }

    private @Nullable BigDecimal rate(BatchRecord batch) {
        Instant now = clock.instant();
        return jdbc.prepareStatement(RATE, statement -> {
            statement.setString(1, batch.tenant());
            statement.setString(2, batch.batchId());
            statement.setLong(3, now.getEpochSecond() - WINDOW_SECONDS);
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                long ended = row.getLong(1);
                double seconds = Math.max(1, now.toEpochMilli() / 1e3 - row.getLong(2));
                return ended <= 0 ? null : BigDecimal.valueOf(ended / seconds).setScale(2, RoundingMode.HALF_UP);
            }
        });
    }

    private BigDecimal cost(BatchRecord batch) {
        return jdbc.prepareStatement(COST, statement -> {
            statement.setString(1, batch.tenant());
            statement.setString(2, batch.batchId());
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return Money.usd(row.getBigDecimal(1));
            }
        });
    }

    private BatchRecord record(ResultSet row) throws SQLException {
        String tenant = row.getString("tenant");
        String batchId = row.getString("batch_id");
        long sample = row.getLong("sample");
        Long some = row.wasNull() ? null : sample;
        return new BatchRecord(
                tenant,
                batchId,
                row.getObject("received_at", OffsetDateTime.class).toInstant(),
                row.getLong("rows"),
                row.getLong("rejected"),
                row.getLong("duplicates"),
                row.getInt("row_partition"),
                row.getLong("first_offset"),
                row.getLong("end_offset"),
                some,
                row.getInt("priority"),
                row.getString("assets"),
                row.getString("columns"),
                row.getString("rejected_rows"),
                row.getString("duplicate_rows"),
                row.getBoolean("go"),
                row.getString("control"),
                instant(row, "control_at"),
                row.getLong("position"),
                row.getLong("dispatched"),
                row.getLong("lost"),
                instant(row, "started_at"),
                instant(row, "done_at"),
                counts(tenant, batchId, new TreeMap<>()));
    }

    private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
        return time == null ? null : time.toInstant();
    }
}
