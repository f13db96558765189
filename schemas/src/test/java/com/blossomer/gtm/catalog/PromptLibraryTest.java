package com.blossomer.gtm.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.blossomer.gtm.events.PromptLabel;
import com.blossomer.gtm.events.PromptRecord;
import com.blossomer.gtm.events.PromptVersion;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PromptLibraryTest {

    private static final AssetCatalog CATALOG = AssetCatalog.load();

    private final Map<String, PromptRecord> records = new HashMap<>();
    private final PromptLibrary library = new PromptLibrary(CATALOG, records::get);

    @Test
    void a_version_made_of_what_the_product_brings_along_is_the_same_asset() {
        for (AssetType asset : CATALOG.all()) {
            AssetType again = PromptLibrary.compile(asset, PromptLibrary.version(asset));

            assertThat(again.prompt().hash()).isEqualTo(asset.prompt().hash());
            assertThat(again.prompt().outputSchema()).isEqualTo(asset.prompt().outputSchema());
            assertThat(again.tier()).isEqualTo(asset.tier());
        }
    }

    @Test
    void a_tenant_has_its_own_versions_and_those_of_all_releases() {
        publish("default", "own", "Be brief.");
        publish(PromptLibrary.EVERYBODY, "older", "Be long.");

        assertThat(library.find("default", "icp", "own")).hasValueSatisfying(asset -> {
            assertThat(asset.prompt().version()).isEqualTo("own");
            assertThat(asset.prompt().texts().system()).endsWith("Be brief.");
        });
        assertThat(library.find("default", "icp", "older")).isPresent();
        assertThat(library.find("default", "icp", "1")).contains(CATALOG.get("icp"));
        assertThat(library.find("other", "icp", "own")).isEmpty();
        assertThat(library.find("default", "ufo", "1")).isEmpty();
    }

    @Test
    void production_is_the_version_of_the_release_until_it_is_moved() {
        assertThat(library.labelled("default", "icp", "production")).contains("1");
        assertThat(library.labelled("default", "icp", "candidate")).isEmpty();

        records.put(
                PromptLibrary.labelKey("default", "icp", "production"),
                record("default", new PromptLabel("production", "own")));

        assertThat(library.production("default", CATALOG.plan(List.of("icp"), Set.of())))
                .isEqualTo(Map.of("overview", "1", "icp", "own"));
        assertThat(library.labelled("other", "icp", "production")).contains("1");
    }

    @Test
    void what_is_wrong_with_a_version_is_said() {
        PromptVersion version = PromptVersion.newBuilder(PromptLibrary.version(CATALOG.get("icp")))
                .setPrompt("{{block \"overview\"}} and {{secrets}}")
                .build();

        assertThatThrownBy(() -> PromptLibrary.compile(CATALOG.get("icp"), version))
                .hasMessageContaining("prompt.hbs")
                .hasMessageContaining("[secrets], which is not there");
    }

    private void publish(String tenant, String name, String added) {
        PromptVersion builtIn = PromptLibrary.version(CATALOG.get("icp"));
        PromptVersion version = PromptVersion.newBuilder(builtIn)
                .setVersion(name)
                .setSystem(builtIn.getSystem() + added)
                .build();
        records.put(PromptLibrary.versionKey(tenant, "icp", name), record(tenant, version));
    }

    private static PromptRecord record(String tenant, Object body) {
        return PromptRecord.newBuilder()
                .setTenant(tenant)
                .setAsset("icp")
                .setOccurredAt(Instant.EPOCH)
                .setTraceId("0".repeat(32))
                .setBody(body)
                .build();
    }
}
