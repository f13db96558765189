package com.blossomer.gtm.projections;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AdvisoryLockTest {

    private static final String KEY = "8121";

    private final ProjectedDatabase database = ProjectedDatabase.create();

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void is_free_again_once_closed_though_its_connection_is_handed_on(boolean autoCommit) throws SQLException {
        try (Connection first = database.source().getConnection();
                Connection second = database.source().getConnection()) {
            first.setAutoCommit(autoCommit);
            AdvisoryLock lock = AdvisoryLock.tryTake(first, KEY).orElseThrow();
            assertThat(AdvisoryLock.tryTake(second, KEY)).isEmpty();

            lock.close();

            assertThat(AdvisoryLock.tryTake(second, KEY)).isPresent();
        }
    }

    @Test
    void is_given_back_from_within_a_transaction_that_failed() throws SQLException {
        try (Connection first = database.source().getConnection();
                Connection second = database.source().getConnection()) {
            first.setAutoCommit(false);
            AdvisoryLock lock = AdvisoryLock.tryTake(first, KEY).orElseThrow();
            assertThatThrownBy(() -> {
                        try (lock;
                                Statement statement = first.createStatement()) {
                            statement.execute("select 1 / 0");
                        }
                    })
                    .hasMessageContaining("division by zero");

            assertThat(AdvisoryLock.tryTake(second, KEY)).isPresent();
        }
    }

    @Test
    void goes_with_its_connection() throws SQLException {
        try (Connection second = database.source().getConnection()) {
            Connection first = database.source().getConnection();
            assertThat(AdvisoryLock.tryTake(first, KEY)).isPresent();

            first.close();

            // The server may yet have to hear of it.
            await().until(() -> AdvisoryLock.tryTake(second, KEY).isPresent());
        }
    }
}
