package com.blossomer.gtm.projections;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.blossomer.gtm.avro.RegistryUnavailableException;
import com.blossomer.gtm.embedded.TroubledRegistry;
import com.blossomer.gtm.events.CampaignEvent;
import com.blossomer.gtm.events.RunFinished;
import com.blossomer.gtm.events.StageCompleted;
import com.blossomer.gtm.platform.kafka.DeadLetters;
import com.blossomer.gtm.platform.telemetry.TraceParent;
import com.blossomer.gtm.platform.telemetry.Tracing;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.sql.DataSource;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The loop stepped by hand against a real broker, registry and database. */
@Order(1)
@Timeout(120)
final class ProjectionLoopTest {

    @AutoClose
    private static TestKafka.Own kafka;

    private final String prefix = "cmp_" + UUID.randomUUID() + "_";
    private final ProjectedDatabase database = ProjectedDatabase.create();
    private final InMemorySpanExporter spans = InMemorySpanExporter.create();
    private final Tracing tracing = Tracing.to(spans);

    @BeforeAll
    static void start(@TempDir Path directory) {
        kafka = TestKafka.Own.start(directory);
    }

    @Test
    void records_become_the_rows_that_folding_them_gives() throws SQLException {
        List<SpecificRecord> records = campaigns(20);
        kafka.produce(records);

        try (ProjectionLoop loop = loop(database.source(), 500)) {
            catchUp(loop, database);
        }

        database.assertHolds(records, prefix);
    }

    @Test
    void a_run_that_ends_is_one_span_within_its_campaigns_trace() throws SQLException {
        List<SpecificRecord> records = campaigns(3);
        kafka.produce(records);

        try (ProjectionLoop loop = loop(database.source(), 500)) {
            catchUp(loop, database);
        }

        List<CampaignEvent> ends = records.stream()
                .filter(CampaignEvent.class::isInstance)
                .map(CampaignEvent.class::cast)
                .filter(event -> event.getBody() instanceof RunFinished)
                .toList();
        List<SpanData> mine = spans.getFinishedSpanItems().stream()
                .filter(span -> String.valueOf(
                                span.getAttributes().get(AttributeKey.stringKey("blossomer.campaign.id")))
                        .startsWith(prefix))
                .toList();
        assertThat(mine).hasSize(3).extracting(SpanData::getName).containsOnly("project campaign");
        assertThat(mine)
                .extracting(span -> new TraceParent(span.getTraceId(), span.getParentSpanId()))
                .containsExactlyInAnyOrderElementsOf(ends.stream()
                        .map(end -> TraceParent.ofCampaign(end.getTraceId(), end.getCampaignId()))
                        .toList());
    }

    @Test
    void reading_everything_again_changes_nothing_and_rebuilds_an_empty_database_alike() throws SQLException {
        List<SpecificRecord> records = campaigns(10);
        kafka.produce(records);
        kafka.produce(records.subList(0, 40));
        try (ProjectionLoop loop = loop(database.source(), 500)) {
            catchUp(loop, database);
        }
        List<String> before = database.everything();

        database.execute("delete from projection_offsets");
        try (ProjectionLoop loop = loop(database.source(), 130)) {
            catchUp(loop, database);
        }
        ProjectedDatabase rebuilt = ProjectedDatabase.create();
        try (ProjectionLoop loop = loop(rebuilt.source(), 500)) {
            catchUp(loop, rebuilt);
        }

        assertThat(database.everything()).isEqualTo(before);
        assertThat(rebuilt.everything()).isEqualTo(before);
    }

    @Test
    void another_reader_goes_on_where_a_dead_one_stopped_and_a_zombie_writes_nothing() throws SQLException {
        List<SpecificRecord> records = campaigns(30);
        kafka.produce(records);
        try (ProjectionLoop zombie = loop(database.source(), 70)) {
            while (zombie.step(Duration.ofSeconds(5)) == 0) {}
            zombie.step(Duration.ofSeconds(1));
            try (ProjectionLoop successor = loop(database.source(), 500)) {
                catchUp(successor, database);
                List<String> rows = mine(database);
                List<String> offsets = database.offsets();

                // It still believes in its old place, and finds itself overtaken.
                assertThat(zombie.step(Duration.ofSeconds(1))).isZero();
                catchUp(zombie, database);

                assertThat(mine(database)).isEqualTo(rows);
                assertThat(database.offsets()).isEqualTo(offsets);
            }
        }
        database.assertHolds(records, prefix);
    }

    @Test
    void what_comes_right_after_a_transaction_is_gathered_for_a_moment() throws SQLException {
        kafka.produce(campaigns(10));
        try (ProjectionLoop loop = loop(database.source(), 1, 1_000, RecordDecoder.of(kafka.clients()))) {
            long before;
            do {
                before = System.nanoTime();
            } while (loop.step(Duration.ofSeconds(5)) == 0);

            assertThat(loop.step(Duration.ofSeconds(5))).isPositive();

            assertThat(Duration.ofNanos(System.nanoTime() - before)).isGreaterThanOrEqualTo(Duration.ofMillis(200));
        }
    }

