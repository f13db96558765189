package com.blossomer.gtm.catalog;

import com.github.jknack.handlebars.EscapingStrategy;
import com.github.jknack.handlebars.Handlebars;
import com.github.jknack.handlebars.HandlebarsException;
import com.github.jknack.handlebars.Helper;
import com.github.jknack.handlebars.TagType;
import com.github.jknack.handlebars.Template;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * An asset's two compiled templates. Data enters through {@code {{block "name"}}} alone, which wraps it in a block that
 * the data cannot end; {@code {{#given "user_context"}}…{{else}}…{{/given}}} asks whether there is any. Nothing else
 * may be named: a template that names something else does not compile. Thread-safe.
 */
final class PromptTemplates {

    private static final String BLOCK = "block";
    private static final String GIVEN = "given";

    private final List<String> dependsOn;
    private final String system;
    private final Template prompt;

    private PromptTemplates(List<String> dependsOn, String system, Template prompt) {
        this.dependsOn = List.copyOf(dependsOn);
        this.system = system;
        this.prompt = prompt;
    }

    /** @throws IllegalArgumentException saying which template is wrong, and how */
    static PromptTemplates compile(String system, String prompt, List<String> dependsOn) {
        Handlebars handlebars = handlebars();
        Template systemTemplate = compile(handlebars, "system.hbs", system, Set.of());
        PromptTemplates templates = new PromptTemplates(
                dependsOn,
                apply(systemTemplate, "system.hbs", Map.of()).strip(),
                compile(handlebars, "prompt.hbs", prompt, Set.of(BLOCK, GIVEN)));
        templates.tryOut(prompt);
        return templates;
    }

    RenderedPrompt render(PromptInputs inputs) {
        return new RenderedPrompt(
                system,
                apply(prompt, "prompt.hbs", PromptBlocks.of(dependsOn, inputs)).strip());
    }

    /** Renders once with and once without the optional data, so that every branch has been seen before the first run. */
    private void tryOut(String source) {
        for (String context : new String[] {"", "context"}) {
            String rendered = apply(prompt, "prompt.hbs", PromptBlocks.sample(dependsOn, context))
                    .strip();
            Set<String> missing = new LinkedHashSet<>(PromptBlocks.names(dependsOn));
            if (context.isEmpty()) {
                missing.remove(PromptBlocks.USER);
            }
            missing.removeAll(PromptBlocks.parse(rendered).keySet());
            if (!missing.isEmpty()) {
                throw new IllegalArgumentException("prompt.hbs: never shows " + missing + "; write {{block \""
                        + missing.iterator().next() + "\"}} on a line of its own");
            }
        }
        if (source.contains("{{{")) {
            throw new IllegalArgumentException("prompt.hbs: has {{{ in it; data goes in with {{block \"name\"}}");
        }
    }

    private static Template compile(Handlebars handlebars, String file, String source, Set<String> allowed) {
        Template template;
        try {
            template = handlebars.compileInline(source);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (HandlebarsException e) {
            throw new IllegalArgumentException(file + ": " + firstLines(e.getMessage()), e);
        }
        Set<String> named = new TreeSet<>(template.collect(TagType.values()));
        named.removeAll(allowed);
        if (!named.isEmpty()) {
            throw new IllegalArgumentException(file + ": names " + named + ", which is not there; "
                    + (allowed.isEmpty()
                            ? "a system prompt has no data"
                            : "data goes in with {{block \"name\"}}; a literal brace is written \\{{"));
        }
        return template;
    }

    private static String apply(Template template, String file, Map<String, String> blocks) {
        try {
            return template.apply(blocks);
        } catch (HandlebarsException e) {
            Throwable cause = e.getCause() instanceof IllegalArgumentException known ? known : e;
            throw new IllegalArgumentException(file + ": " + firstLines(cause.getMessage()), e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String apply(Template template, String file, PromptBlocks blocks) {
        return apply(template, file, blocks.texts());
    }

    private static Handlebars handlebars() {
        Handlebars handlebars = new Handlebars().with(EscapingStrategy.NOOP).prettyPrint(true);
        Helper<Object> block = (name, options) -> {
            if (options.context.model() instanceof Map<?, ?> blocks && blocks.get(name) instanceof String text) {
                return text;
            }
            throw new IllegalArgumentException("there is no block \"" + name + "\"; declare it in depends_on");
        };
        Helper<Object> given = (name, options) ->
                options.context.model() instanceof Map<?, ?> blocks && blocks.get(name) instanceof String text
                        ? text.isEmpty() ? options.inverse() : options.fn()
                        : unknown(name);
        handlebars.registerHelper(BLOCK, block);
        handlebars.registerHelper(GIVEN, given);
        return handlebars;
    }

    private static CharSequence unknown(Object name) {
        throw new IllegalArgumentException("there is no block \"" + name + "\"; declare it in depends_on");
    }

    private static String firstLines(@Nullable String message) {
        if (message == null) {
            return "cannot be rendered";
        }
        return message.lines().limit(2).collect(Collectors.joining(" ")).strip();
    }
}
