package com.blossomer.gtm.catalog;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The data in a prompt, as named blocks: written into it, and read back from it (by the rules that tie quotes to the
 * input, and by the offline provider). Text from outside never ends its block: see {@link BlockText}.
 */
public final class PromptBlocks {

    /** What was read of the site. */
    public static final String WEBSITE = "website";

    /** What the caller says of their own business. */
    public static final String USER = "user_context";

    /** Characters of the caller's context that go into a prompt; the rest is cut. */
    static final int MAX_USER_CONTEXT = 8_000;

    private static final Set<String> STRUCTURE = Set.of(WEBSITE, USER, "page", "section");
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final ObjectReader WHOLE =
            JSON.readerFor(JsonNode.class).with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
    private static final Pattern BLOCK =
            Pattern.compile("^<([a-z][a-z0-9_]*)( [^<\n]*)?>\n(.*?)^</\\1>$", Pattern.MULTILINE | Pattern.DOTALL);

    private final Map<String, String> texts;

    private PromptBlocks(Map<String, String> texts) {
        this.texts = Collections.unmodifiableMap(texts);
    }

    /**
     * The blocks of a rendered user prompt: name to text, in the order in which they stand. Assets are JSON, on several
     * lines; {@code website} is read with {@link WebsiteBlock#parse}.
     */
    public static Map<String, String> parse(String user) {
        Map<String, String> blocks = new LinkedHashMap<>();
        Matcher matcher = BLOCK.matcher(user);
        while (matcher.find()) {
            String name = matcher.group(1);
            String text =
                    name.equals(WEBSITE) ? matcher.group() : matcher.group(3).strip();
            blocks.putIfAbsent(name, text);
        }
        return blocks;
    }

    /** @throws IllegalArgumentException when an input that the asset depends on is missing */
    static PromptBlocks of(List<String> dependsOn, PromptInputs inputs) {
        Set<String> markers = new LinkedHashSet<>(STRUCTURE);
        markers.addAll(dependsOn);
        Map<String, String> texts = new LinkedHashMap<>();
        for (String name : dependsOn) {
            if (name.equals(AssetType.CONTENT)) {
                if (inputs.content() == null) {
                    throw new IllegalArgumentException("the site's content is missing from the inputs");
                }
                texts.put(WEBSITE, WebsiteBlock.write(inputs.websiteUrl(), inputs.content(), markers));
            } else {
                String json = inputs.assets().get(name);
                if (json == null) {
                    throw new IllegalArgumentException("the asset '" + name + "' is missing from the inputs");
                }
                texts.put(name, wrap(name, BlockText.neutral(lines(json), markers)));
            }
        }
        texts.put(USER, userContext(inputs.userContext(), markers));
        return new PromptBlocks(texts);
    }

    /** Blocks with made-up data, to try templates out. */
    static PromptBlocks sample(List<String> dependsOn, String userContext) {
        Map<String, String> texts = new LinkedHashMap<>();
        names(dependsOn).forEach(name -> texts.put(name, wrap(name, "{}")));
        texts.put(USER, userContext.isEmpty() ? "" : wrap(USER, userContext));
        return new PromptBlocks(texts);
    }

    /** The blocks that an asset's template must show; {@code user_context} it may. */
    static List<String> names(List<String> dependsOn) {
        return dependsOn.stream()
                .map(name -> name.equals(AssetType.CONTENT) ? WEBSITE : name)
                .toList();
    }

    /** Block name to the block, markers included; empty for one that has nothing in it. */
    Map<String, String> texts() {
        return texts;
    }

    private static String userContext(@Nullable String context, Set<String> markers) {
        if (context == null || context.isBlank()) {
            return "";
        }
        String text = BlockText.neutral(lines(context.strip()), markers);
        return wrap(USER, text.length() <= MAX_USER_CONTEXT ? text : WebsiteBlock.cut(text, MAX_USER_CONTEXT) + " …");
    }

    private static String wrap(String name, String text) {
        return "<" + name + ">\n" + text + "\n</" + name + ">";
    }

    /** An object with one member a line; other JSON and plain text as they are. */
    private static String lines(String text) {
        try {
            if (WHOLE.readTree(text) instanceof ObjectNode object) {
                List<String> members = new ArrayList<>();
                for (Map.Entry<String, JsonNode> member : object.properties()) {
                    members.add(JSON.writeValueAsString(member.getKey()) + ": "
                            + JSON.writeValueAsString(member.getValue()));
                }
                return members.stream().collect(Collectors.joining(",\n", "{\n", "\n}"));
            }
        } catch (JsonProcessingException e) {
            return text;
        }
        return text;
    }
}