    @Test
    void an_outage_of_the_database_loses_nothing_and_repeats_nothing() throws SQLException {
        List<SpecificRecord> records = campaigns(10);
        kafka.produce(records);
        AtomicBoolean down = new AtomicBoolean();
        try (ProjectionLoop loop = loop(interruptible(database.source(), down), 110)) {
            while (loop.step(Duration.ofSeconds(5)) == 0) {}
            down.set(true);
            assertThatThrownBy(() -> {
                        while (true) {
                            loop.step(Duration.ofSeconds(1));
                        }
                    })
                    .isInstanceOf(SQLException.class);
            loop.rest(Duration.ofMillis(50));
            assertThatThrownBy(() -> loop.step(Duration.ofMillis(50))).isInstanceOf(SQLException.class);
            down.set(false);
            catchUp(loop, database);
        }

        database.assertHolds(records, prefix);
    }

    @ParameterizedTest
    @CsvSource({
        "503,no healthy upstream",
        "401,'{\"error_code\":40101}'",
        "404,<html>not here</html>",
        "200,<html>hello"
    })
    void a_registry_that_cannot_be_asked_is_waited_for_and_no_record_is_lost(int status, String body)
            throws SQLException {
        List<SpecificRecord> records = campaigns(8);
        kafka.produce(records);
        try (TroubledRegistry registry =
                        TroubledRegistry.before(kafka.registry().url());
                ProjectionLoop loop = loop(database.source(), 130, RecordDecoder.of(kafka.clients(registry.url())))) {
            registry.trouble(status, body, "*");
            for (int attempt = 0; attempt < 2; attempt++) {
                assertThatThrownBy(() -> {
                            while (true) {
                                loop.step(Duration.ofSeconds(1));
                            }
                        })
                        .isInstanceOf(RegistryUnavailableException.class);
                loop.rest(Duration.ofMillis(50));
            }
            assertThat(mine(database)).isEmpty();
            registry.recover();
            catchUp(loop, database);
        }

        database.assertHolds(records, prefix);
        assertThat(kafka.deadLetters())
                .noneMatch(letter -> new String(letter.value(), StandardCharsets.UTF_8).contains(prefix));
    }

    @Test
    void poison_goes_to_the_dead_letters_and_the_rest_flows_on() throws SQLException {
        Recorded acme = Recorded.campaign(prefix + 0, 0);
        CampaignEvent brokenJson = CampaignEvent.newBuilder(acme.completed("icp"))
                .setBody(StageCompleted.newBuilder(
                                (StageCompleted) acme.completed("icp").getBody())
                        .setStage("broken")
                        .setOutput("{not json")
                        .build())
                .build();
        kafka.produceRaw(acme.site(), ("garbage " + prefix).getBytes(StandardCharsets.UTF_8));
        kafka.produce(List.of(acme.start(), brokenJson));
        kafka.produce(acme.completed());

        try (ProjectionLoop loop = loop(database.source(), 500)) {
            catchUp(loop, database);
        }

        assertThat(database.rows("select status from runs where campaign_id = '" + prefix + "0'"))
                .containsExactly("completed");
        assertThat(database.rows("select stage from stages where campaign_id = '" + prefix + "0' order by stage"))
                .containsExactly("content", "icp", "overview");
        assertThat(kafka.deadLetters().stream()
                        .filter(letter -> new String(letter.value(), StandardCharsets.UTF_8).contains(prefix)))
                .hasSize(2)
                .allSatisfy(letter -> assertThat(new String(
                                letter.headers()
                                        .lastHeader("__streams.errors.topic")
                                        .value(),
                                StandardCharsets.UTF_8))
                        .isEqualTo("gtm.campaign.events"));
    }

    private List<SpecificRecord> campaigns(int count) {
        List<SpecificRecord> records = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Recorded campaign = Recorded.campaign(prefix + i, i);
            records.addAll(i % 4 == 0 ? campaign.failed() : campaign.completed());
        }
        return records;
    }

    /** Each in a group of its own, as if the one before had died and been forgotten. */
    private ProjectionLoop loop(DataSource source, int maxPollRecords) {
        return loop(source, maxPollRecords, RecordDecoder.of(kafka.clients()));
    }

    private ProjectionLoop loop(DataSource source, int maxPollRecords, RecordDecoder decoder) {
        return loop(source, maxPollRecords, maxPollRecords, decoder);
    }

    private ProjectionLoop loop(DataSource source, int maxPollRecords, int enough, RecordDecoder decoder) {
        return new ProjectionLoop(
                "projections",
                kafka.clients().consumer("test-" + UUID.randomUUID(), Map.of("max.poll.records", maxPollRecords)),
                enough,
                decoder,
                source,
                new DeadLetters(kafka.clients()),
                tracing);
    }

    /** Until its offsets in this database are those of the topics' ends. */
    private void catchUp(ProjectionLoop loop, ProjectedDatabase into) throws SQLException {
        List<String> ends = kafka.ends();
        do {
            loop.step(Duration.ofMillis(200));
        } while (!into.offsets().equals(ends));
        assertThat(loop.lag()).hasValue(0);
    }

    private List<String> mine(ProjectedDatabase of) throws SQLException {
        return of.everything().stream().filter(row -> row.contains(prefix)).toList();
    }

    private static DataSource interruptible(DataSource source, AtomicBoolean down) {
        return (DataSource) Proxy.newProxyInstance(
                DataSource.class.getClassLoader(), new Class<?>[] {DataSource.class}, (proxy, method, args) -> {
                    if (down.get()) {
                        throw new SQLException("connection refused", "08001");
                    }
                    return method.invoke(source, args);
                });
    }
}
