package com.blossomer.gtm.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.blossomer.gtm.standalone.Standalone;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What search makes of the real pages that a system has read: people would name the same neighbours. The whole table, as in
 * docs/search.md, is left in {@code target/neighbours.md}.
 */
final class SimilarCompanies {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    /** Of whom one at least must be among the three nearest. */
    private static final Map<String, List<String>> NEIGHBOURS = Map.of(
            "0692-cloudflare-com", List.of("2847-cloudflare-com"),
            "4464-freedcamp-com", List.of("4467-openproject-org", "2843-clickup-com", "0696-monday-com"),
            "4305-hrcloud-com", List.of("4302-zoho-com", "4300-workforce-com"),
            "4474-onepagecrm-com", List.of("4479-suitecrm-com"),
            "4287-insight-com", List.of("4284-centricconsulting-com"),
            "0248-dbseer-com", List.of("0712-scnsoft-com", "1054-luxoft-com"),
            "2849-plausible-io", List.of("2850-posthog-com", "1788-gooddata-com"));

    /** The answer must be among the three best. */
    private static final Map<String, String> QUESTIONS = Map.of(
            "block attacks and bots before they reach my website", "2847-cloudflare-com",
            "bookkeeping for small businesses", "4250-waveapps-com",
            "send text messages to customers", "0708-twilio-com",
            "recruiters for machine learning engineers", "0181-redfishtech-com",
            "accept credit cards on my website", "0698-stripe-com");

    private final Standalone system;
    private final String base;
    private final HttpClient http = HttpClient.newHttpClient();

    private SimilarCompanies(Standalone system, String base) {
        this.system = system;
        this.base = base;
    }

    /** Adds to {@code wrong} what people would not expect, once {@code sites} pages under {@code base} are indexed. */
    static void check(Standalone system, String base, List<String> sites, List<String> wrong) throws Exception {
        SimilarCompanies companies = new SimilarCompanies(system, base);
        try (companies.http) {
            await("all sites to be indexed")
                    .atMost(PATIENCE)
                    .pollInterval(Duration.ofMillis(250))
                    .until(() -> companies.all().size() == sites.size());
            Map<String, List<String>> neighbours = new TreeMap<>();
            for (String site : sites) {
                List<String> found = companies.names("similar?limit=3&url=" + encoded(base + "/" + site));
                neighbours.put(site, found);
                assertThat(found).doesNotContain(site);
            }
            Files.writeString(Path.of("target/neighbours.md"), table(neighbours));
            NEIGHBOURS.forEach((site, expected) -> {
                if (expected.stream().noneMatch(neighbours.getOrDefault(site, List.of())::contains)) {
                    wrong.add(site + ": its neighbours are " + neighbours.get(site));
                }
            });
            for (var question : QUESTIONS.entrySet()) {
                List<String> found = companies.names("search?limit=3&q=" + encoded(question.getKey()));
                if (!found.contains(question.getValue())) {
                    wrong.add("'" + question.getKey() + "' finds " + found);
                }
            }
        }
    }

    private List<String> all() throws IOException, InterruptedException {
        return names("search?limit=50&q=company");
    }

    private List<String> names(String path) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(system.url() + "/companies/" + path))
                .header("X-API-Key", system.apiKey())
                .build();
        HttpResponse<String> answer = http.send(request, BodyHandlers.ofString());
        List<String> names = new ArrayList<>();
        for (JsonNode company : JSON.readTree(answer.body()).path("companies")) {
            names.add(company.path("site").asText().substring(base.length() - "http://".length() + 1));
        }
        return names;
    }

    private static String table(Map<String, List<String>> neighbours) {
        StringBuilder table = new StringBuilder("| site | nearest | second | third |\n| --- | --- | --- | --- |\n");
        neighbours.forEach((site, found) -> table.append("| ")
                .append(site)
                .append(" | ")
                .append(String.join(" | ", found))
                .append(" |\n"));
        return table.toString();
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
