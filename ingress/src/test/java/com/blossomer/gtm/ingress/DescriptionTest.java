package com.blossomer.gtm.ingress;

import static org.assertj.core.api.Assertions.assertThat;

import com.blossomer.gtm.catalog.AssetCatalog;
import com.blossomer.gtm.catalog.AssetType;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.micronaut.web.router.Router;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What the service says of itself, open to everybody. */
class DescriptionTest {

    private static RunningIngress ingress;

    @BeforeAll
    static void start() {
        ingress = RunningIngress.withoutKafka();
    }

    @AfterAll
    static void stop() {
        ingress.close();
    }

    @Test
    void the_document_lists_every_asset_in_json_and_in_yaml() throws JsonProcessingException {
        JsonNode json = new JsonMapper().readTree(body("/openapi", "application/json"));
        JsonNode yaml = new YAMLMapper().readTree(body("/openapi.yaml", "application/yaml"));

        assertThat(json.path("openapi").asText()).isEqualTo("3.1.0");
        for (AssetType type : AssetCatalog.load().all()) {
            assertThat(json.path("paths").has("/campaigns/" + type.name()))
                    .as(type.name())
                    .isTrue();
        }
        assertThat(yaml).isEqualTo(json);
    }

    @Test
    void every_route_of_ours_is_described() throws JsonProcessingException {
        JsonNode paths =
                new JsonMapper().readTree(body("/openapi", "application/json")).path("paths");

        List<String> undescribed = ingress.context()
                .getBean(Router.class)
                .uriRoutes()
                .filter(route -> route.getDeclaringType().getName().startsWith("com.blossomer"))
                .filter(route -> !route.getDeclaringType().getPackageName().endsWith(".docs"))
                .filter(route -> !route.getHttpMethodName().equals("HEAD"))
                .map(route -> route.getUriMatchTemplate().toPathString().replace("/campaigns/{asset}", "/campaigns/icp")
                        + " " + route.getHttpMethodName().toLowerCase(Locale.ROOT))
                .filter(route -> !paths.path(route.split(" ", 2)[0]).has(route.split(" ", 2)[1]))
                .toList();

        assertThat(undescribed).isEmpty();
    }

    @Test
    void the_page_needs_nothing_from_elsewhere() {
        String page = body("/docs", "text/html");

        assertThat(page).contains("/docs/swagger-ui-bundle.js").doesNotContain("http://", "https://");
        assertThat(body("/docs/swagger-ui-bundle.js", "text/javascript")).contains("SwaggerUIBundle");
        assertThat(body("/docs/swagger-ui.css", "text/css")).contains(".swagger-ui");
        assertThat(body("/docs/start.js", "text/javascript")).contains("/openapi");
    }

    @Test
    void no_other_file_of_the_class_path_is_served() {
        assertThat(ingress.send(ingress.open("/docs/index.html")).statusCode()).isEqualTo(404);
        assertThat(ingress.send(ingress.open("/docs/..%2Fpom.properties")).statusCode())
                .isEqualTo(404);
    }

    private static String body(String path, String type) {
        HttpResponse<String> response = ingress.send(ingress.open(path));
        assertThat(response.statusCode()).as(path).isEqualTo(200);
        assertThat(response.headers().firstValue("Content-Type").orElse("")).startsWith(type);
        return response.body();
    }
}
