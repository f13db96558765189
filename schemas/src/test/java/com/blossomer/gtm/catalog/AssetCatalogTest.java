package com.blossomer.gtm.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class AssetCatalogTest {

    private final AssetCatalog catalog = AssetCatalog.load();

    @Test
    void each_asset_comes_after_those_it_depends_on() {
        assertThat(catalog.all()).extracting(AssetType::name).containsSubsequence("overview", "icp");
    }

    @Test
    void a_plan_holds_what_is_asked_for_and_all_it_rests_on() {
        assertThat(catalog.plan(List.of("icp"), Set.of()))
                .extracting(AssetType::name)
                .containsExactly("overview", "icp");
        assertThat(catalog.plan(List.of("icp"), Set.of("overview")))
                .extracting(AssetType::name)
                .containsExactly("icp");
        assertThat(catalog.plan(List.of("icp"), Set.of("icp"))).isEmpty();
    }

    @Test
    void a_prompt_is_rendered() {
        RenderedPrompt prompt = catalog.get("icp")
                .prompt()
                .render(new PromptInputs("acme.com", null, Map.of("overview", "{\"company_name\":\"Acme\"}"), null));
        assertThat(PromptBlocks.parse(prompt.user())).containsEntry("overview", "{\n\"company_name\": \"Acme\"\n}");
    }
}
