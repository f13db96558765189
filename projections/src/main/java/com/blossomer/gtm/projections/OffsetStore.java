package com.blossomer.gtm.projections;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;

/** How far a projection has read, kept beside its rows: both move in one transaction, or neither. */
public final class OffsetStore {

    /** Somebody else has moved on from where this reader thought it was: its partitions are no longer its own. */
    public static final class Overtaken extends Exception {
        Overtaken(String message) {
            super(message);
        }
    }

    private final String projection;

    OffsetStore(String projection) {
        this.projection = projection;
    }

    /** Where to read on; partitions never read before begin at {@code earliest}, which is stored. */
    Map<TopicPartition, Long> positions(Connection connection, Map<TopicPartition, Long> earliest) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement("insert into projection_offsets"
                + " (projection, topic, partition, next_offset) values (?, ?, ?, ?) on conflict do nothing")) {
            for (var entry : earliest.entrySet()) {
                insert.setString(1, projection);
                insert.setString(2, entry.getKey().topic());
                insert.setInt(3, entry.getKey().partition());
                insert.setLong(4, entry.getValue());
                insert.addBatch();
            }
            insert.executeBatch();
        }
        Map<TopicPartition, Long> positions = new HashMap<>();
        try (PreparedStatement select = connection.prepareStatement(
                "select topic, partition, next_offset from projection_offsets where projection = ?")) {
            select.setString(1, projection);
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    TopicPartition partition = new TopicPartition(rows.getString(1), rows.getInt(2));
                    if (earliest.containsKey(partition)) {
                        positions.put(partition, rows.getLong(3));
                    }
                }
            }
        }
        return positions;
    }

    /**
     * Moves from where the reader was to where it is.
     *
     * @throws Overtaken when a partition is not where the reader left it; the transaction must be rolled back
     */
    void advance(Connection connection, Map<TopicPartition, Long> from, Map<TopicPartition, Long> to)
            throws SQLException, Overtaken {
        // In one order for all writers, so that they never deadlock.
        List<TopicPartition> partitions = to.keySet().stream()
                .sorted((a, b) -> a.topic().equals(b.topic())
                        ? Integer.compare(a.partition(), b.partition())
                        : a.topic().compareTo(b.topic()))
                .toList();
        Map<TopicPartition, Integer> updated = new LinkedHashMap<>();
        try (PreparedStatement update = connection.prepareStatement("update projection_offsets set next_offset = ?"
                + " where projection = ? and topic = ? and partition = ? and next_offset = ?")) {
            for (TopicPartition partition : partitions) {
                update.setLong(1, to.getOrDefault(partition, 0L));
                update.setString(2, projection);
                update.setString(3, partition.topic());
                update.setInt(4, partition.partition());
                update.setLong(5, from.getOrDefault(partition, -1L));
                update.addBatch();
            }
            int[] counts = update.executeBatch();
            for (int i = 0; i < counts.length; i++) {
                updated.put(partitions.get(i), counts[i]);
            }
        }
        for (var entry : updated.entrySet()) {
            if (entry.getValue() != 1) {
                throw new Overtaken(entry.getKey() + " was moved on by another reader");
            }
        }
    }
}
