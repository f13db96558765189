package com.blossomer.gtm.embedded;

import com.blossomer.gtm.embedded.RegistryRecord.Config;
import com.blossomer.gtm.embedded.RegistryRecord.DeletedSubject;
import com.blossomer.gtm.embedded.RegistryRecord.Erased;
import com.blossomer.gtm.embedded.RegistryRecord.Ignored;
import com.blossomer.gtm.embedded.RegistryRecord.Version;
import com.blossomer.gtm.embedded.SchemaTexts.Reference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The topic's records in the JSON of Confluent's own registry, so that either can go on with the other's topic. */
final class RecordJson {

    record Pair(String key, @Nullable String value) {}

    private static final Logger LOG = LoggerFactory.getLogger(RecordJson.class);
    private static final ObjectMapper JSON = new ObjectMapper();

    private RecordJson() {}

    static Pair write(RegistryRecord record) {
        return switch (record) {
            case Version version -> new Pair(key(version.subject(), version.version()), text(value(version)));
            case DeletedSubject deleted ->
                new Pair(
                        text(keyed("DELETE_SUBJECT", deleted.subject(), 0)),
                        text(JSON.createObjectNode()
                                .put("subject", deleted.subject())
                                .put("version", deleted.version())));
            case Erased erased -> new Pair(key(erased.subject(), erased.version()), null);
            case Config config ->
                new Pair(
                        text(keyed("CONFIG", config.subject(), 0)),
                        config.level() == null
                                ? null
                                : text(JSON.createObjectNode()
                                        .put(
                                                "compatibilityLevel",
                                                config.level().name())));
            case Ignored ignored -> new Pair(text(keyed("NOOP", null, 0)), null);
        };
    }

    static RegistryRecord read(byte @Nullable [] key, byte @Nullable [] value) {
        if (key == null) {
            return new Ignored();
        }
        try {
            JsonNode names = JSON.readTree(key);
            JsonNode body = value == null ? null : JSON.readTree(value);
            return switch (names.path("keytype").asText()) {
                case "SCHEMA" -> version(names, body);
                case "CONFIG" ->
                    new Config(
                            names.path("subject").textValue(),
                            body == null
                                    ? null
                                    : Compatibility.parse(body.path("compatibilityLevel")
                                                    .asText())
                                            .orElse(null));
                case "DELETE_SUBJECT" ->
                    body == null
                            ? new Ignored()
                            : new DeletedSubject(
                                    names.path("subject").asText(),
                                    body.path("version").asInt());
                default -> new Ignored();
            };
        } catch (IOException e) {
            LOG.atWarn().setCause(e).log("A record of the schema topic is not JSON and is left out");
            return new Ignored();
        }
    }

    private static RegistryRecord version(JsonNode names, @Nullable JsonNode body) {
        String subject = names.path("subject").asText();
        int number = names.path("version").asInt();
        if (body == null) {
            return new Erased(subject, number);
        }
        return new Version(
                subject,
                number,
                body.path("id").asInt(),
                body.path("schema").asText(),
                references(body.path("references")),
                body.path("deleted").asBoolean());
    }

    static List<Reference> references(JsonNode nodes) {
        List<Reference> references = new ArrayList<>();
        for (JsonNode node : nodes) {
            references.add(new Reference(
                    node.path("name").asText(),
                    node.path("subject").asText(),
                    node.path("version").asInt()));
        }
        return references;
    }

    static ArrayNode references(List<Reference> references) {
        ArrayNode nodes = JSON.createArrayNode();
        for (Reference reference : references) {
            nodes.addObject()
                    .put("name", reference.name())
                    .put("subject", reference.subject())
                    .put("version", reference.version());
        }
        return nodes;
    }

    private static String key(String subject, int version) {
        return text(JSON.createObjectNode()
                .put("keytype", "SCHEMA")
                .put("subject", subject)
                .put("version", version)
                .put("magic", 1));
    }

    private static ObjectNode keyed(String type, @Nullable String subject, int magic) {
        return JSON.createObjectNode()
                .put("keytype", type)
                .put("subject", subject)
                .put("magic", magic);
    }

    private static ObjectNode value(Version version) {
        ObjectNode node = JSON.createObjectNode()
                .put("subject", version.subject())
                .put("version", version.version())
                .put("id", version.id());
        if (!version.references().isEmpty()) {
            node.set("references", references(version.references()));
        }
        return node.put("schema", version.schema()).put("deleted", version.deleted());
    }

    private static String text(JsonNode node) {
        return node.toString();
    }
}
