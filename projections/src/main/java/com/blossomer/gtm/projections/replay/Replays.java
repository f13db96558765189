package com.blossomer.gtm.projections.replay;

import com.blossomer.gtm.catalog.PromptLibrary;
import com.blossomer.gtm.events.BudgetEntry;
import com.blossomer.gtm.events.ReplayState;
import com.blossomer.gtm.events.SetLimit;
import com.blossomer.gtm.platform.Ids;
import com.blossomer.gtm.platform.RetentionSettings;
import com.blossomer.gtm.platform.kafka.CommandLog;
import com.blossomer.gtm.platform.kafka.KafkaClients;
import com.blossomer.gtm.platform.kafka.Prompts;
import com.blossomer.gtm.projections.RunNumbers;
import com.blossomer.gtm.projections.TenantBudget;
import com.blossomer.gtm.projections.Transaction;
import com.blossomer.gtm.topics.Topics;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.micronaut.jdbc.DataSourceResolver;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import javax.sql.DataSource;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.TopicPartition;

/**
 * Makes replays and asks things of them. A replay's number and cohort are settled in Postgres, in one transaction; what is
 * asked of it is a record on {@code gtm.replays}, which the projection carries out.
 */
@Singleton
final class Replays {

    private static final Duration PATIENCE = Duration.ofSeconds(10);
    /** How long an answer waits for the tables to show what was asked; promoting a large cohort takes a while. */
    private static final Duration SHOWN = Duration.ofSeconds(30);

    private static final Duration PAUSE = Duration.ofMillis(25);
    private static final JsonMapper JSON = new JsonMapper();

    private static final String INSERT = """
            insert into replays (tenant, replay_id, run, state, cohort, campaigns, prompt_versions, models, from_stage,
                                 budgets, priority, created_at, changed_at)
            values (?, ?, ?, 'requested', ?::json, 0, ?::json, ?::json, ?, ?::json, ?, ?, ?)
            """;

    private static final String FILL = """
            insert into replay_campaigns (tenant, replay_id, position, campaign_id, base_run, command_partition,
                                          command_offset)
            select tenant, ?, row_number() over (order by command_partition, command_offset) - 1, campaign_id, base_run,
                   command_partition, command_offset
            from cohort k left join unnest(?::int[], ?::bigint[]) as b (part, first) on b.part = k.command_partition
            where command_offset is not null and command_offset >= coalesce(b.first, 0)
            """;

    private final DataSource database;
    private final KafkaClients kafka;
    private final CommandLog log;
    private final PromptLibrary prompts;
    private final Ids ids;
    private final Clock clock;
    private final RetentionSettings retention;

    Replays(
            DataSource database,
            DataSourceResolver resolver,
            KafkaClients kafka,
            CommandLog log,
            Prompts prompts,
            Ids ids,
            Clock clock,
            RetentionSettings retention) {
        this.database = resolver.resolve(database);
        this.kafka = kafka;
        this.log = log;
        this.prompts = prompts.library();
        this.ids = ids;
        this.clock = clock;
        this.retention = retention;
    }

    ReplayRequest parse(String tenant, byte @org.jspecify.annotations.Nullable [] body) {
        return ReplayRequest.parse(tenant, body, prompts);
    }

    ReplayPreview preview(ReplayRequest request) throws SQLException {
        return preview(request, kept());
    }

    private ReplayPreview preview(ReplayRequest request, KeptRequests kept) throws SQLException {
        try (Connection connection = database.getConnection()) {
            connection.setAutoCommit(true);
            return ReplayPreview.of(connection, prompts.catalog(), request.cohort(), request.change(), kept, now());
        }
    }

    /** A replay that was started, and what was foreseen of it. */
    record Started(ReplayRecord replay, ReplayPreview preview) {}

    /** Returns once it is stored, and as a rule runs. */
    Started create(String tenant, ReplayRequest request) throws SQLException, InterruptedException {
        KeptRequests kept = kept();
        ReplayPreview preview = preview(request, kept);
        if (preview.campaigns() == 0) {
            throw ReplayProblems.empty(preview.note());
        }
        if (preview.campaigns() == preview.unreachable()) {
            throw ReplayProblems.notKept(preview);
        }
        if (preview.allCalls() == 0 && !request.unchanged()) {
            throw ReplayProblems.nothingChanges();
        }
        String id = "rep_" + ids.timeOrdered();
        store(tenant, id, request, kept);
        ReplayRecord replay = find(tenant, id).orElseThrow(() -> ReplayProblems.none(id));
        if (request.budget() != null) {
            BudgetEntry entry =
                    new BudgetEntry(tenant, "", now(), ids.traceId(), new SetLimit("replay:" + id, request.budget()));
            append(
                    replay,
                    () -> log.append(Topics.BUDGET_ENTRIES, tenant, entry, PATIENCE)
                            .get());
        }
        return new Started(ask(replay, ReplayState.RUNNING), preview);
    }

    private void store(String tenant, String id, ReplayRequest request, KeptRequests kept) throws SQLException {
        try (Connection connection = database.getConnection()) {
            Transaction.of(connection, inside -> {
                insert(inside, tenant, id, request);
                long campaigns = fill(inside, id, request.cohort(), kept);
                try (PreparedStatement update = inside.prepareStatement(
                        "update replays set campaigns = ? where tenant = ? and replay_id = ?")) {
                    update.setLong(1, campaigns);
                    update.setString(2, tenant);
                    update.setString(3, id);
                    return update.executeUpdate();
                }
            });
        }
    }

