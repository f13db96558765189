package com.blossomer.gtm.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** An asset as text for people: any JSON object, so that a new asset type needs nothing here. */
final class AssetText {

    private static final int INDENT = 2;

    private final int width;
    private final List<String> lines = new ArrayList<>();

    private AssetText(int width) {
        this.width = width;
    }

    /** The lines of {@code asset}, no longer than {@code width} where words allow it. */
    static List<String> of(JsonNode asset, int width) {
        AssetText text = new AssetText(width);
        text.object(asset, 0);
        return text.lines;
    }

    /** {@code unique_selling_points} as people write it. */
    static String title(String name) {
        String words = name.replace('_', ' ')
                .replaceAll("\\burl\\b", "URL")
                .replaceAll("\\bicp\\b", "ICP")
                .replaceAll("\\bcta\\b", "CTA");
        return words.isEmpty() ? words : words.substring(0, 1).toUpperCase(Locale.ROOT) + words.substring(1);
    }

    private void object(JsonNode object, int depth) {
        for (Map.Entry<String, JsonNode> field : object.properties()) {
            field(title(field.getKey()), field.getValue(), depth);
        }
    }

    private void field(String name, JsonNode value, int depth) {
        if (empty(value)) {
            return;
        }
        if (value.isValueNode() && !value.asText().contains("\n")) {
            wrapped(name + ": " + value.asText(), depth, depth + INDENT);
        } else if (shortList(name, value, depth)) {
            wrapped(name + ": " + joined(value), depth, depth + INDENT);
        } else {
            line(name + ":", depth);
            nested(value, depth + INDENT);
        }
    }

    private void nested(JsonNode value, int depth) {
        if (value.isObject()) {
            object(value, depth);
        } else if (value.isArray()) {
            value.forEach(element -> element(element, depth));
        } else {
            value.asText().lines().forEach(line -> wrapped(line, depth, depth));
        }
    }

    private void element(JsonNode element, int depth) {
        if (quotation(element)) {
            wrapped(
                    "\u201c" + element.path("quote").asText() + "\u201d "
                            + element.path("url").asText(),
                    depth,
                    depth);
        } else if (element.isObject()) {
            int first = lines.size();
            object(element, depth + INDENT);
            if (lines.size() > first) {
                lines.set(first, " ".repeat(depth) + "- " + lines.get(first).strip());
            }
        } else {
            wrapped("- " + element.asText(), depth, depth + INDENT);
        }
    }

    private static boolean quotation(JsonNode element) {
        return element.isObject() && element.size() == 2 && element.has("quote") && element.has("url");
    }

    private static boolean empty(JsonNode value) {
        return value.isNull()
                || value.isMissingNode()
                || (value.isContainerNode() && value.isEmpty())
                || (value.isTextual() && value.asText().isBlank());
    }

    /** Whether a list of words fits on the line of its name. */
    private boolean shortList(String name, JsonNode value, int depth) {
        if (!value.isArray()) {
            return false;
        }
        for (JsonNode element : value) {
            if (!element.isValueNode() || element.asText().length() > 40) {
                return false;
            }
        }
        return depth + name.length() + 2 + joined(value).length() <= width;
    }

    private static String joined(JsonNode list) {
        List<String> words = new ArrayList<>();
        list.forEach(element -> words.add(element.asText()));
        return String.join(", ", words);
    }

    private void line(String text, int depth) {
        lines.add(" ".repeat(depth) + text);
    }

    private void wrapped(String text, int first, int following) {
        StringBuilder line = new StringBuilder(" ".repeat(first));
        boolean started = false;
        for (String word : Arrays.asList(text.strip().split("\\s+"))) {
            if (started && line.length() + 1 + word.length() > width) {
                lines.add(line.toString());
                line = new StringBuilder(" ".repeat(following));
                started = false;
            }
            line.append(started ? " " : "").append(word);
            started = true;
        }
        lines.add(line.toString().stripTrailing());
    }
}
