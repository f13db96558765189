package com.blossomer.gtm.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedDatabaseTest {

    @TempDir
    Path data;

    @Test
    void rows_survive_a_restart_and_commits_are_durable() throws Exception {
        String url;
        try (EmbeddedDatabase database = EmbeddedDatabase.start(data, 0)) {
            url = database.jdbcUrl();
            assertThat(ask(url, "show fsync")).isEqualTo("on");
            assertThat(ask(url, "show synchronous_commit")).isEqualTo("on");
            assertThat(ask(url, "show listen_addresses")).isEqualTo("127.0.0.1");
            ask(url, "create table survivors as select 'here' as word; select 1");
        }
        try (EmbeddedDatabase database = EmbeddedDatabase.start(data, 0)) {
            assertThat(database.jdbcUrl()).isEqualTo(url);
            assertThat(ask(url, "select word from survivors")).isEqualTo("here");
        }
    }

    static String ask(String url, String sql) throws Exception {
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement()) {
            boolean rows = statement.execute(sql);
            while (!rows && statement.getUpdateCount() != -1) {
                rows = statement.getMoreResults();
            }
            ResultSet result = statement.getResultSet();
            result.next();
            return String.valueOf(result.getString(1));
        }
    }
}
