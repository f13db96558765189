package com.blossomer.gtm.ingress.docs;

import com.blossomer.gtm.catalog.AssetCatalog;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Produces;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;

/** {@code /openapi} as JSON, or as YAML where the caller asks for it. */
@Controller
@ExecuteOn(TaskExecutors.BLOCKING)
final class OpenApiController {

    private static final String YAML = "application/yaml";

    private final AssetCatalog catalog;
    private volatile String json = "";
    private volatile String yaml = "";

    OpenApiController(AssetCatalog catalog) {
        this.catalog = catalog;
    }

    @Get(uris = {"/openapi", "/openapi.json"})
    @Produces({MediaType.APPLICATION_JSON, YAML})
    HttpResponse<String> openapi(HttpRequest<?> request) throws JsonProcessingException {
        String accept = request.getHeaders().get(HttpHeaders.ACCEPT);
        return accept != null && accept.contains("yaml") ? yaml() : json();
    }

    @Get(uris = {"/openapi.yaml", "/openapi.yml"})
    @Produces(YAML)
    HttpResponse<String> yaml() throws JsonProcessingException {
        if (yaml.isEmpty()) {
            yaml = new YAMLMapper().writeValueAsString(document());
        }
        return HttpResponse.ok(yaml).contentType(YAML);
    }

    private HttpResponse<String> json() {
        if (json.isEmpty()) {
            json = document().toPrettyString();
        }
        return HttpResponse.ok(json).contentType(MediaType.APPLICATION_JSON_TYPE);
    }

    private ObjectNode document() {
        return OpenApiDocument.of(DescriptionFiles.read(OpenApiController.class.getClassLoader()), catalog);
    }
}
