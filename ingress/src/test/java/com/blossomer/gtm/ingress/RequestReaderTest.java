package com.blossomer.gtm.ingress;

import static org.assertj.core.api.Assertions.assertThat;

import com.blossomer.gtm.catalog.AssetCatalog;
import com.blossomer.gtm.events.Lane;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RequestReaderTest {

    private static final String PITCH = "{\"pitch\":\"We mend bikes\",\"listener\":{\"role\":\"CEO\"}}";

    private final AssetCatalog catalog = AssetCatalog.load();
    private final IngressSettings settings = new IngressSettings(
            Duration.ofSeconds(30), Duration.ofSeconds(120), 1 << 20, 1_000, 1 << 20, Duration.ofSeconds(1), 10);
    private final RequestReader reader = new RequestReader(catalog, new GivenAssets(catalog), settings);

    @Test
    void a_full_request_is_read_whole() {
        CampaignRequest request = accepted("""
                {"website_url": " Acme.com/Product?utm_source=x ", "user_inputted_context": {"icp": "hospitals"},
                 "llm_inferred_context": {"pitch": %s}, "max_age": 60}""".formatted(PITCH));

        assertThat(request.written()).isEqualTo("Acme.com/Product?utm_source=x");
        assertThat(request.url().site()).isEqualTo("acme.com/product");
        assertThat(request.assets()).containsExactly("icp");
        assertThat(request.userContext()).isEqualTo("{\"icp\":\"hospitals\"}");
        assertThat(request.given()).isEqualTo(Map.of("pitch", PITCH));
        assertThat(request.maxAge()).isEqualTo(60);
    }

    @Test
    void nulls_and_blank_context_count_as_left_out() {
        CampaignRequest request = accepted("""
                {"website_url": "acme.com", "user_inputted_context": " ", "llm_inferred_context": null, "max_age": null}""");

        assertThat(request.userContext()).isNull();
        assertThat(request.given()).isEmpty();
        assertThat(request.maxAge()).isNull();
    }

    @Test
    void who_has_a_day_says_so() {
        assertThat(economy("true")
                        .toStartRun(Lane.BATCH, "bat_1", List.of(), Map.of(), Map.of())
                        .getEconomy())
                .isTrue();
        assertThat(economy("false").economy()).isFalse();
        assertThat(economy("null").economy()).isFalse();
        assertThat(reader.several(json("{\"website_url\": \"acme.com\", \"economy\": \"yes\"}")))
                .isInstanceOfSatisfying(
                        RequestReader.Refused.class,
                        refused -> assertThat(refused.violations())
                                .extracting(Violation::pointer)
                                .containsExactly("#/economy"));
    }

    private CampaignRequest economy(String value) {
        return ((RequestReader.Accepted)
                        reader.several(json("{\"website_url\": \"acme.com\", \"economy\": " + value + "}")))
                .request();
    }

    @Test
    void the_bare_json_of_one_asset_is_recognised_by_its_shape() {
        assertThat(accepted("{\"website_url\": \"acme.com\", \"llm_inferred_context\": %s}".formatted(PITCH))
                        .given())
                .isEqualTo(Map.of("pitch", PITCH));
    }

    @Test
    void everything_that_is_wrong_is_told_at_once() {
        assertThat(refused("""
                        {"website": "acme.com", "user_inputted_context": 7, "llm_inferred_context": [], "max_age": -1}"""))
                .extracting(Violation::pointer)
                .containsExactly(
                        "#/website", "#/website_url", "#/user_inputted_context", "#/llm_inferred_context", "#/max_age");
    }

    @Test
    void a_violation_of_a_context_says_where_in_the_asset() {
        assertThat(refused("""
                        {"website_url": "acme.com", "llm_inferred_context": {"pitch": {"pitch": "x", "listener": {}}}}"""))
                .extracting(Violation::pointer)
                .containsExactlyInAnyOrder(
                        "#/llm_inferred_context/pitch/pitch", "#/llm_inferred_context/pitch/listener");
    }

    @Test
    void an_asset_that_does_not_exist_is_refused_as_context() {
        assertThat(refused("{\"website_url\": \"acme.com\", \"llm_inferred_context\": {\"icpp\": {}}}"))
                .singleElement()
                .satisfies(violation -> {
                    assertThat(violation.pointer()).isEqualTo("#/llm_inferred_context/icpp");
                    assertThat(violation.detail()).contains("is no asset", "overview", "icp");
                });
    }

    @Test
    void the_asset_that_is_asked_for_is_refused_as_context() {
        Violation violation = ((RequestReader.Refused) reader.one(
                        json("{\"website_url\": \"acme.com\", \"llm_inferred_context\": {\"pitch\": %s}}"
                                .formatted(PITCH)),
                        catalog.get("pitch")))
                .violations()
                .getFirst();

        assertThat(violation.detail()).contains("is what this request asks for");
    }

    @Test
    void context_of_more_than_the_limit_is_refused_with_both_sizes() {
        assertThat(refused("{\"website_url\": \"acme.com\", \"user_inputted_context\": \"%s\"}"
                        .formatted("ä".repeat(501))))
                .singleElement()
                .satisfies(violation -> assertThat(violation.detail()).contains("1002", "1000"));
    }

    @Test
    void assets_are_taken_once_each_and_unknown_ones_named() {
        assertThat(((RequestReader.Accepted)
                                reader.several(json("{\"website_url\": \"acme.com\", \"assets\": [\"icp\", \"icp\"]}")))
                        .request()
                        .assets())
                .containsExactly("icp");
        assertThat(((RequestReader.Refused)
                                reader.several(json("{\"website_url\": \"acme.com\", \"assets\": [\"icp\", \"ufo\"]}")))
                        .violations())
                .singleElement()
                .satisfies(violation -> assertThat(violation.detail()).contains("\"ufo\"", "overview"));
    }

    @Test
    void without_a_list_all_assets_are_meant() {
        assertThat(((RequestReader.Accepted) reader.several(json("{\"website_url\": \"acme.com\"}")))
                        .request()
                        .assets())
                .isEqualTo(reader.all())
                .contains("overview", "icp", "pitch");
    }

    private CampaignRequest accepted(String body) {
        return ((RequestReader.Accepted) reader.one(json(body), catalog.get("icp"))).request();
    }

    private List<Violation> refused(String body) {
        return ((RequestReader.Refused) reader.one(json(body), catalog.get("icp"))).violations();
    }

    private static ObjectNode json(String body) {
        try {
            return (ObjectNode) new JsonMapper().readTree(body);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(body, e);
        }
    }
}
