package com.blossomer.gtm.projections.replay;

import com.fasterxml.jackson.databind.util.RawValue;
import io.micronaut.data.jdbc.runtime.JdbcOperations;
import io.micronaut.transaction.annotation.ReadOnly;
import jakarta.inject.Singleton;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What replays came to so far, and how it differs from what was there. */
@Singleton
class ReplayReader {

    private static final String COUNTS =
            "select status, sum(n) from replay_counts where tenant = ? and run = ? group by status having sum(n) > 0";

    /** Answers that others had bought cost a run nothing. */
    private static final String COST = """
            select count(*), coalesce(sum((provenance->>'cost_usd')::numeric), 0) from stages
            where tenant = ? and run = ? and run > 1 and provenance->>'source' = 'model'
            """;

    /** Words: what is between blanks once names of fields and punctuation of JSON are gone. */
    private static final String SUMMARY = """
            with pairs as (
                select n.stage, o.output as before, n.output as after, o.provenance as old, n.provenance as new,
                       n.status, o.status as had
                from replay_campaigns k
                join stages n on n.tenant = k.tenant and n.campaign_id = k.campaign_id and n.run = ?
                left join stages o on o.tenant = k.tenant and o.campaign_id = k.campaign_id and o.run = k.base_run
                     and o.stage = n.stage
                where k.tenant = ? and k.replay_id = ? and n.stage <> 'content')
            select stage,
                   count(*) filter (where before is not null and after is not null),
                   count(*) filter (where before is not null and after is not null
                                    and before::jsonb <> after::jsonb),
                   count(*) filter (where status = 'failed'),
                   count(*) filter (where after is not null and before is null),
                   avg(words(before)), avg(words(after)),
                   avg((old->>'cost_usd')::numeric), avg((new->>'cost_usd')::numeric),
                   avg((old->>'latency_ms')::numeric), avg((new->>'latency_ms')::numeric)
            from pairs group by stage order by min(stage)
            """;

    private static final String PAGE = """
            select k.position, k.campaign_id, c.website_url, k.base_run, r.status
            from replay_campaigns k
            join campaigns c on c.tenant = k.tenant and c.campaign_id = k.campaign_id
            left join runs r on r.tenant = k.tenant and r.campaign_id = k.campaign_id and r.run = ?
            where k.tenant = ? and k.replay_id = ? and k.position >= ? order by k.position limit ?
            """;

    private static final String OUTPUTS = """
            select k.campaign_id, n.stage, o.output::text, n.output::text, n.reason
            from replay_campaigns k
            join stages n on n.tenant = k.tenant and n.campaign_id = k.campaign_id and n.run = ?
            left join stages o on o.tenant = k.tenant and o.campaign_id = k.campaign_id and o.run = k.base_run
                 and o.stage = n.stage
            where k.tenant = ? and k.replay_id = ? and k.position >= ? and k.position < ?
              and n.stage <> 'content' and o.output::text is distinct from n.output::text
            order by k.position, n.completed_at
            """;

    private final JdbcOperations jdbc;

    ReplayReader(JdbcOperations jdbc) {
        this.jdbc = jdbc;
    }

    @ReadOnly
    ReplayView view(ReplayRecord replay) {
        return view(replay, null);
    }

