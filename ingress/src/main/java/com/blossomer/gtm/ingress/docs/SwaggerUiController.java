package com.blossomer.gtm.ingress.docs;

import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Produces;
import io.micronaut.http.server.types.files.StreamedFile;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.Properties;

/** Swagger UI from its WebJar: nothing is fetched from elsewhere. */
@Controller("/docs")
@ExecuteOn(TaskExecutors.BLOCKING)
final class SwaggerUiController {

    private static final Map<String, String> FILES = Map.of(
            "swagger-ui.css", "text/css",
            "swagger-ui-bundle.js", "text/javascript",
            "favicon-32x32.png", "image/png");

    private static final String PAGE = """
            <!DOCTYPE html>
            <html lang="en">
            <head>
              <meta charset="utf-8">
              <meta name="viewport" content="width=device-width, initial-scale=1">
              <title>Blossomer GTM API</title>
              <link rel="icon" type="image/png" href="/docs/favicon-32x32.png">
              <link rel="stylesheet" href="/docs/swagger-ui.css">
            </head>
            <body>
              <div id="ui"></div>
              <script src="/docs/swagger-ui-bundle.js"></script>
              <script src="/docs/start.js"></script>
            </body>
            </html>
            """;

    private static final String START = """
            SwaggerUIBundle({
              url: '/openapi',
              dom_id: '#ui',
              deepLinking: true,
              tryItOutEnabled: true,
              persistAuthorization: true,
              validatorUrl: null,
              defaultModelsExpandDepth: 0,
            });
            """;

    private final String folder = "META-INF/resources/webjars/swagger-ui/" + version() + "/";

    @Get
    @Produces(MediaType.TEXT_HTML)
    HttpResponse<String> page() {
        return HttpResponse.ok(PAGE)
                .header(
                        "Content-Security-Policy",
                        "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:");
    }

    @Get("/start.js")
    @Produces("text/javascript")
    String start() {
        return START;
    }

    @Get("/{file}")
    HttpResponse<?> file(String file) {
        String type = FILES.get(file);
        InputStream content = type == null ? null : resource(folder + file);
        return type == null || content == null
                ? HttpResponse.notFound()
                : HttpResponse.ok(new StreamedFile(content, MediaType.of(type)))
                        .header(HttpHeaders.CACHE_CONTROL, "max-age=86400");
    }

    private static @org.jspecify.annotations.Nullable InputStream resource(String name) {
        return SwaggerUiController.class.getClassLoader().getResourceAsStream(name);
    }

    private static String version() {
        Properties properties = new Properties();
        try (InputStream in = resource("META-INF/maven/org.webjars/swagger-ui/pom.properties")) {
            properties.load(in == null ? InputStream.nullInputStream() : in);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException("cannot read the version of Swagger UI", e);
        }
        return properties.getProperty("version", "");
    }
}
