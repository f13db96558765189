package com.blossomer.gtm.projections;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Upserts the rows of a batch, one statement a table whatever the number of rows: columns travel as arrays. */
final class RowWriter {

    /** A column: its Postgres type as it travels, and its value in a row, which must print as Postgres reads it. */
    private record Column<R>(String type, Function<R, @Nullable Object> value) {

        /** The driver sends arrays of these classes in binary, which Postgres need not parse; dates travel as text. */
        Object[] of(Collection<R> rows) {
            Stream<@Nullable Object> values = rows.stream().map(value);
            return switch (type) {
                case "int4" -> values.toArray(Integer[]::new);
                case "int8" -> values.toArray(Long[]::new);
                case "bool" -> values.toArray(Boolean[]::new);
                default ->
                    values.map(each -> each == null ? null : each.toString()).toArray(String[]::new);
            };
        }
    }

    /** A table's upsert; its statement takes one array for each column, in order. */
    private record Upsert<R>(String sql, List<Column<R>> columns) {

        void run(Connection connection, Collection<R> rows) throws SQLException {
            if (rows.isEmpty()) {
                return;
            }
            try (PreparedStatement statement = connection.prepareStatement(sql)) {
                for (int i = 0; i < columns.size(); i++) {
                    Column<R> column = columns.get(i);
                    statement.setArray(i + 1, connection.createArrayOf(column.type(), column.of(rows)));
                }
                statement.executeUpdate();
            }
        }
    }

    private static final Upsert<Row.Run> RUNS = new Upsert<>(
            """
            insert into runs as old (tenant, campaign_id, run, status, assets, stages, prompt_versions,
                                     started_at, finished_at, failed_stage, failure_reason, failure_detail, resumed_at,
                                     base_run, command_partition, command_offset)
            select tenant, campaign_id, run, status, assets::json, stages::json, prompt_versions::json,
                   started_at, finished_at, failed_stage, failure_reason, failure_detail, resumed_at,
                   base_run, command_partition, command_offset
            from unnest(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) as new (
                tenant, campaign_id, run, status, assets, stages, prompt_versions,
                started_at, finished_at, failed_stage, failure_reason, failure_detail, resumed_at,
                base_run, command_partition, command_offset)
            on conflict (tenant, campaign_id, run) do update set
                status = case when excluded.resumed_at > old.finished_at then excluded.status
                              when excluded.status = 'pending' then old.status
                              when excluded.status = 'running' and old.status <> 'pending' then old.status
                              else excluded.status end,
                assets = coalesce(excluded.assets, old.assets),
                stages = coalesce(excluded.stages, old.stages),
                prompt_versions = coalesce(excluded.prompt_versions, old.prompt_versions),
                started_at = coalesce(excluded.started_at, old.started_at),
                finished_at = case when excluded.resumed_at > old.finished_at then excluded.finished_at
                                   else coalesce(excluded.finished_at, old.finished_at) end,
                failed_stage = case when excluded.resumed_at > old.finished_at then excluded.failed_stage
                                    else coalesce(excluded.failed_stage, old.failed_stage) end,
                failure_reason = case when excluded.resumed_at > old.finished_at then excluded.failure_reason
                                      else coalesce(excluded.failure_reason, old.failure_reason) end,
                failure_detail = case when excluded.resumed_at > old.finished_at then excluded.failure_detail
                                      else coalesce(excluded.failure_detail, old.failure_detail) end,
                resumed_at = coalesce(excluded.resumed_at, old.resumed_at),
                base_run = coalesce(old.base_run, excluded.base_run),
                command_partition = coalesce(old.command_partition, excluded.command_partition),
                command_offset = coalesce(old.command_offset, excluded.command_offset)
            """,
            List.of(
                    new Column<>("text", Row.Run::tenant),
                    new Column<>("text", Row.Run::campaignId),
                    new Column<>("int4", Row.Run::run),
                    new Column<>("text", run -> run.status().text()),
                    new Column<>("text", Row.Run::assets),
                    new Column<>("text", Row.Run::stages),
                    new Column<>("text", Row.Run::promptVersions),
                    new Column<>("timestamptz", Row.Run::startedAt),
                    new Column<>("timestamptz", Row.Run::finishedAt),
                    new Column<>("text", Row.Run::failedStage),
                    new Column<>("text", Row.Run::failureReason),
                    new Column<>("text", Row.Run::failureDetail),
                    new Column<>("timestamptz", Row.Run::resumedAt),
                    new Column<>("int4", Row.Run::baseRun),
                    new Column<>("int4", run -> partition(run.command())),
                    new Column<>("int8", run -> offset(run.command()))));

