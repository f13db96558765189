package com.blossomer.gtm.projections;

import static org.assertj.core.api.Assertions.assertThat;

import com.blossomer.gtm.events.CampaignCommand;
import com.blossomer.gtm.events.CampaignEvent;
import com.blossomer.gtm.events.StageCompleted;
import com.blossomer.gtm.events.StageFailed;
import com.blossomer.gtm.events.StageFailure;
import com.blossomer.gtm.platform.kafka.DeadLetters;
import com.blossomer.gtm.platform.telemetry.Tracing;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.function.Consumer;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Records that decode, and hold what Postgres refuses: each is put aside alone, and what came with it is stored. */
@SharesTopics
@Timeout(120)
final class HostileRecordsTest {

    private static final int LARGE = 6 << 20;

    private final String prefix = "cmp_" + UUID.randomUUID() + "_";
    private final ProjectedDatabase database = ProjectedDatabase.create();
    private final Recorded acme = Recorded.campaign(prefix + "good", 0);

    @Test
    void what_postgres_cannot_hold_is_put_aside_and_the_rest_flows() throws SQLException {
        List<SpecificRecord> hostile = List.of(
                command(command -> command.setSite(acme.site() + "\0")),
                command(command -> command.setCampaignId(prefix + "\0")),
                command(command -> command.setSite(noise(100_000))),
                command(command -> command.setOccurredAt(Instant.ofEpochMilli(Long.MAX_VALUE / 2))),
                stage("nul", "{\"name\": \"\0\"}"),
                stage("not_json", "{\"name\": "),
                stage("deep", "[".repeat(200_000) + "]".repeat(200_000)),
                stage("stage\0", "{}"));
        List<SpecificRecord> records = new ArrayList<>();
        List<SpecificRecord> good = acme.completed();
        for (int i = 0; i < hostile.size(); i++) {
            records.add(hostile.get(i));
            records.add(good.get(i % good.size()));
        }
        TestKafka.produce(records);

        catchUp();

        database.assertHolds(good, prefix);
        assertThat(TestKafka.deadLetters().stream()
                        .filter(letter -> new String(letter.value(), StandardCharsets.ISO_8859_1).contains(prefix)))
                .hasSize(hostile.size());
    }

    @Test
    void what_is_only_unusual_is_stored_as_it_came() throws SQLException {
        String large = "{\"name\":\"" + noise(LARGE) + "\"}";
        String escapedNul = "{\"name\":\"\\u0000 \\ud800\"}";
        List<SpecificRecord> records = new ArrayList<>(acme.completed());
        records.add(stage("large", large));
        records.add(stage("escaped", escapedNul));
        records.add(CampaignEvent.newBuilder(acme.completed("icp"))
                .setBody(new StageFailed("failed", new StageFailure("http_error", "said \0 and \uFFFF")))
                .build());
        TestKafka.produce(records);

        catchUp();

        String of = " from stages where campaign_id = '" + acme.campaignId() + "' and stage = ";
        assertThat(database.rows("select output" + of + "'large'")).containsExactly(large);
        assertThat(database.rows("select output" + of + "'escaped'")).containsExactly(escapedNul);
        assertThat(database.rows("select detail" + of + "'failed'")).containsExactly("said  and \uFFFF");
    }

    private CampaignCommand command(Consumer<CampaignCommand.Builder> change) {
        CampaignCommand.Builder builder =
                CampaignCommand.newBuilder(Recorded.campaign(prefix + "bad", 0).start());
        change.accept(builder);
        return builder.build();
    }

    private CampaignEvent stage(String stage, String output) {
        CampaignEvent event = acme.completed("icp");
        return CampaignEvent.newBuilder(event)
                .setBody(StageCompleted.newBuilder((StageCompleted) event.getBody())
                        .setStage(stage)
                        .setOutput(output)
                        .build())
                .build();
    }

    /** Text that does not compress, so that nothing makes it fit. */
    private static String noise(int length) {
        return new Random(3)
                .ints(length, 'a', 'z' + 1)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    private void catchUp() throws SQLException {
        List<String> ends = TestKafka.ends();
        try (ProjectionLoop loop = new ProjectionLoop(
                "projections",
                TestKafka.clients().consumer("test-" + UUID.randomUUID(), Map.of()),
                500,
                RecordDecoder.of(TestKafka.clients()),
                database.source(),
                new DeadLetters(TestKafka.clients()),
                Tracing.off())) {
            while (!database.offsets().equals(ends)) {
                loop.step(Duration.ofMillis(200));
            }
        }
    }
}
