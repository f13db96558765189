package com.blossomer.gtm.projections;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.blossomer.gtm.events.CampaignCommand;
import com.blossomer.gtm.events.CancelRun;
import com.blossomer.gtm.events.PromptTask;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.Test;

final class CampaignRowsTest {

    private final Recorded acme = Recorded.campaign("cmp_1", 0);

    @Test
    void a_request_is_a_pending_run() {
        RowBatch batch = fold(List.of(acme.start()));

        assertThat(batch.campaigns()).singleElement().satisfies(campaign -> {
            assertThat(campaign.websiteUrl()).isEqualTo("https://www.cmp_1.example.com/");
            assertThat(campaign.site()).isEqualTo("cmp_1.example.com");
            assertThat(campaign.requestedAt()).isEqualTo(acme.requestedAt());
        });
        assertThat(batch.runs()).singleElement().extracting(Row.Run::status).isEqualTo(Row.Status.PENDING);
    }

    @Test
    void a_whole_run_folds_to_one_row_a_key() {
        RowBatch batch = fold(acme.completed());

        assertThat(batch.campaigns()).hasSize(1);
        assertThat(batch.stages()).extracting(Row.Stage::stage).containsExactly("content", "icp", "overview");
        assertThat(batch.contents())
                .singleElement()
                .satisfies(content -> assertThat(content.title()).isEqualTo("A title with NUL"));
        assertThat(batch.runs()).singleElement().satisfies(run -> {
            assertThat(run.status()).isEqualTo(Row.Status.COMPLETED);
            assertThat(run.stages()).isEqualTo("[\"content\",\"overview\",\"icp\"]");
            assertThat(run.finishedAt()).isEqualTo(acme.requestedAt().plusMillis(1400));
        });
    }

    @Test
    void a_failed_run_says_where_and_why() {
        Row.Run run = fold(acme.failed()).runs().iterator().next();

        assertThat(run.status()).isEqualTo(Row.Status.FAILED);
        assertThat(run.failedStage()).isEqualTo("content");
        assertThat(run.failureReason()).isEqualTo("insufficient_content");
    }

    @Test
    void any_order_of_records_and_any_repetition_gives_the_same_rows() {
        RowBatch expected = fold(acme.completed());
        Random random = new Random(7);
        for (int round = 0; round < 200; round++) {
            List<SpecificRecord> records = new ArrayList<>(acme.completed());
            records.addAll(acme.completed().subList(0, random.nextInt(records.size())));
            Collections.shuffle(records, random);

            RowBatch batch = fold(records);

            assertThat(List.copyOf(batch.campaigns())).isEqualTo(List.copyOf(expected.campaigns()));
            assertThat(List.copyOf(batch.runs())).isEqualTo(List.copyOf(expected.runs()));
            assertThat(List.copyOf(batch.stages())).isEqualTo(List.copyOf(expected.stages()));
        }
    }

    @Test
    void provenance_is_stored_as_the_api_shows_it() {
        Row.Stage icp = fold(List.of(acme.completed("icp"))).stages().iterator().next();

        assertThat(icp.provenance())
                .contains("\"cost_usd\":0.00125,", "\"cache_hit\":false", "\"prompt_version\":null", "\"calls\":1");
    }

    @Test
    void a_cancellation_changes_nothing_until_the_pipeline_has_heard_it() {
        CampaignCommand cancel =
                new CampaignCommand("default", "cmp_1", 1, acme.site(), acme.requestedAt(), "trace", new CancelRun());

        assertThat(CampaignRows.apply(cancel)).isEmpty();
    }

    @Test
    void a_record_of_another_topic_is_refused() {
        assertThatThrownBy(() -> CampaignRows.apply(new PromptTask()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("PromptTask");
    }

    private static RowBatch fold(List<SpecificRecord> records) {
        RowBatch batch = new RowBatch();
        records.forEach(record -> batch.addAll(CampaignRows.apply(record)));
        return batch;
    }
}