    /** Runs after {@link #RUNS}: a campaign takes its status from the run that is current for it. */
    private static final Upsert<Row.Campaign> CAMPAIGNS = new Upsert<>(
            """
            insert into campaigns as old (tenant, campaign_id, site, website_url, batch_id, lane, requested_at, columns,
                                          command_partition, command_offset, status)
            select new.tenant, new.campaign_id, new.site, new.website_url, new.batch_id, new.lane, new.requested_at,
                   new.columns::json, new.command_partition, new.command_offset, coalesce(runs.status, 'pending')
            from unnest(?, ?, ?, ?, ?, ?, ?, ?, ?, ?) as new (
                tenant, campaign_id, site, website_url, batch_id, lane, requested_at, columns, command_partition,
                command_offset)
            left join runs on runs.tenant = new.tenant and runs.campaign_id = new.campaign_id and runs.run = 1
            on conflict (tenant, campaign_id) do update set
                website_url = coalesce(old.website_url, excluded.website_url),
                batch_id = coalesce(old.batch_id, excluded.batch_id),
                lane = coalesce(old.lane, excluded.lane),
                requested_at = least(old.requested_at, excluded.requested_at),
                columns = coalesce(old.columns, excluded.columns),
                command_partition = coalesce(old.command_partition, excluded.command_partition),
                command_offset = coalesce(old.command_offset, excluded.command_offset),
                status = coalesce((select runs.status from runs where runs.tenant = old.tenant
                                   and runs.campaign_id = old.campaign_id and runs.run = old.current_run), old.status)
            """,
            List.of(
                    new Column<>("text", Row.Campaign::tenant),
                    new Column<>("text", Row.Campaign::campaignId),
                    new Column<>("text", Row.Campaign::site),
                    new Column<>("text", Row.Campaign::websiteUrl),
                    new Column<>("text", Row.Campaign::batchId),
                    new Column<>("text", Row.Campaign::lane),
                    new Column<>("timestamptz", Row.Campaign::requestedAt),
                    new Column<>("text", Row.Campaign::columns),
                    new Column<>("int4", row -> partition(row.command())),
                    new Column<>("int8", row -> offset(row.command()))));

    private static final Upsert<Row.Stage> STAGES = new Upsert<>(
            """
            insert into stages as old (tenant, campaign_id, run, stage, status, output, provenance,
                                       reason, detail, completed_at)
            select tenant, campaign_id, run, stage, status, output::json, provenance::json,
                   reason, detail, completed_at
            from unnest(?, ?, ?, ?, ?, ?, ?, ?, ?, ?) as new (
                tenant, campaign_id, run, stage, status, output, provenance, reason, detail, completed_at)
            on conflict (tenant, campaign_id, run, stage) do update set
                status = excluded.status,
                output = excluded.output,
                provenance = excluded.provenance,
                reason = excluded.reason,
                detail = excluded.detail,
                completed_at = excluded.completed_at
            where excluded.completed_at >= old.completed_at
            """,
            List.of(
                    new Column<>("text", Row.Stage::tenant),
                    new Column<>("text", Row.Stage::campaignId),
                    new Column<>("int4", Row.Stage::run),
                    new Column<>("text", Row.Stage::stage),
                    new Column<>("text", stage -> stage.completed() ? "completed" : "failed"),
                    new Column<>("text", Row.Stage::output),
                    new Column<>("text", Row.Stage::provenance),
                    new Column<>("text", Row.Stage::reason),
                    new Column<>("text", Row.Stage::detail),
                    new Column<>("timestamptz", Row.Stage::completedAt)));

