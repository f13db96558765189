package com.blossomer.gtm.projections;

import java.sql.Connection;
import java.sql.SQLException;

/** What is done to the tables as a whole or not at all. */
public final class Transaction {

    private Transaction() {}

    /** Statements on one connection; what it throws rolls them back. */
    public interface Work<T, E extends Exception> {
        T in(Connection connection) throws SQLException, E;
    }

    /**
     * Commits what is done, or rolls it back and throws what stopped it.
     *
     * @param connection with nothing begun; without autocommit afterwards
     */
    public static <T, E extends Exception> T of(Connection connection, Work<T, E> work) throws SQLException, E {
        connection.setAutoCommit(false);
        try {
            T result = work.in(connection);
            connection.commit();
            return result;
        } catch (Exception e) {
            try {
                connection.rollback();
            } catch (SQLException lost) {
                e.addSuppressed(lost);
            }
            throw e;
        }
    }
}
