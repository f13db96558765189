package com.blossomer.gtm.projections;

import com.blossomer.gtm.platform.RetentionSettings;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Drops once what is past its age, from the tables of the schema that is current on the connection, in many short
 * transactions; and makes the partitions that will be needed next. Broken off anywhere, it is simply done again.
 *
 * @param settings what is kept for how long
 * @param now from when it is counted back
 * @param chunk campaigns that one transaction deletes
 * @param enough asked between transactions, to stop early
 */
public record Enforcement(RetentionSettings settings, Instant now, int chunk, BooleanSupplier enough) {

    private static final Logger LOG = LoggerFactory.getLogger(Enforcement.class);
    private static final int CHUNK = 500;
    /** Any number that no other lock of ours has; a second copy of the tables has a lock of its own. */
    private static final String LOCK = "0x72657465, hashtext(current_schema())";

    /** Rows by what they are of; of partitioned tables, partitions. */
    public record Dropped(Map<String, Long> counts) {}

    private interface Deletion {
        int chunk() throws SQLException;
    }

    public static Enforcement at(RetentionSettings settings, Instant now, BooleanSupplier enough) {
        return new Enforcement(settings, now, CHUNK, enough);
    }

    /**
     * @param connection with nothing begun; left without autocommit
     * @return empty when another instance is at it
     */
    public Optional<Dropped> run(Connection connection) throws SQLException {
        connection.setAutoCommit(false);
        Optional<AdvisoryLock> taken = AdvisoryLock.tryTake(connection, LOCK);
        if (taken.isEmpty()) {
            return Optional.empty();
        }
        AdvisoryLock lock = taken.get();
        try (lock) {
            return Optional.of(drop(connection));
        }
    }

    private Dropped drop(Connection connection) throws SQLException {
        for (Partitioned table : Partitioned.values()) {
            table.ensureAhead(connection, now);
        }
        connection.commit();
        Instant cutoff = now.minus(settings.campaigns());
        OldCampaigns old = new OldCampaigns(connection, cutoff, chunk);
        Map<String, Long> counts = new TreeMap<>();
        counts.put("campaigns", all("campaigns", cutoff, old::deleteCampaigns));
        counts.put("batches", all("batches", cutoff, old::deleteBatches));
        counts.put("replays", all("replays", cutoff, old::deleteReplays));
        // Last: they wait for whoever reads the table, and may give up.
        counts.put("usage", partitions(connection, Partitioned.USAGE, now.minus(settings.usage())));
        counts.put("contents", partitions(connection, Partitioned.CONTENTS, now.minus(settings.content())));
        return new Dropped(counts);
    }

    private long all(String what, Instant cutoff, Deletion deletion) throws SQLException {
        long deleted = 0;
        int chunk = 1;
        while (chunk > 0 && !enough.getAsBoolean()) {
            chunk = deletion.chunk();
            deleted += chunk;
        }
        if (deleted > 0) {
            LOG.atInfo()
                    .addKeyValue("what", what)
                    .addKeyValue("rows", deleted)
                    .addKeyValue("older_than", cutoff)
                    .log("deleted what is past its age");
        }
        return deleted;
    }

    private long partitions(Connection connection, Partitioned table, Instant cutoff) throws SQLException {
        long dropped = 0;
        for (String partition : table.expired(connection, cutoff)) {
            if (enough.getAsBoolean()) {
                break;
            }
            Partitioned.drop(connection, partition);
            connection.commit();
            dropped++;
            LOG.atInfo()
                    .addKeyValue("table", table.table())
                    .addKeyValue("partition", partition)
                    .addKeyValue("older_than", cutoff)
                    .log("dropped a partition that is past its age");
        }
        return dropped;
    }
}