    private static final Upsert<Row.Content> CONTENTS = new Upsert<>(
            """
            insert into contents (tenant, site, content_hash, title, description, language,
                                         sections, pages, fetched_at)
            select tenant, site, content_hash, title, description, language,
                   sections::json, pages::json, fetched_at
            from unnest(?, ?, ?, ?, ?, ?, ?, ?, ?) as new (
                tenant, site, content_hash, title, description, language, sections, pages, fetched_at)
            on conflict (site, content_hash, fetched_at) do update set
                title = excluded.title,
                description = excluded.description,
                language = excluded.language,
                sections = excluded.sections,
                pages = excluded.pages
            """,
            List.of(
                    new Column<>("text", Row.Content::tenant),
                    new Column<>("text", Row.Content::site),
                    new Column<>("text", Row.Content::contentHash),
                    new Column<>("text", Row.Content::title),
                    new Column<>("text", Row.Content::description),
                    new Column<>("text", Row.Content::language),
                    new Column<>("text", Row.Content::sections),
                    new Column<>("text", Row.Content::pages),
                    new Column<>("timestamptz", Row.Content::fetchedAt)));

    private static final Upsert<Row.Usage> USAGE = new Upsert<>(
            """
            insert into usage as old (tenant, day, provider, model, stage, source, batch_id, calls, wasted_calls,
                                      unpriced_calls, input_tokens, cached_input_tokens, output_tokens,
                                      reasoning_tokens, cost_nano_usd)
            select * from unnest(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            on conflict (tenant, day, provider, model, stage, source, batch_id) do update set
                calls = old.calls + excluded.calls,
                wasted_calls = old.wasted_calls + excluded.wasted_calls,
                unpriced_calls = old.unpriced_calls + excluded.unpriced_calls,
                input_tokens = old.input_tokens + excluded.input_tokens,
                cached_input_tokens = old.cached_input_tokens + excluded.cached_input_tokens,
                output_tokens = old.output_tokens + excluded.output_tokens,
                reasoning_tokens = old.reasoning_tokens + excluded.reasoning_tokens,
                cost_nano_usd = old.cost_nano_usd + excluded.cost_nano_usd
            """,
            List.of(
                    new Column<>("text", Row.Usage::tenant),
                    new Column<>("date", Row.Usage::day),
                    new Column<>("text", Row.Usage::provider),
                    new Column<>("text", Row.Usage::model),
                    new Column<>("text", Row.Usage::stage),
                    new Column<>("text", Row.Usage::source),
                    new Column<>("text", Row.Usage::batchId),
                    new Column<>("int8", Row.Usage::calls),
                    new Column<>("int8", Row.Usage::wastedCalls),
                    new Column<>("int8", Row.Usage::unpricedCalls),
                    new Column<>("int8", Row.Usage::inputTokens),
                    new Column<>("int8", Row.Usage::cachedInputTokens),
                    new Column<>("int8", Row.Usage::outputTokens),
                    new Column<>("int8", Row.Usage::reasoningTokens),
                    new Column<>("int8", Row.Usage::costNanoUsd)));

    private static final Upsert<Row.Budget> BUDGETS = new Upsert<>(
            """
            insert into budgets as old (tenant, scope, limit_nano_usd, spent_nano_usd, reserved_nano_usd, updated_at)
            select * from unnest(?, ?, ?, ?, ?, ?)
            on conflict (tenant, scope) do update set
                limit_nano_usd = excluded.limit_nano_usd,
                spent_nano_usd = excluded.spent_nano_usd,
                reserved_nano_usd = excluded.reserved_nano_usd,
                updated_at = excluded.updated_at
            where excluded.updated_at >= old.updated_at
            """,
            List.of(
                    new Column<>("text", Row.Budget::tenant),
                    new Column<>("text", Row.Budget::scope),
                    new Column<>("int8", Row.Budget::limitNanoUsd),
                    new Column<>("int8", Row.Budget::spentNanoUsd),
                    new Column<>("int8", Row.Budget::reservedNanoUsd),
                    new Column<>("timestamptz", Row.Budget::updatedAt)));

