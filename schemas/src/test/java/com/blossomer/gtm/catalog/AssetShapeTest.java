package com.blossomer.gtm.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AssetShapeTest {

    private static final AssetCatalog CATALOG = AssetCatalog.load();

    @ParameterizedTest
    @ValueSource(strings = {"overview", "icp", "positioning", "valueprops", "usecasefit", "email"})
    void an_asset_as_it_was_made_fits_and_counting_anew_changes_nothing(String asset) {
        ObjectNode example = example(asset);
        AssetShape shape = shape(asset);

        shape.recount(example);

        assertThat(shape.misfits(example)).isEmpty();
        assertThat(example).isEqualTo(example(asset));
    }

    @Test
    void words_of_a_changed_text_are_counted_anew() {
        ObjectNode email = example("email");
        email.put("full_email_body", "Three words only");

        shape("email").recount(email);

        assertThat(email.path("word_count").asInt()).isEqualTo(3);
    }

    @Test
    void what_does_not_fit_is_told_by_place() {
        ObjectNode icp = example("icp");
        icp.put("name", 7);
        ((ObjectNode) icp.path("persona")).put("job_titles", "anybody");

        assertThat(shape("icp").misfits(icp).stream().map(AssetShape.Misfit::pointer))
                .containsExactlyInAnyOrderElementsOf(List.of("/name", "/persona/job_titles"));
    }

    private static AssetShape shape(String asset) {
        return AssetShape.of(CATALOG.get(asset).prompt().outputSchema());
    }

    private static ObjectNode example(String asset) {
        return (ObjectNode) ExampleCompany.json(ExampleCompany.text(asset));
    }
}