    /** @param foreseen of a replay that was just started */
    @ReadOnly
    ReplayView view(ReplayRecord replay, @Nullable ReplayPreview foreseen) {
        Map<String, Long> counts = new TreeMap<>();
        jdbc.prepareStatement(COUNTS, statement -> {
            statement.setString(1, replay.tenant());
            statement.setInt(2, replay.run());
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    counts.put(row.getString(1), row.getLong(2));
                }
            }
            return counts;
        });
        record Cost(long calls, BigDecimal usd) {}
        Cost cost = jdbc.prepareStatement(COST, statement -> {
            statement.setString(1, replay.tenant());
            statement.setInt(2, replay.run());
            try (ResultSet row = statement.executeQuery()) {
                return row.next() ? new Cost(row.getLong(1), row.getBigDecimal(2)) : new Cost(0, BigDecimal.ZERO);
            }
        });
        return new ReplayView(
                replay.replayId(),
                replay.run(),
                replay.state().equals("running") && replay.finished() ? "finished" : replay.state(),
                replay.finished(),
                new RawValue(replay.cohort()),
                new TreeMap<>(replay.change().promptVersions()),
                replay.change().models(),
                replay.change().fromStage(),
                replay.campaigns(),
                replay.dispatched(),
                replay.lost(),
                counts,
                cost.usd(),
                cost.calls(),
                replay.createdAt(),
                replay.changedAt(),
                foreseen == null ? null : foreseen.unreachable(),
                foreseen == null ? null : foreseen.note());
    }

    /** @param from the position that the page begins with */
    @ReadOnly
    ReplayDiff diff(ReplayRecord replay, long from, int limit) {
        List<ReplayDiff.AssetSummary> summary = from > 0 ? null : summary(replay);
        Map<String, ReplayDiff.Campaign> page = page(replay, from, limit);
        outputs(replay, from, limit, page);
        boolean more = from + limit < replay.campaigns();
        return new ReplayDiff(summary, List.copyOf(page.values()), more ? Long.toString(from + limit) : null);
    }

    private List<ReplayDiff.AssetSummary> summary(ReplayRecord replay) {
        return jdbc.prepareStatement(SUMMARY, statement -> {
            statement.setInt(1, replay.run());
            statement.setString(2, replay.tenant());
            statement.setString(3, replay.replayId());
            List<ReplayDiff.AssetSummary> assets = new ArrayList<>();
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    assets.add(new ReplayDiff.AssetSummary(
                            row.getString(1),
                            row.getLong(2),
                            row.getLong(3),
                            row.getLong(4),
                            row.getLong(5),
                            average(row, 6, 1),
                            average(row, 7, 1),
                            average(row, 8, 9),
                            average(row, 9, 9),
                            average(row, 10, 1),
                            average(row, 11, 1)));
                }
            }
            return assets;
        });
    }

    private static BigDecimal average(ResultSet row, int column, int digits) throws SQLException {
        BigDecimal value = row.getBigDecimal(column);
        if (value == null) {
            return BigDecimal.ZERO;
        }
        BigDecimal rounded = value.setScale(digits, RoundingMode.HALF_UP).stripTrailingZeros();
        return rounded.scale() < 0 ? rounded.setScale(0) : rounded;
    }

    private Map<String, ReplayDiff.Campaign> page(ReplayRecord replay, long from, int limit) {
        return jdbc.prepareStatement(PAGE, statement -> {
            statement.setInt(1, replay.run());
            statement.setString(2, replay.tenant());
            statement.setString(3, replay.replayId());
            statement.setLong(4, from);
            statement.setInt(5, limit);
            Map<String, ReplayDiff.Campaign> page = new LinkedHashMap<>();
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    page.put(
                            row.getString(2),
                            new ReplayDiff.Campaign(
                                    row.getString(2),
                                    row.getString(3),
                                    row.getInt(4),
                                    row.getString(5),
                                    new ArrayList<>()));
                }
            }
            return page;
        });
    }

    private void outputs(ReplayRecord replay, long from, int limit, Map<String, ReplayDiff.Campaign> page) {
        jdbc.prepareStatement(OUTPUTS, statement -> {
            statement.setInt(1, replay.run());
            statement.setString(2, replay.tenant());
            statement.setString(3, replay.replayId());
            statement.setLong(4, from);
            statement.setLong(5, from + limit);
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    ReplayDiff.Campaign campaign = page.get(row.getString(1));
                    String after = row.getString(4);
                    if (campaign != null) {
                        add(campaign, row.getString(2), row.getString(3), after, row.getString(5));
                    }
                }
            }
            return page;
        });
    }

    private static void add(
            ReplayDiff.Campaign campaign,
            String asset,
            @Nullable String before,
            @Nullable String after,
            @Nullable String reason) {
        List<ReplayDiff.Field> fields = after == null ? List.of() : ReplayDiff.fields(before, after);
        if (after == null || !fields.isEmpty()) {
            campaign.assets().add(new ReplayDiff.Asset(asset, reason, fields));
        }
    }
}
