package com.blossomer.gtm.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataDirectoryTest {

    @TempDir
    private Path directory;

    @Test
    void a_second_system_is_told_who_holds_the_directory() throws Exception {
        try (DataDirectory first = DataDirectory.open(directory)) {
            first.publish(new ServerAddress(4711, "http://127.0.0.1:8080", "k", "r", "d"));

            assertThatThrownBy(() -> DataDirectory.open(directory))
                    .isInstanceOf(DataDirectoryInUse.class)
                    .hasMessageContaining("4711")
                    .hasMessageContaining("http://127.0.0.1:8080");
        }
    }

    @Test
    void a_closed_directory_can_be_opened_again_and_has_the_same_key() throws Exception {
        String key;
        try (DataDirectory first = DataDirectory.open(directory)) {
            key = first.apiKey();
        }
        try (DataDirectory second = DataDirectory.open(directory)) {
            assertThat(second.apiKey()).isEqualTo(key).startsWith("bk_").hasSizeGreaterThan(40);
        }
        assertThat(DataDirectory.apiKey(directory)).contains(key);
    }

    @Test
    void only_its_owner_reads_the_key() throws Exception {
        try (DataDirectory opened = DataDirectory.open(directory)) {
            opened.apiKey();
        }
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory.resolve("api-key"))))
                .isEqualTo("rw-------");
    }

    @Test
    void a_system_runs_only_as_long_as_its_process() throws Exception {
        try (DataDirectory opened = DataDirectory.open(directory)) {
            long self = ProcessHandle.current().pid();
            opened.publish(new ServerAddress(self, "http://127.0.0.1:1", "k", "r", "d"));
            assertThat(ServerAddress.running(directory))
                    .hasValueSatisfying(address -> assertThat(address.pid()).isEqualTo(self));

            opened.publish(new ServerAddress(Long.MAX_VALUE / 2, "http://127.0.0.1:1", "k", "r", "d"));
            assertThat(ServerAddress.running(directory)).isEmpty();
        }
        assertThat(Files.exists(directory.resolve("server.json"))).isFalse();
    }
}