    private static final Upsert<Row.Batch> BATCHES = new Upsert<>(
            """
            insert into batches as old (tenant, batch_id, received_at, rows, rejected, duplicates, row_partition,
                                        first_offset, end_offset, upload_trace, sample, priority, assets, columns,
                                        rejected_rows, duplicate_rows, go, control, control_at)
            select tenant, batch_id, received_at, coalesce(rows, 0), coalesce(rejected, 0), coalesce(duplicates, 0),
                   row_partition, first_offset, end_offset, upload_trace, sample, coalesce(priority, 0), assets::json,
                   columns::json, rejected_rows::json, duplicate_rows::json, go, coalesce(control, 'running'), control_at
            from unnest(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) as new (
                tenant, batch_id, received_at, rows, rejected, duplicates, row_partition, first_offset, end_offset,
                upload_trace, sample, priority, assets, columns, rejected_rows, duplicate_rows, go, control, control_at)
            on conflict (tenant, batch_id) do update set
            """
                    + Stream.of(
                                    "rows",
                                    "rejected",
                                    "duplicates",
                                    "row_partition",
                                    "first_offset",
                                    "end_offset",
                                    "upload_trace",
                                    "sample",
                                    "priority",
                                    "assets",
                                    "columns",
                                    "rejected_rows",
                                    "duplicate_rows")
                            .map(column -> column + " = case when old.received_at is null then excluded." + column
                                    + " else old." + column + " end,\n")
                            .collect(Collectors.joining())
                    + """
                received_at = coalesce(old.received_at, excluded.received_at),
                go = old.go or excluded.go,
                control = case when excluded.control_at is null or old.control = 'cancelled' then old.control
                               else excluded.control end,
                control_at = case when excluded.control_at is null or old.control = 'cancelled' then old.control_at
                                  else excluded.control_at end
            """,
            List.of(
                    new Column<>("text", Row.Batch::tenant),
                    new Column<>("text", Row.Batch::batchId),
                    received("timestamptz", Row.Received::at),
                    received("int8", Row.Received::rows),
                    received("int8", Row.Received::rejected),
                    received("int8", Row.Received::duplicates),
                    received("int4", Row.Received::partition),
                    received("int8", Row.Received::firstOffset),
                    received("int8", Row.Received::endOffset),
                    received("text", Row.Received::uploadTrace),
                    received("int8", Row.Received::sample),
                    received("int4", Row.Received::priority),
                    received("text", Row.Received::assets),
                    received("text", Row.Received::columns),
                    received("text", Row.Received::rejectedRows),
                    received("text", Row.Received::duplicateRows),
                    new Column<>("bool", Row.Batch::go),
                    new Column<>("text", Row.Batch::control),
                    new Column<>("timestamptz", Row.Batch::controlAt)));

    private RowWriter() {}

    private static @Nullable Object partition(Row.@Nullable Position position) {
        return position == null ? null : position.partition();
    }

    private static @Nullable Object offset(Row.@Nullable Position position) {
        return position == null ? null : position.offset();
    }

    private static Column<Row.Batch> received(String type, Function<Row.Received, @Nullable Object> value) {
        return new Column<>(type, row -> {
            Row.Received received = row.received();
            return received == null ? null : value.apply(received);
        });
    }

    /** Writes within the connection's transaction. Always in the same order, so that writers wait but never deadlock. */
    static void write(Connection connection, RowBatch batch) throws SQLException {
        Partitioned.USAGE.ensure(
                connection, batch.usage().stream().map(Row.Usage::day).toList());
        Partitioned.CONTENTS.ensure(
                connection,
                batch.contents().stream()
                        .map(row -> LocalDate.ofInstant(row.fetchedAt(), ZoneOffset.UTC))
                        .toList());
        RUNS.run(connection, batch.runs());
        CAMPAIGNS.run(connection, batch.campaigns());
        STAGES.run(connection, batch.stages());
        CONTENTS.run(connection, batch.contents());
        USAGE.run(connection, batch.usage());
        BUDGETS.run(connection, batch.budgets());
        BATCHES.run(connection, batch.batches());
        EditRows.settle(connection, batch.runs());
        ReplayRows.write(connection, batch.replays());
    }
}
