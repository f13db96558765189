package com.blossomer.gtm.catalog;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.StringWriter;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
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
    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_]*");

    /** Assets as they were written last: one stands in the prompts of all that rest on it. Some 5 KB each. */
    private static final Map<String, String> ASSETS = Collections.synchronizedMap(new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, String> eldest) {
            return size() > MAX_KEPT;
        }
    });

    private static final int MAX_KEPT = 500;
    private static final int MAX_KEPT_CHARS = 20_000;

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
        for (int start = 0; start >= 0 && start < user.length(); ) {
            int lineEnd = user.indexOf('\n', start);
            String name = lineEnd < 0 || user.charAt(start) != '<' ? "" : opened(user.substring(start, lineEnd));
            int end = name.isEmpty() ? -1 : closed(user, name, lineEnd);
            if (end >= 0) {
                blocks.putIfAbsent(
                        name,
                        name.equals(WEBSITE)
                                ? user.substring(start, end + closing(name).length())
                                : user.substring(lineEnd, end).strip());
                lineEnd = user.indexOf('\n', end + 1);
            }
            start = lineEnd < 0 ? -1 : lineEnd + 1;
        }
        return blocks;
    }

    /** The name of the block that a line opens; empty where it opens none. */
    private static String opened(String line) {
        if (!line.endsWith(">") || line.indexOf('<', 1) >= 0) {
            return "";
        }
        int space = line.indexOf(' ');
        String name = line.substring(1, space < 0 ? line.length() - 1 : space);
        return NAME.matcher(name).matches() ? name : "";
    }

    /** Where the line that closes a block begins, its newline before it; -1 where none does. */
    private static int closed(String user, String name, int from) {
        String closing = closing(name);
        int at = user.indexOf(closing, from);
        while (at >= 0 && at + closing.length() < user.length() && user.charAt(at + closing.length()) != '\n') {
            at = user.indexOf(closing, at + 1);
        }
        return at;
    }

    private static String closing(String name) {
        return "\n</" + name + ">";
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
                texts.put(name, wrap(name, BlockText.neutral(asset(json), markers)));
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

    private static String asset(String json) {
        if (json.length() > MAX_KEPT_CHARS) {
            return lines(json);
        }
        String known = ASSETS.get(json);
        if (known == null) {
            known = lines(json);
            ASSETS.put(json, known);
        }
        return known;
    }

    /** An object with one member a line; other JSON and plain text as they are. */
    private static String lines(String text) {
        StringWriter out = new StringWriter(text.length() + 64);
        try (JsonParser parser = JSON.createParser(text);
                JsonGenerator generator = JSON.createGenerator(out)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return text;
            }
            generator.setPrettyPrinter(new MemberPerLine());
            generator.copyCurrentStructure(parser);
            if (parser.nextToken() != null) {
                return text;
            }
        } catch (IOException e) {
            return text;
        }
        return out.toString();
    }
}
