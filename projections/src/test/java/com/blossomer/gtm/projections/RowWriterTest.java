package com.blossomer.gtm.projections;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.Test;

final class RowWriterTest {

    private final Recorded acme = Recorded.campaign("cmp_1", 0);

    @Test
    void a_run_is_stored_with_its_assets_as_they_came() throws SQLException {
        ProjectedDatabase database = ProjectedDatabase.create();

        database.project(acme.completed());

        assertThat(database.rows("select campaign_id, site, lane, status, current_run, batch_id from campaigns"))
                .containsExactly("cmp_1|cmp_1.example.com|interactive|completed|1|null");
        assertThat(database.rows("select output from stages where stage = 'icp'"))
                .containsExactly(acme.output("icp"));
        assertThat(database.rows("select status, assets, stages, prompt_versions->>'icp' from runs"))
                .containsExactly("completed|[\"icp\"]|[\"content\",\"overview\",\"icp\"]|1");
        assertThat(database.rows("select title, sections->0->>'text', pages->0->>'http_status' from contents"))
                .containsExactly("A title with NUL|Words of the page.|200");
    }

    @Test
    void upserts_in_any_order_and_any_batches_agree_with_the_fold_in_memory() throws SQLException {
        List<SpecificRecord> records = new ArrayList<>(acme.completed());
        records.addAll(Recorded.campaign("cmp_2", 1).in("b1").failed());
        ProjectedDatabase whole = ProjectedDatabase.create();
        whole.project(records);

        Random random = new Random(11);
        for (int round = 0; round < 5; round++) {
            ProjectedDatabase shuffled = ProjectedDatabase.create();
            List<SpecificRecord> order = new ArrayList<>(records);
            order.addAll(records);
            Collections.shuffle(order, random);
            for (int i = 0; i < order.size(); ) {
                int end = Math.min(order.size(), i + 1 + random.nextInt(4));
                shuffled.project(order.subList(i, end));
                i = end;
            }
            assertThat(shuffled.everything()).isEqualTo(whole.everything());
        }
    }

    @Test
    void a_campaign_shows_the_status_of_its_current_run_only() throws SQLException {
        ProjectedDatabase database = ProjectedDatabase.create();
        database.project(acme.completed());
        try (Connection connection = database.source().getConnection()) {
            connection.createStatement().execute("update campaigns set current_run = 2");
        }

        database.project(List.of(acme.start()));
        assertThat(database.rows("select status from campaigns")).containsExactly("completed");

        var replay = acme.start();
        replay.put("run", 2);
        database.project(List.of(replay));
        assertThat(database.rows("select status from campaigns")).containsExactly("pending");
        assertThat(database.rows("select run, status from runs order by run"))
                .containsExactly("1|completed", "2|pending");
    }
}
