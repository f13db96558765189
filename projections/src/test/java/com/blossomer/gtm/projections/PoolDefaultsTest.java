package com.blossomer.gtm.projections;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PoolDefaultsTest {

    @ParameterizedTest
    @ValueSource(strings = {"select 1", "select 1 / 0"})
    void a_connection_is_handed_on_with_the_live_tables_whatever_it_was_used_for(String last) throws SQLException {
        HikariConfig config = new HikariConfig();
        ProjectedDatabase database = ProjectedDatabase.create();
        database.execute("create schema rebuilding");
        config.setDataSource(database.source());
        config.setMaximumPoolSize(1);
        PoolDefaults.apply(config);
        try (HikariDataSource pool = new HikariDataSource(config)) {
            try (Connection connection = pool.getConnection();
                    Statement statement = connection.createStatement()) {
                connection.setSchema("rebuilding");
                connection.setAutoCommit(false);
                assertThatThrownBy(() -> statement.executeQuery("select * from campaigns"))
                        .hasMessageContaining("does not exist");
                connection.rollback();
                run(statement, last);
            }
            try (Connection connection = pool.getConnection();
                    Statement statement = connection.createStatement();
                    ResultSet rows = statement.executeQuery("select count(*) from campaigns")) {
                assertThat(rows.next()).isTrue();
                assertThat(connection.getSchema()).isEqualTo("public");
            }
        }
    }

    private static void run(Statement statement, String sql) {
        try (ResultSet rows = statement.executeQuery(sql)) {
            assertThat(rows.next()).isTrue();
        } catch (SQLException e) {
            assertThat(e.getMessage()).contains("division by zero");
        }
    }
}
