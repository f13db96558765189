package com.blossomer.gtm.embedded;

import com.blossomer.gtm.embedded.RegistryRecord.Version;
import com.blossomer.gtm.embedded.SchemaTexts.Reference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Confluent's REST API, as far as this registry has it: a request to the JSON of its answer. */
final class RegistryRoutes {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Registry registry;

    RegistryRoutes(Registry registry) {
        this.registry = registry;
    }

    JsonNode answer(RegistryRequest request) {
        return switch (request.segment(0)) {
            case "" -> request.on("GET", JSON::createObjectNode);
            case "subjects" -> subjects(request);
            case "schemas" -> schemas(request);
            case "config" -> config(request);
            case "compatibility" -> compatibility(request);
            case "mode" -> mode(request);
            // Newer clients of Confluent's ask for these first and, told so, name subjects after topics.
            case "associations" -> throw new RegistryException(404, "HTTP 404 Not Found: no associations here");
            default -> throw request.unsupported();
        };
    }

    private JsonNode subjects(RegistryRequest request) {
        String subject = request.segment(1);
        if (request.size() == 1) {
            return request.on(
                    "GET",
                    () -> tree(registry.subjects(request.flag("deleted")).stream()
                            .filter(name -> name.startsWith(request.query("subjectPrefix", "")))
                            .toList()));
        }
        if (request.size() == 2) {
            return switch (request.method()) {
                case "POST" -> lookUp(request, subject);
                case "DELETE" -> tree(registry.deleteSubject(subject, request.flag("permanent")));
                default -> throw request.notAllowed();
            };
        }
        if (!request.segment(2).equals("versions")) {
            throw request.unsupported();
        }
        if (request.size() == 3) {
            return switch (request.method()) {
                case "GET" -> tree(registry.versions(subject, request.flag("deleted")));
                case "POST" -> register(request, subject);
                default -> throw request.notAllowed();
            };
        }
        return version(request, subject, request.segment(3));
    }

    private JsonNode version(RegistryRequest request, String subject, String number) {
        if (request.size() == 5 && request.segment(4).equals("schema")) {
            return request.on("GET", () -> text(registry.version(subject, number, request.flag("deleted"))));
        }
        if (request.size() != 4) {
            throw request.unsupported();
        }
        return switch (request.method()) {
            case "GET" -> described(registry.version(subject, number, request.flag("deleted")));
            case "DELETE" -> tree(registry.deleteVersion(subject, number, request.flag("permanent")));
            default -> throw request.notAllowed();
        };
    }

    private JsonNode register(RegistryRequest request, String subject) {
        if (subject.isBlank()) {
            throw new RegistryException(42208, "The specified subject '" + subject + "' is not a valid.");
        }
        JsonNode body = request.body();
        if (body.path("id").asInt(-1) > 0) {
            throw new RegistryException(501, "This registry gives ids out itself; it has no import mode");
        }
        Version version = registry.register(subject, schema(body), references(body), request.flag("normalize"));
        return JSON.createObjectNode().put("id", version.id());
    }

    private JsonNode lookUp(RegistryRequest request, String subject) {
        JsonNode body = request.body();
        return described(registry.lookUp(
                subject, schema(body), references(body), request.flag("normalize"), request.flag("deleted")));
    }

    private JsonNode schemas(RegistryRequest request) {
        if (request.size() == 2 && request.segment(1).equals("types")) {
            return request.on("GET", () -> tree(List.of("AVRO")));
        }
        if (request.size() < 3 || !request.segment(1).equals("ids")) {
            throw request.unsupported();
        }
        if (!request.segment(2).matches("\\d{1,9}")) {
            throw RegistryException.noSchema();
        }
        int id = Integer.parseInt(request.segment(2));
        return request.on("GET", () -> {
            if (request.size() == 3) {
                ObjectNode node =
                        JSON.createObjectNode().put("schema", registry.byId(id).schema());
                return withReferences(node, registry.byId(id));
            }
            return switch (request.segment(3)) {
                case "schema" -> text(registry.byId(id));
                case "subjects" ->
                    tree(registry.uses(id).stream()
                            .map(Version::subject)
                            .distinct()
                            .toList());
                case "versions" -> {
                    var nodes = JSON.createArrayNode();
                    registry.uses(id)
                            .forEach(version -> nodes.addObject()
                                    .put("subject", version.subject())
                                    .put("version", version.version()));
                    yield nodes;
                }
                default -> throw request.unsupported();
            };
        });
    }

