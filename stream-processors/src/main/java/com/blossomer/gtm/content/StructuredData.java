package com.blossomer.gtm.content;

import com.blossomer.gtm.events.Section;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jsoup.Jsoup;
import org.jspecify.annotations.Nullable;

/**
 * What a page's JSON-LD says about its company, products, offers and questions, read as schema.org's types. Broken scripts
 * are passed over; size, depth and number are bounded, as pages are not to be trusted.
 */
final class StructuredData {

    /** Something that the page says to machines: a company or product with its description, a question with its answer. */
    record Fact(String name, String text) {}

    private static final int MAX_SCRIPTS = 20;
    private static final int MAX_SCRIPT_CHARS = 200_000;
    private static final int MAX_DEPTH = 32;
    private static final int MAX_NODES = 5_000;
    private static final int MAX_FACTS = 40;
    private static final int MAX_TEXT = 2_000;
    /** As many characters of a text tell whether it stands on the page as well. */
    private static final int TELLING = 60;

    private static final Set<String> COMPANIES = Set.of(
            "organization", "corporation", "localbusiness", "professionalservice", "onlinebusiness", "ngo", "brand");
    private static final Set<String> PRODUCTS =
            Set.of("product", "service", "softwareapplication", "webapplication", "mobileapplication", "productgroup");

    private static final ObjectMapper JSON = JsonMapper.builder(com.fasterxml.jackson.core.JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(MAX_DEPTH)
                            .maxStringLength(MAX_SCRIPT_CHARS)
                            .build())
                    .build())
            .enable(JsonReadFeature.ALLOW_UNESCAPED_CONTROL_CHARS)
            .enable(JsonReadFeature.ALLOW_TRAILING_COMMA)
            .enable(JsonReadFeature.ALLOW_JAVA_COMMENTS)
            .enable(JsonReadFeature.ALLOW_BACKSLASH_ESCAPING_ANY_CHARACTER)
            .build();

    private final List<Fact> facts = new ArrayList<>();
    private @Nullable String name;
    private @Nullable String description;
    private @Nullable String language;
    private int nodes;

    private StructuredData() {}

    static StructuredData of(List<String> scripts) {
        StructuredData data = new StructuredData();
        scripts.stream()
                .filter(script -> script.length() <= MAX_SCRIPT_CHARS)
                .limit(MAX_SCRIPTS)
                .forEach(data::read);
        return data;
    }

    private void read(String script) {
        String json = script.strip();
        if (json.startsWith("<!--") || json.startsWith("//<![CDATA[") || json.startsWith("<![CDATA[")) {
            int start = json.indexOf('\n') > 0 ? json.indexOf('\n') : json.indexOf('[', 4) + 1;
            int end = Math.max(json.lastIndexOf('}'), json.lastIndexOf(']'));
            json = start < end ? json.substring(start, end + 1) : "";
        }
        try {
            JsonNode root = JSON.readTree(json);
            if (root != null) {
                visit(root);
            }
        } catch (JsonProcessingException e) {
            // Broken: the page has one source of facts less.
        }
    }

    /** Depth is bounded by the parser. */
    private void visit(JsonNode node) {
        if (++nodes > MAX_NODES) {
            return;
        }
        if (node.isObject()) {
            note(node);
        }
        for (JsonNode child : node) {
            if (child.isContainerNode()) {
                visit(child);
            }
        }
    }

    private void note(JsonNode node) {
        String itsName = text(node.path("name"));
        String itsText = text(node.path("description"));
        for (String type : types(node)) {
            if (COMPANIES.contains(type)) {
                name = name == null ? itsName : name;
                description = description == null ? itsText : description;
                add(itsName, itsText);
            } else if (PRODUCTS.contains(type)) {
                add(itsName, itsText);
            } else if (type.equals("offer")) {
                add(itsName, offer(node));
            } else if (type.equals("question")) {
                JsonNode answer = node.path("acceptedAnswer");
                add(itsName, text((answer.isArray() ? answer.path(0) : answer).path("text")));
            } else if (type.equals("website") || type.equals("webpage")) {
                description = description == null ? itsText : description;
                language = language == null ? text(node.path("inLanguage")) : language;
            }
        }
    }

    private static List<String> types(JsonNode node) {
        JsonNode type = node.path("@type");
        List<String> types = new ArrayList<>();
        for (JsonNode one : type.isArray() ? type : List.of(type)) {
            String value = one.asText("");
            types.add(value.substring(value.lastIndexOf('/') + 1).toLowerCase(Locale.ROOT));
        }
        return types;
    }

    private static @Nullable String offer(JsonNode node) {
        String price = text(node.path("price"));
        String currency = text(node.path("priceCurrency"));
        return price == null || currency == null ? null : price + " " + currency;
    }

    private void add(@Nullable String itsName, @Nullable String text) {
        if (text != null && facts.size() < MAX_FACTS) {
            facts.add(new Fact(itsName == null ? "" : itsName, text));
        }
    }

    /** Descriptions and answers may hold HTML. */
    private static @Nullable String text(JsonNode value) {
        if (!value.isTextual() && !value.isNumber()) {
            return null;
        }
        String raw = value.asText();
        raw = raw.length() > MAX_TEXT ? raw.substring(0, MAX_TEXT) : raw;
        boolean markup = raw.indexOf('<') >= 0 || raw.indexOf('&') >= 0;
        String text =
                Block.normalise(markup ? Jsoup.parseBodyFragment(raw).body().text() : raw);
        return text.isEmpty() ? null : text;
    }

    @Nullable
    String name() {
        return name;
    }

    @Nullable
    String description() {
        return description;
    }

    @Nullable
    String language() {
        return language;
    }

    /** The facts that the visible text lacks, a section each. */
    List<Section> lackedBy(List<Section> visible, String url) {
        if (facts.isEmpty()) {
            return List.of();
        }
        StringBuilder all = new StringBuilder();
        for (Section section : visible) {
            all.append(section.getHeading())
                    .append('\n')
                    .append(section.getText())
                    .append('\n');
        }
        String shown = key(all.toString());
        Set<String> seen = new HashSet<>();
        List<Section> lacked = new ArrayList<>();
        for (Fact fact : facts) {
            String key = key(fact.text());
            String start = key.substring(0, Math.min(key.length(), TELLING));
            if (seen.add(key) && !start.isEmpty() && !shown.contains(start)) {
                lacked.add(new Section(
                        fact.name().isEmpty() ? null : fact.name(), SectionKind.STRUCTURED.label(), fact.text(), url));
            }
        }
        return lacked;
    }

    /** Letters and digits alone: pages set the same text with other dashes, quotes and spaces. */
    private static String key(String text) {
        StringBuilder key = new StringBuilder(text.length());
        text.chars().filter(Character::isLetterOrDigit).forEach(c -> key.append((char) Character.toLowerCase(c)));
        return key.toString();
    }
}
