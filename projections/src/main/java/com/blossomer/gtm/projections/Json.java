package com.blossomer.gtm.projections;

import com.blossomer.gtm.events.DuplicateRow;
import com.blossomer.gtm.events.Page;
import com.blossomer.gtm.events.Provenance;
import com.blossomer.gtm.events.RejectedRow;
import com.blossomer.gtm.events.Section;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.util.RawValue;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** JSON as it is stored, in the form that the API gives out. */
public final class Json {

    private static final ObjectMapper MAPPER = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    private Json() {}

    static String of(Collection<String> names) {
        return text(names);
    }

    static String of(Map<String, String> versions) {
        return text(new TreeMap<>(versions));
    }

    /** A row's own columns; without NUL, which Postgres cannot hold. */
    static String ofColumns(Map<String, String> columns) {
        Map<String, String> clean = new TreeMap<>();
        columns.forEach((name, value) -> clean.put(name.replace("\0", ""), value.replace("\0", "")));
        return text(clean);
    }

    static String ofRejected(List<RejectedRow> rows) {
        ArrayNode array = MAPPER.createArrayNode();
        rows.forEach(row -> array.addObject()
                .put("line", row.getLine())
                .put("problem", row.getProblem().replace("\0", "")));
        return array.toString();
    }

    static String ofDuplicates(List<DuplicateRow> rows) {
        ArrayNode array = MAPPER.createArrayNode();
        rows.forEach(row -> array.addObject().put("line", row.getLine()).put("first_line", row.getFirstLine()));
        return array.toString();
    }

    /** Provenance; a cache hit shows what its answer cost when it was bought. */
    public static String of(Provenance provenance) {
        ObjectNode json = MAPPER.createObjectNode()
                .put("source", provenance.getSource())
                .put("content_hash", provenance.getContentHash())
                .put("prompt_version", provenance.getPromptVersion())
                .put("prompt_key", provenance.getPromptKey())
                .put("provider", provenance.getProvider())
                .put("model", provenance.getModel())
                .put("input_tokens", provenance.getInputTokens())
                .put("cached_input_tokens", provenance.getCachedInputTokens())
                .put("output_tokens", provenance.getOutputTokens())
                .put("reasoning_tokens", provenance.getReasoningTokens());
        BigDecimal cost = BigDecimal.valueOf(provenance.getCostNanoUsd(), 9).stripTrailingZeros();
        json.putRawValue("cost_usd", new RawValue(cost.toPlainString()));
        json.set("repaired", MAPPER.valueToTree(provenance.getRepaired()));
        if (provenance.getEditedFrom() != null) {
            json.put("edited_from", provenance.getEditedFrom());
        }
        return json.put("latency_ms", provenance.getLatencyMs())
                .put("calls", provenance.getCalls())
                .put("cache_hit", provenance.getSource().equals("cache"))
                .put("answered_at", provenance.getAnsweredAt().toString())
                .toString();
    }

    /** What {@link #of(Provenance)} wrote. */
    public static Provenance provenance(String text) {
        JsonNode json;
        try {
            json = MAPPER.readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("stages.provenance is not JSON", e);
        }
        List<String> repaired = new ArrayList<>();
        json.path("repaired").forEach(rule -> repaired.add(rule.asText()));
        return Provenance.newBuilder()
                .setSource(json.path("source").asText())
                .setContentHash(json.path("content_hash").textValue())
                .setPromptVersion(json.path("prompt_version").textValue())
                .setPromptKey(json.path("prompt_key").textValue())
                .setProvider(json.path("provider").textValue())
                .setModel(json.path("model").textValue())
                .setInputTokens(json.path("input_tokens").asLong())
                .setOutputTokens(json.path("output_tokens").asLong())
                .setCostNanoUsd(new BigDecimal(json.path("cost_usd").asText("0"))
                        .movePointRight(9)
                        .longValue())
                .setLatencyMs(json.path("latency_ms").asLong())
                .setCalls(json.path("calls").asInt())
                .setAnsweredAt(Instant.parse(json.path("answered_at").asText()))
                .setCachedInputTokens(json.path("cached_input_tokens").asLong())
                .setReasoningTokens(json.path("reasoning_tokens").asLong())
                .setRepaired(repaired)
                .setEditedFrom(
                        json.has("edited_from") ? json.path("edited_from").asInt() : null)
                .build();
    }

    static String ofSections(List<Section> sections) {
        ArrayNode array = MAPPER.createArrayNode();
        for (Section section : sections) {
            array.addObject()
                    .put("heading", section.getHeading())
                    .put("kind", section.getKind())
                    .put("text", section.getText())
                    .put("url", section.getUrl());
        }
        return array.toString();
    }

    static String ofPages(List<Page> pages) {
        ArrayNode array = MAPPER.createArrayNode();
        for (Page page : pages) {
            array.addObject()
                    .put("url", page.getUrl())
                    .put("http_status", page.getHttpStatus())
                    .put("bytes", page.getBytes())
                    .put("fetched_at", page.getFetchedAt().toString());
        }
        return array.toString();
    }

    private static String text(Object value) {
        try {
            return MAPPER.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("not JSON: " + value.getClass().getName(), e);
        }
    }
}
