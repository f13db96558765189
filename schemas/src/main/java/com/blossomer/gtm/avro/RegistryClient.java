package com.blossomer.gtm.avro;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import org.apache.avro.Schema;
import org.apache.avro.SchemaParseException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.SerializationException;
import org.jspecify.annotations.Nullable;

/**
 * The few calls of Confluent's REST API that a serde needs. Blocking; nothing is cached here. Calls that fail for a
 * reason that may pass (408, 429, 5xx, no connection) are tried again, on the next address when there are several.
 */
final class RegistryClient {

    /** A schema as the registry knows it. */
    record Registered(int id, Schema schema) {}

    private static final String CONTENT_TYPE = "application/vnd.schemaregistry.v1+json";
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(5);

    private static final HttpClient HTTP = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();
    private static final ObjectMapper JSON = new ObjectMapper();

    private final SerdeConfig config;

    RegistryClient(SerdeConfig config) {
        this.config = config;
    }

    /** Registers, or finds what is already registered; the id either way. */
    int register(String subject, Schema schema) {
        JsonNode answer =
                call("POST", "/subjects/" + path(subject) + "/versions" + normalize("?"), body(schema), subject, null);
        return answer.path("id").asInt();
    }

    /** The id of a schema that must be there already. */
    int lookUp(String subject, Schema schema) {
        String hint = "; register it first, or set auto.register.schemas=true";
        JsonNode answer = call("POST", "/subjects/" + path(subject) + normalize("?"), body(schema), subject, hint);
        return answer.path("id").asInt();
    }

    Registered latest(String subject) {
        String hint = "; register a schema under this subject first, or set use.latest.version=false";
        JsonNode answer = call("GET", "/subjects/" + path(subject) + "/versions/latest", null, subject, hint);
        return new Registered(answer.path("id").asInt(), parse(answer, subject));
    }

    Schema byId(int id) {
        String hint = "; was the topic written against another registry? Set " + SerdeConfig.URL + " to that one";
        return parse(call("GET", "/schemas/ids/" + id, null, "schema id " + id, hint), "schema id " + id);
    }

    private Schema parse(JsonNode answer, String what) {
        String type = answer.path("schemaType").asText("AVRO");
        if (!type.equals("AVRO")) {
            throw new SerializationException(what + " is a " + type + " schema, and this serde reads Avro only; use a "
                    + type + " deserializer");
        }
        try {
            Schema.Parser parser = new Schema.Parser();
            for (JsonNode reference : answer.path("references")) {
                parseReference(parser, reference);
            }
            return parser.parse(answer.path("schema").asText());
        } catch (SchemaParseException e) {
            throw new SerializationException("The registry's schema for " + what + " is not valid Avro", e);
        }
    }

    private void parseReference(Schema.Parser parser, JsonNode reference) {
        String subject = reference.path("subject").asText();
        String version = reference.path("version").asText();
        JsonNode referred = call("GET", "/subjects/" + path(subject) + "/versions/" + version, null, subject, "");
        for (JsonNode further : referred.path("references")) {
            if (!parser.getTypes().containsKey(further.path("name").asText())) {
                parseReference(parser, further);
            }
        }
        if (!parser.getTypes().containsKey(reference.path("name").asText())) {
            parser.parse(referred.path("schema").asText());
        }
    }

    private String normalize(String separator) {
        return config.normalize() ? separator + "normalize=true" : "";
    }

    private static String path(String subject) {
        return URLEncoder.encode(subject, UTF_8).replace("+", "%20");
    }

    private static String body(Schema schema) {
        return JSON.createObjectNode().put("schema", schema.toString()).toString();
    }

    private JsonNode call(String method, String path, @Nullable String body, String what, @Nullable String hint) {
        for (int attempt = 0; ; attempt++) {
            String url = config.urls().get(attempt % config.urls().size());
            boolean last = attempt >= Math.max(config.retries(), config.urls().size() - 1);
            try {
                HttpResponse<String> response = HTTP.send(request(url, method, path, body), BodyHandlers.ofString());
                if (response.statusCode() / 100 == 2) {
                    return JSON.readTree(response.body());
                }
                if (last || !passing(response.statusCode())) {
                    throw refused(url, response, what, hint);
                }
            } catch (JsonProcessingException e) {
                throw new SerializationException(
                        "The schema registry at " + url + " answered something that is not JSON; is " + SerdeConfig.URL
                                + " its API's address (Apicurio's ends in /apis/ccompat/v7)?",
                        e);
            } catch (IOException e) {
                if (last) {
                    throw new SerializationException(
                            "The schema registry at " + url + " cannot be reached (" + e + "); is it running, and is "
                                    + SerdeConfig.URL + " right?",
                            e);
                }
            } catch (InterruptedException e) {
                throw new InterruptException(e);
            }
            pause(attempt);
        }
    }

    private HttpRequest request(String url, String method, String path, @Nullable String body) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url + path))
                .timeout(config.timeout())
                .header("Accept", CONTENT_TYPE + ", application/json")
                .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
        if (body != null) {
            request.header("Content-Type", CONTENT_TYPE);
        }
        if (config.authorization() != null) {
            request.header("Authorization", config.authorization());
        }
        return request.build();
    }

    private static boolean passing(int status) {
        return status == 408 || status == 429 || status >= 500;
    }

    private static SerializationException refused(
            String url, HttpResponse<String> response, String what, @Nullable String hint) {
        String detail = response.body();
        try {
            detail = JSON.readTree(detail).path("message").asText(detail);
        } catch (JsonProcessingException e) {
            // Not JSON: the body itself is the detail.
        }
        String advice = switch (response.statusCode()) {
            case 401, 403 -> "; set basic.auth.user.info or bearer.auth.token";
            case 404 -> hint == null ? "" : hint;
            case 409 ->
                "; change the schema so that readers of the new one can read old records: give new"
                        + " fields defaults";
            default -> "";
        };
        return new SerializationException("The schema registry at " + url + " answered " + response.statusCode()
                + " for " + what + ": " + detail + advice);
    }

    private void pause(int attempt) {
        long millis = Math.min(config.backoff().toMillis() << Math.min(attempt, 10), LONGEST_WAIT.toMillis());
        try {
            Thread.sleep(Duration.ofMillis(millis));
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        }
    }
}
