package com.blossomer.gtm.projections;

import static org.assertj.core.api.Assertions.assertThat;

import com.blossomer.gtm.platform.kafka.DeadLetters;
import com.blossomer.gtm.platform.telemetry.Tracing;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micronaut.jdbc.DataSourceResolver;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** How fast a projection that is far behind catches up; a figure to read, not to hold a machine to. */
@Timeout(180)
final class ProjectionThroughputTest {

    private static final int CAMPAIGNS = 5_000;
    private static final String ROWS = "select (select count(*) from campaigns) + (select count(*) from runs)"
            + " + (select count(*) from stages) + (select count(*) from contents)";

    @Test
    void a_projection_far_behind_catches_up_in_large_transactions(@TempDir Path directory) throws SQLException {
        try (TestKafka.Own kafka = TestKafka.Own.start(directory)) {
            measure(kafka);
        }
    }

    private static void measure(TestKafka.Own kafka) throws SQLException {
        List<SpecificRecord> records = new ArrayList<>();
        for (int i = 0; i < CAMPAIGNS; i++) {
            records.addAll(Recorded.campaign("cmp_" + i, i).completed());
        }
        kafka.produce(records);
        ProjectedDatabase database = ProjectedDatabase.create();
        Projection projection = new Projection(
                kafka.clients(),
                new DeadLetters(kafka.clients()),
                database.source(),
                DataSourceResolver.DEFAULT,
                new ProjectionSettings("test-" + UUID.randomUUID(), 2_000, 1_000, Duration.ofSeconds(1)),
                new SimpleMeterRegistry(),
                Tracing.off());
        List<String> ends = kafka.ends();
        projection.start();
        long begin = 0;
        try {
            while (!database.offsets().equals(ends)) {
                // Joining the group takes seconds, and is not what is measured.
                begin = begin == 0 && number(database, ROWS) > 0 ? System.nanoTime() : begin;
            }
        } finally {
            projection.stop();
        }
        double seconds = (System.nanoTime() - begin) / 1e9;
        long rows = number(database, ROWS);
        long read = number(database, "select sum(next_offset)::bigint from projection_offsets");
        System.out.printf(
                "projection: %d records, %d rows in %.2f s: %.0f records/s, %.0f rows/s%n",
                read, rows, seconds, read / seconds, rows / seconds);
        assertThat(rows).isGreaterThanOrEqualTo(6L * CAMPAIGNS);
    }

    private static long number(ProjectedDatabase database, String sql) throws SQLException {
        return Long.parseLong(database.rows(sql).getFirst());
    }
}
