package com.blossomer.gtm.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PortsTest {

    @TempDir
    Path directory;

    @Test
    void a_free_port_is_none_that_an_outgoing_connection_may_get() {
        for (int i = 0; i < 200; i++) {
            assertThat(Ports.free()).isBetween(16_384, 32_767);
        }
    }

    @Test
    void a_directory_keeps_its_ports_and_has_no_port_twice() throws Exception {
        Path file = directory.resolve("ports.properties");
        Ports first = Ports.of(file);
        int broker = first.get("broker");
        int controller = first.get("controller");
        first.save();

        Ports second = Ports.of(file);

        assertThat(controller).isNotEqualTo(broker);
        assertThat(second.get("broker")).isEqualTo(broker);
        try (ServerSocket taken = new ServerSocket(controller, 1, InetAddress.getLoopbackAddress())) {
            assertThat(second.get("controller")).isNotEqualTo(taken.getLocalPort());
        }
    }
}
