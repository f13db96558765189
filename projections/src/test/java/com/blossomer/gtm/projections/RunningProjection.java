package com.blossomer.gtm.projections;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.blossomer.gtm.platform.kafka.DeadLetters;
import com.blossomer.gtm.platform.telemetry.Tracing;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** The live projection into a test's database, on a thread of its own, as a member of a group of its own. */
public final class RunningProjection implements AutoCloseable {

    public static final String NAME = "projections";

    private final ProjectedDatabase database;
    private final AtomicReference<@Nullable Exception> failure = new AtomicReference<>();
    private final Thread thread;
    private volatile boolean stopping;

    private RunningProjection(ProjectedDatabase database) {
        this.database = database;
        this.thread = Thread.ofPlatform().name("test-projection").start(this::run);
    }

    public static RunningProjection into(ProjectedDatabase database) {
        return new RunningProjection(database);
    }

    private void run() {
        var consumer = TestKafka.clients().consumer("test-" + UUID.randomUUID(), Map.of("max.poll.records", 500));
        try (ProjectionLoop loop = new ProjectionLoop(
                NAME,
                consumer,
                500,
                RecordDecoder.of(TestKafka.clients()),
                database.source(),
                new DeadLetters(TestKafka.clients()),
                Tracing.off())) {
            while (!stopping) {
                loop.step(Duration.ofMillis(50));
            }
        } catch (Exception e) {
            failure.set(e);
        }
    }

    /** Until its offsets in the database are those of the topics' ends. */
    public void catchUp() {
        var ends = TestKafka.ends();
        await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> {
            assertThat(failure.get()).isNull();
            assertThat(database.offsets()).isEqualTo(ends);
        });
    }

    @Override
    public void close() {
        stopping = true;
        try {
            thread.join(Duration.ofSeconds(10));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        assertThat(failure.get()).isNull();
    }
}