    private JsonNode config(RegistryRequest request) {
        String subject = request.size() == 1 ? null : request.segment(1);
        return switch (request.method()) {
            case "GET" -> level("compatibilityLevel", registry.level(subject, request.flag("defaultToGlobal")));
            case "PUT" -> {
                String name = request.body().path("compatibility").asText();
                Compatibility level = Compatibility.parse(name)
                        .orElseThrow(() -> new RegistryException(
                                42203,
                                "Invalid compatibility level. Valid values are none, backward, forward, full,"
                                        + " backward_transitive, forward_transitive, and full_transitive"));
                registry.setLevel(subject, level);
                yield level("compatibility", level);
            }
            case "DELETE" -> {
                Compatibility before = registry.level(subject, true);
                registry.setLevel(subject, null);
                yield level("compatibilityLevel", before);
            }
            default -> throw request.notAllowed();
        };
    }

    private JsonNode compatibility(RegistryRequest request) {
        if (request.size() < 4
                || request.size() > 5
                || !request.segment(1).equals("subjects")
                || !request.segment(3).equals("versions")) {
            throw request.unsupported();
        }
        return request.on("POST", () -> {
            String against = request.size() == 5 ? request.segment(4) : null;
            JsonNode body = request.body();
            List<String> problems = registry.check(request.segment(2), against, schema(body), references(body));
            ObjectNode node = JSON.createObjectNode().put("is_compatible", problems.isEmpty());
            if (request.flag("verbose")) {
                node.set("messages", tree(problems));
            }
            return node;
        });
    }

    private static JsonNode mode(RegistryRequest request) {
        if (!request.method().equals("GET")) {
            throw new RegistryException(501, "This registry has one mode, READWRITE, which cannot be changed");
        }
        return JSON.createObjectNode().put("mode", "READWRITE");
    }

    private static String schema(JsonNode body) {
        String type = body.path("schemaType").asText("AVRO");
        if (!type.equals("AVRO")) {
            throw new RegistryException(501, "This registry keeps Avro schemas only, not " + type);
        }
        if (body.hasNonNull("metadata") || body.hasNonNull("ruleSet")) {
            throw new RegistryException(501, "This registry has no metadata and rule sets; leave them out");
        }
        if (!body.path("schema").isTextual()) {
            throw RegistryException.invalidSchema(
                    "the member \"schema\" must be a string that holds the schema's JSON");
        }
        return body.path("schema").textValue();
    }

    private static List<Reference> references(JsonNode body) {
        return RecordJson.references(body.path("references"));
    }

    private static ObjectNode level(String name, Compatibility level) {
        return JSON.createObjectNode().put(name, level.name());
    }

    private static JsonNode described(Version version) {
        ObjectNode node = JSON.createObjectNode()
                .put("subject", version.subject())
                .put("version", version.version())
                .put("id", version.id())
                .put("schema", version.schema());
        return withReferences(node, version);
    }

    private static JsonNode withReferences(ObjectNode node, Version version) {
        if (!version.references().isEmpty()) {
            node.set("references", RecordJson.references(version.references()));
        }
        return node;
    }

    private static JsonNode text(Version version) {
        try {
            return JSON.readTree(version.schema());
        } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static JsonNode tree(@Nullable Object value) {
        return JSON.valueToTree(value);
    }
}
