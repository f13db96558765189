package com.blossomer.gtm.projections.dispatch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.blossomer.gtm.events.BatchCancelled;
import com.blossomer.gtm.events.BatchEvent;
import com.blossomer.gtm.events.BatchPaused;
import com.blossomer.gtm.events.BatchReceived;
import com.blossomer.gtm.events.BatchResumed;
import com.blossomer.gtm.events.CampaignCommand;
import com.blossomer.gtm.events.CancelRun;
import com.blossomer.gtm.events.Lane;
import com.blossomer.gtm.events.StartRun;
import com.blossomer.gtm.platform.Ids;
import com.blossomer.gtm.platform.kafka.Events;
import com.blossomer.gtm.projections.ProjectedDatabase;
import com.blossomer.gtm.projections.Recorded;
import com.blossomer.gtm.projections.SharesTopics;
import com.blossomer.gtm.projections.TestKafka;
import com.blossomer.gtm.topics.Topics;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Rows on Kafka, progress in Postgres; what is sent is caught. */
@SharesTopics
@Timeout(60)
class DispatcherTest {

    private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";
    private static final DispatchSettings SETTINGS = new DispatchSettings(10, 4, Duration.ofMillis(10));

    private final ProjectedDatabase database = ProjectedDatabase.create();
    private final Ids ids = new Ids(Clock.systemUTC());
    private final List<CampaignCommand> sent = new ArrayList<>();
    private @Nullable Exception refusal;
    private Connection connection = connect();
    private Dispatcher dispatcher = dispatcher();

    @BeforeEach
    void fresh() {
        sent.clear();
    }

    @AfterEach
    void stop() throws SQLException {
        dispatcher.close();
        connection.close();
    }

    @Test
    void no_more_than_a_window_is_under_way_and_the_order_is_that_of_the_rows() throws Exception {
        String batch = upload(25, null, 0);

        settle();
        assertThat(sites()).containsExactlyElementsOf(expected(batch, 0, 10));

        end(sent.subList(0, 6));
        settle();
        assertThat(sites()).containsExactlyElementsOf(expected(batch, 0, 16));

        end(sent.subList(6, 16));
        settle();
        end(sent.subList(16, 25));
        settle();
        assertThat(sites()).containsExactlyElementsOf(expected(batch, 0, 25));
        assertThat(database.rows("select dispatched, lost, done from dispatch_jobs where job_id = '" + batch + "'"))
                .containsExactly("25|0|t");
    }

    @Test
    void a_sample_runs_and_the_rest_waits_for_go() throws Exception {
        String batch = upload(8, 3L, 0);

        settle();
        assertThat(sent).hasSize(3);
        end(sent);
        settle();
        assertThat(sent).hasSize(3);

        database.project(List.of(event(batch, new BatchResumed(false))));
        settle();
        assertThat(sent).as("resuming is not going past the sample").hasSize(3);

        database.project(List.of(event(batch, new BatchResumed(true))));
        settle();
        assertThat(sites()).containsExactlyElementsOf(expected(batch, 0, 8));
    }

    @Test
    void nothing_is_sent_while_it_is_paused() throws Exception {
        String batch = upload(20, null, 0);
        dispatcher.step(connection);
        database.project(List.of(event(batch, new BatchPaused())));
        settle();
        assertThat(sent).hasSize(4);

        database.project(List.of(event(batch, new BatchResumed(false))));
        settle();
        assertThat(sent).hasSize(10);
    }

    @Test
    void of_a_cancelled_batch_no_row_is_started_and_what_runs_is_cancelled_once() throws Exception {
        String batch = upload(20, null, 0);
        settle();
        end(sent.subList(0, 2));
        database.project(sent.subList(2, 10));
        database.project(List.of(event(batch, new BatchCancelled()), event(batch, new BatchResumed(true))));

        settle();

        assertThat(sent.stream().filter(command -> command.getBody() instanceof StartRun))
                .hasSize(10);
        assertThat(sent.stream()
                        .filter(command -> command.getBody() instanceof CancelRun)
                        .map(CampaignCommand::getSite))
                .containsExactlyInAnyOrderElementsOf(expected(batch, 2, 10));
    }

    @Test
    void the_higher_priority_goes_first() throws Exception {
        String low = upload(10, null, 0);
        String high = upload(8, null, 1);

        settle();

        assertThat(sites()).hasSize(10).containsAll(expected(high, 0, 8)).containsAll(expected(low, 0, 2));
    }

