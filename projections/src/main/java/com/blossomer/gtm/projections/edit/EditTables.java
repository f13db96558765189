package com.blossomer.gtm.projections.edit;

import com.blossomer.gtm.events.KeptStage;
import com.blossomer.gtm.projections.Json;
import com.blossomer.gtm.projections.RunNumbers;
import com.blossomer.gtm.projections.TenantBudget;
import com.blossomer.gtm.projections.Transaction;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.micronaut.data.exceptions.DataAccessException;
import io.micronaut.jdbc.DataSourceResolver;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** What edits read of the tables, and the one thing that they write: which number is taken. */
@Singleton
final class EditTables {

    /** After which an edit whose run is not there never came to one: its request was refused by Kafka. */
    private static final Duration LOST = Duration.ofSeconds(20);

    private static final JsonMapper JSON = new JsonMapper();
    private static final TypeReference<Map<String, String>> VERSIONS = new TypeReference<>() {};

    private static final String CURRENT = """
            select c.site, r.run, r.status, r.finished_at, r.prompt_versions::text,
                   coalesce(r.command_partition, c.command_partition), coalesce(r.command_offset, c.command_offset)
            from campaigns c
            join runs r on r.tenant = c.tenant and r.campaign_id = c.campaign_id and r.run = c.current_run
            where c.tenant = ? and c.campaign_id = ?
            """;

    private static final String STAGES = """
            select stage, output::text, provenance::text from stages
            where tenant = ? and campaign_id = ? and run = ? and status = 'completed'
            """;

    private static final String UNDER_WAY = """
            select e.run from edits e
            left join runs r on r.tenant = e.tenant and r.campaign_id = e.campaign_id and r.run = e.run
            where e.tenant = ? and e.campaign_id = ?
              and (r.status in ('pending', 'running') or r.run is null and e.created_at > ?)
            order by e.run desc limit 1
            """;

    private static final String SHOWN = "select run from campaigns c join runs r using (tenant, campaign_id)"
            + " where tenant = ? and campaign_id = ? and run = current_run";

    private static final String TAKE = "insert into edits (tenant, run, campaign_id, created_at) values (?, ?, ?, ?)";

    private static final String STATUS = "select status from runs where tenant = ? and campaign_id = ? and run = ?";

    private final DataSource database;

    EditTables(DataSource database, DataSourceResolver resolver) {
        this.database = resolver.resolve(database);
    }

    private <T> T transaction(Transaction.Work<T, RuntimeException> work) {
        try (Connection connection = database.getConnection()) {
            return Transaction.of(connection, work);
        } catch (SQLException e) {
            throw new DataAccessException("the tables of edits do not answer: " + e.getMessage(), e);
        }
    }

    /** The current run of a campaign, with what is there of it. */
    Optional<Base> current(String tenant, String campaignId) {
        return transaction(connection -> {
            try (PreparedStatement select = connection.prepareStatement(CURRENT)) {
                select.setString(1, tenant);
                select.setString(2, campaignId);
                try (ResultSet row = select.executeQuery()) {
                    return row.next() ? Optional.of(base(connection, tenant, campaignId, row)) : Optional.empty();
                }
            }
        });
    }

    private static Base base(Connection connection, String tenant, String campaignId, ResultSet row)
            throws SQLException {
        int run = row.getInt(2);
        return new Base(
                tenant,
                campaignId,
                row.getString(1),
                run,
                row.getString(3),
                row.getTimestamp(4) != null,
                versions(row.getString(5)),
                row.getObject(6, Integer.class),
                row.getObject(7, Long.class),
                stages(connection, tenant, campaignId, run));
    }

    private static Map<String, KeptStage> stages(Connection connection, String tenant, String campaignId, int run)
            throws SQLException {
        Map<String, KeptStage> stages = new HashMap<>();
        try (PreparedStatement select = connection.prepareStatement(STAGES)) {
            select.setString(1, tenant);
            select.setString(2, campaignId);
            select.setInt(3, run);
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    stages.put(row.getString(1), new KeptStage(row.getString(2), Json.provenance(row.getString(3))));
                }
            }
        }
        return stages;
    }

    /**
     * The number of an edit's run, which nobody else of the tenant gets.
     *
     * @throws com.blossomer.gtm.platform.http.ProblemException where the campaign has changed since, or is being edited
     */
    int take(Base base, Instant now) {
        return transaction(connection -> {
            int run = RunNumbers.next(connection, base.tenant());
            check(connection, base, now);
            try (PreparedStatement insert = connection.prepareStatement(TAKE)) {
                insert.setString(1, base.tenant());
                insert.setInt(2, run);
                insert.setString(3, base.campaignId());
                insert.setTimestamp(4, Timestamp.from(now));
                insert.executeUpdate();
            }
            return run;
        });
    }

    private static void check(Connection connection, Base base, Instant now) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(UNDER_WAY)) {
            select.setString(1, base.tenant());
            select.setString(2, base.campaignId());
            select.setTimestamp(3, Timestamp.from(now.minus(LOST)));
            try (ResultSet row = select.executeQuery()) {
                if (row.next()) {
                    throw EditProblems.underWay(base, row.getInt(1));
                }
            }
        }
        try (PreparedStatement select = connection.prepareStatement(SHOWN)) {
            select.setString(1, base.tenant());
            select.setString(2, base.campaignId());
            try (ResultSet row = select.executeQuery()) {
                if (row.next() && row.getInt(1) != base.run()) {
                    throw EditProblems.overtaken(base, row.getInt(1));
                }
            }
        }
    }

    /** Scopes of budgets that an edit's prompts are let out by. */
    List<String> budgets(String tenant) {
        return transaction(connection -> TenantBudget.scopes(connection, tenant));
    }

    /** How a run stands; empty where it is not there yet. */
    Optional<String> status(Base base, int run) {
        return transaction(connection -> {
            try (PreparedStatement select = connection.prepareStatement(STATUS)) {
                select.setString(1, base.tenant());
                select.setString(2, base.campaignId());
                select.setInt(3, run);
                try (ResultSet row = select.executeQuery()) {
                    return row.next() ? Optional.of(row.getString(1)) : Optional.empty();
                }
            }
        });
    }

    private static Map<String, String> versions(@Nullable String json) {
        try {
            return json == null ? Map.of() : JSON.readValue(json, VERSIONS);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("runs.prompt_versions is no object of texts", e);
        }
    }
}
