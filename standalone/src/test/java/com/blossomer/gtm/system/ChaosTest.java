package com.blossomer.gtm.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.blossomer.gtm.bench.Chaos;
import com.blossomer.gtm.bench.ChaosPlan;
import com.blossomer.gtm.bench.ChaosReport;
import com.blossomer.gtm.cli.Main;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** {@code bench --chaos}, small. */
@Order(2)
class ChaosTest {

    private static final int CAMPAIGNS = 24;

    @Test
    void nothing_is_lost_or_paid_for_twice_while_everything_goes_wrong(
            @TempDir(cleanup = CleanupMode.ON_SUCCESS) Path directory) throws Exception {
        ChaosPlan plan = new ChaosPlan(CAMPAIGNS, 0.2, 16, Duration.ofMillis(100), 20_261_124);

        ChaosReport report = Chaos.run(plan, Main.class, directory, step -> {});

        System.out.println(report.toJson());
        assertThat(report.statuses()).as(report.toJson()).containsOnlyKeys("completed");
        assertThat(report.completed()).isEqualTo(CAMPAIGNS);
        assertThat(report.distinctPrompts()).isEqualTo(CAMPAIGNS * 6);
        assertThat(report.duplicateStages()).isZero();
        assertThat(report.paidTwice()).isLessThanOrEqualTo(report.inFlightAtKills());
        assertThat(report.costNanoUsd()).isPositive();
        assertThat(report.holds()).isTrue();
    }
}
