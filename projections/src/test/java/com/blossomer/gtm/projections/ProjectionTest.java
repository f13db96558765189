package com.blossomer.gtm.projections;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.blossomer.gtm.platform.kafka.DeadLetters;
import com.blossomer.gtm.platform.telemetry.Tracing;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micronaut.jdbc.DataSourceResolver;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import javax.sql.DataSource;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.CloseOptions.GroupMembershipOperation;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Projections on threads of their own. */
@Timeout(180)
final class ProjectionTest {

    /** The process is gone. */
    private static final class Killed extends Error {
        private static final long serialVersionUID = 1L;
    }

    @AutoClose
    private static TestKafka.Own kafka;

    private final String prefix = "cmp_" + UUID.randomUUID() + "_";
    private final ProjectedDatabase database = ProjectedDatabase.create();
    private final ProjectionSettings settings =
            new ProjectionSettings("test-" + UUID.randomUUID(), 2_000, 1_000, Duration.ofSeconds(1));

    @BeforeAll
    static void start(@TempDir Path directory) {
        kafka = TestKafka.Own.start(directory);
    }

    @Test
    void instances_come_and_go_and_share_the_work_without_losing_or_mixing_anything() throws SQLException {
        List<SpecificRecord> records = campaigns(90);
        Projection first = projection();
        Projection second = projection();
        first.start();
        try {
            kafka.produce(records.subList(0, 200));
            second.start();
            kafka.produce(records.subList(200, 400));
            await().atMost(Duration.ofSeconds(60)).until(() -> second.health().up());
            first.stop();
            kafka.produce(records.subList(400, records.size()));
            awaitEnd();
        } finally {
            first.stop();
            second.stop();
        }
        database.assertHolds(records, prefix);
    }

    @Test
    void one_killed_in_the_middle_of_writing_leaves_the_rest_to_the_other() throws Exception {
        List<SpecificRecord> records = campaigns(90);
        kafka.produce(records);
        Projection survivor = projection();
        try (var consumer = kafka.clients()
                .consumer(settings.group(), Map.of("max.poll.records", 40, "session.timeout.ms", 6_000))) {
            ProjectionLoop doomed = new ProjectionLoop(
                    settings.group(),
                    consumer,
                    40,
                    RecordDecoder.of(kafka.clients()),
                    dying(),
                    new DeadLetters(kafka.clients()),
                    Tracing.off());
            assertThatThrownBy(() -> {
                        while (true) {
                            doomed.step(Duration.ofSeconds(1));
                        }
                    })
                    .isInstanceOf(Killed.class);
            // As a killed process does, it leaves its partitions without a word.
            consumer.close(CloseOptions.groupMembershipOperation(GroupMembershipOperation.REMAIN_IN_GROUP));
        }
        assertThat(mine(database)).hasSizeBetween(1, 6 * 90 - 1);
        survivor.start();
        try {
            awaitEnd();
        } finally {
            survivor.stop();
        }
        database.assertHolds(records, prefix);
    }

    private void awaitEnd() {
        List<String> ends = kafka.ends();
        await().atMost(Duration.ofMinutes(2))
                .pollInterval(Duration.ofMillis(50))
                .until(() -> database.offsets().equals(ends));
    }

    private Projection projection() {
        return new Projection(
                kafka.clients(),
                new DeadLetters(kafka.clients()),
                database.source(),
                DataSourceResolver.DEFAULT,
                settings,
                new SimpleMeterRegistry(),
                Tracing.off());
    }

    private List<SpecificRecord> campaigns(int count) {
        List<SpecificRecord> records = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            records.addAll(Recorded.campaign(prefix + i, i).completed());
        }
        return records;
    }

    private List<String> mine(ProjectedDatabase of) throws SQLException {
        return of.everything().stream().filter(row -> row.contains(prefix)).toList();
    }

    /** Dies when it should commit after some rows were committed: its connection drops, its transaction is lost. */
    private DataSource dying() {
        return proxy(
                DataSource.class,
                database.source(),
                (method, result) -> method.equals("getConnection")
                        ? proxy(Connection.class, result.get(), (called, answer) -> {
                            if (called.equals("commit") && !mine(database).isEmpty()) {
                                throw new Killed();
                            }
                            return answer.get();
                        })
                        : result.get());
    }

    private interface Call {
        Object get() throws Throwable;
    }

    private interface Between {
        Object call(String method, Call target) throws Throwable;
    }

    private static <T> T proxy(Class<T> type, Object target, Between between) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(),
                new Class<?>[] {type},
                (self, method, args) -> between.call(method.getName(), () -> method.invoke(target, args))));
    }
}
