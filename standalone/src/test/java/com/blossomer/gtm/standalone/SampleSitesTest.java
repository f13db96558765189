package com.blossomer.gtm.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class SampleSitesTest {

    private final HttpClient http = HttpClient.newHttpClient();

    @Test
    void every_company_has_a_home_page_whose_main_links_lead_to_pages() throws Exception {
        try (SampleSites sites = SampleSites.start()) {
            assertThat(sites.urls()).hasSizeGreaterThanOrEqualTo(5);
            for (String url : sites.urls()) {
                HttpResponse<String> home = get(url);
                assertThat(home.statusCode()).as(url).isEqualTo(200);
                var links = Pattern.compile("href=\"(\\./(?:pricing|customers|about))\"")
                        .matcher(home.body())
                        .results()
                        .map((MatchResult match) -> match.group(1))
                        .distinct()
                        .toList();
                assertThat(links).as(url).hasSize(3);
                for (String link : links) {
                    URI page = URI.create(url).resolve(link);
                    assertThat(get(page.toString()).statusCode())
                            .as(page.toString())
                            .isEqualTo(200);
                }
            }
        }
    }

    @Test
    void what_is_not_there_is_not_found() throws Exception {
        try (SampleSites sites = SampleSites.start()) {
            assertThat(get(sites.url("fernline") + "careers").statusCode()).isEqualTo(404);
            assertThat(get(sites.url("nobody")).statusCode()).isEqualTo(404);
        }
    }

    private HttpResponse<String> get(String url) throws Exception {
        return http.send(HttpRequest.newBuilder(URI.create(url)).build(), BodyHandlers.ofString());
    }
}
