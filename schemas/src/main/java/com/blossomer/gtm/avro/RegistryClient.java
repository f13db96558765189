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
import java.util.Set;
import org.apache.avro.Schema;
import org.apache.avro.SchemaParseException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.SerializationException;
import org.jspecify.annotations.Nullable;

/**
 * The few calls of Confluent's REST API that a serde needs. Blocking; nothing is cached here. Calls that fail for a
 * reason that may pass (408, 429, 5xx, no connection) are tried again, on the next address when there are several.
 *
 * <p>What the registry says of a schema is a {@link SerializationException}; when it could not say anything, a {@link
 * RegistryUnavailableException}.
 */
final class RegistryClient {

    /** A schema as the registry knows it. */
    record Registered(int id, Schema schema) {}

    private static final String CONTENT_TYPE = "application/vnd.schemaregistry.v1+json";
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(5);

    /** Confluent's error codes of 404: no such subject, version or schema. Any other 404 is a wrong address. */
    private static final Set<Integer> UNKNOWN = Set.of(40401, 40402, 40403);

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
        return id(answer, subject);
    }

    /** The id of a schema that must be there already. */
    int lookUp(String subject, Schema schema) {
        String hint = "; register it first, or set auto.register.schemas=true";
        JsonNode answer = call("POST", "/subjects/" + path(subject) + normalize("?"), body(schema), subject, hint);
        return id(answer, subject);
    }

    Registered latest(String subject) {
        String hint = "; register a schema under this subject first, or set use.latest.version=false";
        JsonNode answer = call("GET", "/subjects/" + path(subject) + "/versions/latest", null, subject, hint);
        return new Registered(id(answer, subject), parse(answer, subject));
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
            return parser.parse(text(answer, what));
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
            parser.parse(text(referred, subject));
        }
    }

    private int id(JsonNode answer, String what) {
        if (!answer.path("id").isInt()) {
            throw strange(what, "id");
        }
        return answer.path("id").asInt();
    }

    private String text(JsonNode answer, String what) {
        if (!answer.path("schema").isTextual()) {
            throw strange(what, "schema");
        }
        return answer.path("schema").asText();
    }

    private RegistryUnavailableException strange(String what, String missing) {
        return new RegistryUnavailableException("The answer for " + what + " has no \"" + missing + "\"; is "
                + SerdeConfig.URL + " (" + String.join(",", config.urls()) + ") a schema registry's address?");
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
                throw new RegistryUnavailableException(
                        "The schema registry at " + url + " answered something that is not JSON; is " + SerdeConfig.URL
                                + " its API's address (Apicurio's ends in /apis/ccompat/v7)?",
                        e);
            } catch (IOException e) {
                if (last) {
                    throw new RegistryUnavailableException(
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

    private static KafkaException refused(
            String url, HttpResponse<String> response, String what, @Nullable String hint) {
        int status = response.statusCode();
        JsonNode error = error(response.body());
        boolean known = UNKNOWN.contains(error.path("error_code").asInt());
        String advice = switch (status) {
            case 401, 403 -> "; set basic.auth.user.info or bearer.auth.token";
            case 404 -> known ? hint == null ? "" : hint : "; is " + SerdeConfig.URL + " its API's address?";
            case 409 ->
                "; readers of the new schema must be able to read old records: give new fields defaults, and keep"
                        + " the others as they are";
            default -> "";
        };
        String message = "The schema registry at " + url + " answered " + status + " for " + what + ": "
                + error.path("message").asText(response.body()) + advice;
        boolean aboutSchema = switch (status) {
            case 400, 409, 413, 422 -> true;
            case 404 -> known;
            default -> false;
        };
        return aboutSchema ? new SerializationException(message) : new RegistryUnavailableException(message);
    }

    /** Empty where the body is not JSON. */
    private static JsonNode error(String body) {
        try {
            return JSON.readTree(body);
        } catch (JsonProcessingException e) {
            return JSON.createObjectNode();
        }
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
