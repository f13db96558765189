package com.blossomer.gtm.projections.search;

import static org.assertj.core.api.Assertions.assertThat;

import com.blossomer.gtm.projections.ProjectedDatabase;
import com.blossomer.gtm.projections.search.IndexedSite.Reading;
import com.blossomer.gtm.projections.search.IndexedSite.Section;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.micronaut.context.annotation.Property;
import io.micronaut.runtime.server.EmbeddedServer;
import io.micronaut.test.annotation.MockBean;
import io.micronaut.test.extensions.junit5.annotation.MicronautTest;
import io.micronaut.test.support.TestPropertyProvider;
import jakarta.inject.Inject;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

@MicronautTest(transactional = false)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Property(name = "blossomer.components.enabled", value = "false")
final class CompanyRoutesTest implements TestPropertyProvider {

    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    static Path directory;

    private final WordEmbedder words = new WordEmbedder();
    private final HttpClient http = HttpClient.newHttpClient();

    @Inject
    EmbeddedServer server;

    @Inject
    Stores stores;

    @MockBean(MiniLm.class)
    Embedder.Source model() {
        return words;
    }

    @Override
    public Map<String, String> getProperties() {
        return Map.of(
                "datasources.default.url", ProjectedDatabase.create().url(),
                "blossomer.api-key", "test-key",
                "blossomer.search.dir", directory.toString());
    }

    @BeforeAll
    void index() {
        stores.open()
                .write(List.of(
                        site("cdn.example.com", "default", "fast web pages everywhere", "caches pages near visitors"),
                        site("waf.example.com/shield", "default", "safe web pages everywhere", "stops attacks"),
                        site("hr.example.com", "default", "people and payroll", "vacation days and salaries"),
                        site("rival.example.com", "other", "fast web pages everywhere", "stops attacks"),
                        new IndexedSite("asked.example.com", Set.of("default"), null)));
    }

    @Test
    void companies_like_one_come_nearest_first_without_it_and_without_those_of_others() throws Exception {
        JsonNode companies =
                get("/companies/similar?url=HTTPS://www.CDN.example.com/", 200).path("companies");

        assertThat(companies.findValuesAsText("site")).containsExactly("waf.example.com/shield", "hr.example.com");
        JsonNode first = companies.path(0);
        assertThat(first.path("title").asText()).isEqualTo("Title of waf.example.com/shield");
        assertThat(first.path("score").asDouble()).isBetween(0.7, 1.0);
        assertThat(first.path("score").asDouble())
                .isGreaterThan(companies.path(1).path("score").asDouble());
        assertThat(first.path("section").path("excerpt").asText()).isEqualTo("stops attacks");
        assertThat(first.path("section").path("heading").asText()).isEqualTo("Heading");
        assertThat(first.path("section").path("url").asText()).isEqualTo("https://waf.example.com/shield");
        assertThat(get("/companies/similar?url=cdn.example.com&limit=1", 200).path("companies"))
                .hasSize(1);
    }

    @Test
    void companies_are_found_by_what_one_of_their_sections_says() throws Exception {
        JsonNode companies = get("/companies/search?limit=2&q=" + encoded("stops ATTACKS!"), 200)
                .path("companies");

        assertThat(companies).hasSize(2);
        assertThat(companies.path(0).path("site").asText()).isEqualTo("waf.example.com/shield");
        assertThat(companies.path(0).path("score").asDouble()).isEqualTo(1);
        assertThat(companies.findValuesAsText("site")).doesNotContain("rival.example.com");
    }

    @Test
    void what_is_not_known_is_a_problem_that_says_what_to_do() throws Exception {
        JsonNode unknown = get("/companies/similar?url=nowhere.example.com", 404);
        assertThat(unknown.path("type").asText()).isEqualTo("/problems/company-not-found");
        assertThat(unknown.path("detail").asText()).contains("nowhere.example.com", "POST /campaigns/overview");

        JsonNode others = get("/companies/similar?url=rival.example.com", 404);
        assertThat(others.path("type")).isEqualTo(unknown.path("type"));

        JsonNode asked = get("/companies/similar?url=asked.example.com", 404);
        assertThat(asked.path("type").asText()).isEqualTo("/problems/company-not-indexed");
        assertThat(asked.path("detail").asText()).contains("GET /campaigns?site=asked.example.com");
    }

    @Test
    void wrong_parameters_are_named() throws Exception {
        assertThat(get("/companies/similar?url=ftp://x.com", 400)
                        .path("parameter")
                        .asText())
                .isEqualTo("url");
        assertThat(get("/companies/similar?url=cdn.example.com&limit=51", 400)
                        .path("parameter")
                        .asText())
                .isEqualTo("limit");
        assertThat(get("/companies/search?q=%20", 400).path("parameter").asText())
                .isEqualTo("q");
        assertThat(get("/companies/search?q=" + encoded("?!"), 400)
                        .path("parameter")
                        .asText())
                .isEqualTo("q");
        assertThat(get("/companies/search?q=x&limit=0", 400).path("parameter").asText())
                .isEqualTo("limit");
        assertThat(get("/companies/search?q=" + "x".repeat(1_001), 400)
                        .path("parameter")
                        .asText())
                .isEqualTo("q");
        assertThat(get("/companies/search", 400).path("detail").asText()).contains("q");
    }

    private static IndexedSite site(String site, String tenant, String about, String section) {
        Section one = new Section(
                "h",
                "Heading",
                section,
                "https://" + site,
                WordEmbedder.vector(section).orElseThrow());
        return new IndexedSite(
                site,
                Set.of(tenant),
                new Reading("f", "Title of " + site, WordEmbedder.vector(about).orElseThrow(), List.of(one)));
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private JsonNode get(String path, int status) throws Exception {
        HttpResponse<String> answer = http.send(
                HttpRequest.newBuilder(URI.create(server.getURL() + path))
                        .header("X-API-Key", "test-key")
                        .build(),
                BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        if (status >= 400) {
            assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        }
        return JSON.readTree(answer.body());
    }
}
