package com.blossomer.gtm.projections;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Something that one session of the database does at a time, over all instances: its advisory lock, held whatever transactions
 * begin and end meanwhile. It goes with its connection at the latest; closed, it does not stay with one that a pool hands on.
 */
public final class AdvisoryLock implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(AdvisoryLock.class);

    private final Connection connection;
    private final String key;

    private AdvisoryLock(Connection connection, String key) {
        this.connection = connection;
        this.key = key;
    }

    /**
     * @param connection with nothing begun
     * @param key what no other lock of ours has, as arguments of {@code pg_advisory_lock} in SQL
     * @return empty where another session holds it
     */
    public static Optional<AdvisoryLock> tryTake(Connection connection, String key) throws SQLException {
        return call(connection, "pg_try_advisory_lock", key)
                ? Optional.of(new AdvisoryLock(connection, key))
                : Optional.empty();
    }

    /** Gives it back, and rolls back what is begun on its connection. */
    @Override
    public void close() {
        try {
            if (!connection.getAutoCommit()) {
                connection.rollback();
            }
            call(connection, "pg_advisory_unlock", key);
        } catch (SQLException e) {
            LOG.atDebug().log("the lock went with its connection: {}", e.getMessage());
        }
    }

    private static boolean call(Connection connection, String function, String key) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("select " + function + "(" + key + ")");
                ResultSet row = statement.executeQuery()) {
            boolean answer = row.next() && row.getBoolean(1);
            if (!connection.getAutoCommit()) {
                connection.commit();
            }
            return answer;
        }
    }
}