    private void insert(Connection connection, String tenant, String id, ReplayRequest request) throws SQLException {
        int run = RunNumbers.next(connection, tenant);
        List<String> budgets = new ArrayList<>(TenantBudget.scopes(connection, tenant));
        if (request.budget() != null) {
            budgets.add("replay:" + id);
        }
        try (PreparedStatement insert = connection.prepareStatement(INSERT)) {
            Timestamp now = Timestamp.from(now());
            insert.setString(1, tenant);
            insert.setString(2, id);
            insert.setInt(3, run);
            insert.setString(4, request.cohortJson());
            insert.setString(
                    5, JSON.valueToTree(request.change().promptVersions()).toString());
            insert.setString(6, JSON.valueToTree(request.change().models()).toString());
            insert.setString(7, request.change().fromStage());
            insert.setString(8, JSON.valueToTree(budgets).toString());
            insert.setInt(9, request.priority());
            insert.setTimestamp(10, now);
            insert.setTimestamp(11, now);
            insert.executeUpdate();
        }
    }

    private static long fill(Connection connection, String id, Cohort cohort, KeptRequests kept) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement("with " + cohort.sql() + " " + FILL)) {
            int at = cohort.bind(connection, insert, 1);
            insert.setString(at, id);
            insert.setArray(at + 1, connection.createArrayOf("int4", kept.partitions()));
            insert.setArray(at + 2, connection.createArrayOf("int8", kept.offsets()));
            return insert.executeUpdate();
        }
    }

    private KeptRequests kept() {
        Map<TopicPartition, Long> ever = new HashMap<>();
        for (int partition = 0; partition < kafka.settings().sitePartitions(); partition++) {
            ever.put(new TopicPartition(Topics.CAMPAIGN_COMMANDS.name(), partition), 0L);
        }
        Map<Integer, Long> first = new HashMap<>();
        Instant since = null;
        try (var consumer = kafka.tail("replays", Map.of())) {
            consumer.beginningOffsets(ever.keySet())
                    .forEach((partition, offset) -> first.put(partition.partition(), offset));
            // Of the records that were written at whatever time, the first that is there.
            for (var oldest : consumer.offsetsForTimes(ever).entrySet()) {
                OffsetAndTimestamp record = oldest.getValue();
                if (record != null && first.getOrDefault(oldest.getKey().partition(), 0L) > 0) {
                    Instant at = Instant.ofEpochMilli(record.timestamp());
                    since = since == null || at.isAfter(since) ? at : since;
                }
            }
        }
        return new KeptRequests(first, since, retention.campaigns());
    }

    Optional<ReplayRecord> find(String tenant, String id) throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement select = connection.prepareStatement(
                        ReplayRecord.COLUMNS + " where p.tenant = ? and p.replay_id = ? and p.state <> 'discarded'")) {
            connection.setAutoCommit(true);
            select.setString(1, tenant);
            select.setString(2, id);
            try (ResultSet row = select.executeQuery()) {
                return row.next() ? Optional.of(ReplayRecord.of(row)) : Optional.empty();
            }
        }
    }

    /** Newest first. */
    List<ReplayRecord> all(String tenant, int most) throws SQLException {
        List<ReplayRecord> replays = new ArrayList<>();
        try (Connection connection = database.getConnection();
                PreparedStatement select = connection.prepareStatement(ReplayRecord.COLUMNS
                        + " where p.tenant = ? and p.state <> 'discarded' order by p.run desc limit ?")) {
            connection.setAutoCommit(true);
            select.setString(1, tenant);
            select.setInt(2, most);
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    replays.add(ReplayRecord.of(row));
                }
            }
        }
        return replays;
    }

    /** Asks something of a replay, and waits until the tables show it; as it stands then. */
    ReplayRecord ask(ReplayRecord replay, ReplayState state) throws SQLException, InterruptedException {
        Instant now = now();
        // Later than what was asked before, whatever the clock says: the last record counts.
        Instant at = now.isAfter(replay.changedAt()) ? now : replay.changedAt().plusMillis(1);
        append(
                replay,
                () -> log.append(
                                Topics.REPLAYS,
                                replay.tenant() + "/" + replay.replayId(),
                                replay.event(state, at, ids.traceId()),
                                PATIENCE)
                        .get());
        long deadline = System.nanoTime() + SHOWN.toNanos();
        ReplayRecord shown = replay;
        while (shown.changedAt().isBefore(at) && System.nanoTime() < deadline) {
            Thread.sleep(PAUSE);
            Optional<ReplayRecord> found = find(replay.tenant(), replay.replayId());
            if (found.isEmpty()) {
                return replay; // discarded
            }
            shown = found.get();
        }
        return shown;
    }

    private interface Append {
        void run() throws InterruptedException, ExecutionException;
    }

    private static void append(ReplayRecord replay, Append append) throws InterruptedException {
        try {
            append.run();
        } catch (ExecutionException e) {
            throw ReplayProblems.notStored(replay.replayId());
        }
    }

    private Instant now() {
        return Instant.now(clock).truncatedTo(ChronoUnit.MILLIS);
    }
}
