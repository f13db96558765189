package com.blossomer.gtm.projections.edit;

import static org.assertj.core.api.Assertions.assertThat;

import com.blossomer.gtm.catalog.AssetCatalog;
import com.blossomer.gtm.events.KeptStage;
import com.blossomer.gtm.events.Lane;
import com.blossomer.gtm.events.Provenance;
import com.blossomer.gtm.events.StartRun;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class EditedRunTest {

    private static final AssetCatalog CATALOG = AssetCatalog.load();
    private static final List<String> ALL =
            List.of("overview", "icp", "positioning", "valueprops", "usecasefit", "email");
    private static final String EDITED = "{\"name\":\"mine\"}";

    private final Map<String, KeptStage> stages = new HashMap<>();

    EditedRunTest() {
        stages.put("content", stage("web", null));
        ALL.forEach(asset -> stages.put(asset, stage("model", null)));
    }

    @Test
    void what_rests_on_the_edited_asset_is_made_anew_and_the_rest_is_kept() {
        EditedRun edited = edit("icp");

        assertThat(edited.regenerated()).containsExactlyInAnyOrder("positioning", "valueprops", "usecasefit", "email");
        assertThat(edited.replaced()).isEmpty();
        StartRun start = edited.request();
        assertThat(start.getGivenAssets()).containsExactly(Map.entry("icp", EDITED));
        assertThat(start.getEdited()).containsExactly(Map.entry("icp", 3));
        assertThat(start.getKept()).containsOnlyKeys("content", "overview");
        assertThat(start.getBaseRun()).isEqualTo(3);
        assertThat(start.getPromptVersions())
                .containsEntry("overview", "v-overview")
                .containsEntry("email", "v-email")
                .doesNotContainKey("icp");
        assertThat(start.getLane()).isEqualTo(Lane.INTERACTIVE);
        assertThat(start.getBatchId()).isNull();
        assertThat(start.getReplayId()).isNull();
        assertThat(start.getEconomy()).isFalse();
        assertThat(start.getBudgets()).containsExactly("tenant");
        assertThat(start.getUserContext()).as("as it was asked").isEqualTo("We sell to mines.");
        assertThat(start.getModels()).containsExactly("openai/gpt-6-sol");
    }

    @Test
    void an_earlier_edit_stands_unless_it_rests_on_the_new_one() {
        stages.put("icp", stage("given", 1));

        StartRun below = edit("positioning").request();
        assertThat(below.getGivenAssets()).containsOnlyKeys("icp", "positioning");
        assertThat(below.getEdited()).isEqualTo(Map.of("icp", 1, "positioning", 3));

        EditedRun above = edit("overview");
        assertThat(above.request().getGivenAssets()).containsOnlyKeys("overview");
        assertThat(above.replaced()).containsExactly("icp");
        assertThat(above.request().getPromptVersions())
                .as("none was pinned for what had been given")
                .containsEntry("icp", "v-icp");
    }

    @Test
    void what_failed_before_is_tried_again_and_content_only_where_something_needs_it() {
        stages.remove("usecasefit");
        assertThat(edit("email").regenerated()).containsExactly("usecasefit");
        assertThat(edit("email").request().getKept()).containsKey("content");

        stages.remove("overview");
        EditedRun again = edit("email");
        assertThat(again.regenerated()).containsExactlyInAnyOrder("overview", "usecasefit");
        assertThat(again.request().getKept()).doesNotContainKey("content");
    }

    @Test
    void an_asset_that_nothing_rests_on_is_all_that_changes() {
        EditedRun edited = edit("email");

        assertThat(edited.regenerated()).isEmpty();
        assertThat(edited.request().getKept()).hasSize(6).doesNotContainKey("email");
    }

    private EditedRun edit(String asset) {
        Map<String, String> versions = new HashMap<>();
        ALL.forEach(name -> versions.put(name, "v-" + name));
        Base base = new Base("t", "c", "acme.com", 3, "completed", true, versions, 0, 0L, stages);
        StartRun request = StartRun.newBuilder()
                .setWebsiteUrl("acme.com")
                .setAssets(ALL)
                .setLane(Lane.BATCH)
                .setBatchId("bat_1")
                .setReplayId("rep_1")
                .setEconomy(true)
                .setUserContext("We sell to mines.")
                .setModels(List.of("openai/gpt-6-sol"))
                .build();
        return EditedRun.of(CATALOG, base, request, asset, EDITED, Map.of(), List.of("tenant"));
    }

    private static KeptStage stage(String source, @Nullable Integer editedFrom) {
        return new KeptStage(
                "{}",
                Provenance.newBuilder()
                        .setSource(source)
                        .setEditedFrom(editedFrom)
                        .setAnsweredAt(Instant.EPOCH)
                        .build());
    }
}
