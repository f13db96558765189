package com.blossomer.gtm.platform;

import static org.assertj.core.api.Assertions.assertThat;

import com.blossomer.gtm.cli.Main;
import io.micronaut.context.ApplicationContext;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Here, where all services are on one class path. */
class SettingsOfAllServicesTest {

    private static final Path FILE = Path.of("../platform/src/main/resources/settings-of-all-services.txt");

    @Test
    void each_service_knows_the_settings_of_all() throws IOException {
        List<String> read;
        try (ApplicationContext context = ServiceEnvironment.configure(
                        "test", Main.class, Map.of(), Map.of("blossomer.components.enabled", false))
                .start()) {
            read = KnownSettings.of(ConfigurationCheck.beans(context)).lines();
        }
        if (Boolean.getBoolean("golden.update")) {
            Files.write(FILE, read);
        }
        assertThat(Files.readAllLines(FILE))
                .as("after a setting was added or removed, run with -Dgolden.update=true")
                .isEqualTo(read);
        KnownSettings anyService = KnownSettings.of(List.of());
        anyService.addAllServices();
        assertThat(anyService.lines()).hasSizeGreaterThan(50);
    }
}