    @Test
    void what_may_not_have_been_stored_is_sent_again_and_nothing_else() throws Exception {
        String batch = upload(8, null, 0);
        dispatcher.step(connection);
        refusal = new KafkaException("no leader");
        assertThatThrownBy(() -> dispatcher.step(connection)).isInstanceOf(KafkaException.class);
        refusal = null;

        // As after a crash: another dispatcher goes on from what is noted.
        dispatcher.close();
        dispatcher = dispatcher();
        settle();

        assertThat(sites())
                .containsExactlyElementsOf(
                        List.of(expected(batch, 0, 4), expected(batch, 4, 8), expected(batch, 4, 8)).stream()
                                .flatMap(List::stream)
                                .toList());
        assertThat(database.rows("select dispatched from dispatch_jobs where job_id = '" + batch + "'"))
                .containsExactly("8");
    }

    @Test
    void rows_of_an_upload_that_was_broken_off_or_repeated_do_not_run() throws Exception {
        String batch = "bat_" + ids.timeOrdered();
        List<RecordMetadata> brokenOff = store(batch, 5, "ffffffffffffffffffffffffffffffff");
        List<RecordMetadata> whole = store(batch, 5, TRACE);
        database.project(List.of(received(batch, 5, brokenOff.getFirst(), whole.getLast(), null, 0)));
        List<RecordMetadata> repeated = store(batch, 5, "eeeeeeeeeeeeeeeeeeeeeeeeeeeeeeee");
        BatchEvent again = received(batch, 5, repeated.getFirst(), repeated.getLast(), null, 0);
        database.project(List.of(again));

        settle();

        assertThat(sent)
                .hasSize(5)
                .allSatisfy(command -> assertThat(command.getTraceId()).isEqualTo(TRACE));
    }

    private void settle() throws Exception {
        for (int idle = 0; idle < 2; ) {
            idle = dispatcher.step(connection) == 0 ? idle + 1 : 0;
        }
    }

    private List<String> sites() {
        return sent.stream().map(CampaignCommand::getSite).toList();
    }

    private static List<String> expected(String batch, int from, int to) {
        return IntStream.range(from, to)
                .mapToObj(row -> batch + "-" + row + ".example.com")
                .toList();
    }

    private void end(List<CampaignCommand> commands) throws SQLException {
        for (CampaignCommand command : List.copyOf(commands)) {
            StartRun start = (StartRun) command.getBody();
            database.project(List.of(command));
            database.project(Recorded.campaign(command.getCampaignId(), 0)
                    .of(command.getTenant())
                    .at(command.getSite())
                    .in(String.valueOf(start.getBatchId()))
                    .completed());
        }
    }

    private String upload(int rows, @Nullable Long sample, int priority) throws Exception {
        String batch = "bat_" + ids.timeOrdered();
        List<RecordMetadata> stored = store(batch, rows, TRACE);
        database.project(List.of(received(batch, rows, stored.getFirst(), stored.getLast(), sample, priority)));
        return batch;
    }

    private List<RecordMetadata> store(String batch, int rows, String trace) throws Exception {
        List<RecordMetadata> stored = new ArrayList<>();
        try (Producer<String, SpecificRecord> producer = TestKafka.clients().producer("rows")) {
            for (int row = 0; row < rows; row++) {
                StartRun start = StartRun.newBuilder()
                        .setWebsiteUrl("https://" + row)
                        .setAssets(List.of("icp"))
                        .setLane(Lane.BATCH)
                        .setBatchId(batch)
                        .build();
                CampaignCommand command = new CampaignCommand(
                        "default",
                        "cmp_" + batch + row,
                        1,
                        batch + "-" + row + ".example.com",
                        Instant.now(),
                        trace,
                        start);
                stored.add(producer.send(Events.record(Topics.BATCH_ROWS, batch, command))
                        .get());
            }
        }
        return stored;
    }

    private static BatchEvent received(
            String batch, int rows, RecordMetadata first, RecordMetadata last, @Nullable Long sample, int priority) {
        return event(
                batch,
                BatchReceived.newBuilder()
                        .setRows(rows)
                        .setRejected(0)
                        .setDuplicates(0)
                        .setPartition(first.partition())
                        .setFirstOffset(first.offset())
                        .setEndOffset(last.offset() + 1)
                        .setSample(sample)
                        .setPriority(priority)
                        .setAssets(List.of("icp"))
                        .build());
    }

    private static BatchEvent event(String batch, Object body) {
        return new BatchEvent("default", "", batch, Instant.now(), TRACE, body);
    }

    private Dispatcher dispatcher() {
        return new Dispatcher(
                List.of(new BatchJobs()),
                new CommandReader("dispatcher-test", TestKafka.clients(), null),
                this::caught,
                SETTINGS,
                ids,
                Clock.systemUTC());
    }

    private void caught(CampaignCommand command, Callback stored) {
        sent.add(command);
        stored.onCompletion(null, refusal);
    }

    private Connection connect() {
        try {
            return DriverManager.getConnection(database.url());
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
