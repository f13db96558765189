package com.blossomer.gtm.catalog;

import com.blossomer.gtm.events.Section;
import com.blossomer.gtm.events.SiteContent;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Quaylog, a company that does not exist: its site, and one good output per asset, from {@code examples/}. */
final class ExampleCompany {

    static final String URL = "https://quaylog.example";
    static final String CONTEXT =
            "We sell to cold stores only. Best customers: 10+ doors, in the Nordics. \"Fast\" & <simple> wins.";

    private static final ObjectMapper JSON = new ObjectMapper();

    private ExampleCompany() {}

    static SiteContent content() {
        JsonNode site = json(text("site"));
        List<Section> sections = new ArrayList<>();
        for (JsonNode section : site.path("sections")) {
            sections.add(section(
                    section.path("heading").isNull()
                            ? null
                            : section.path("heading").asText(),
                    section.path("kind").asText(),
                    section.path("text").asText(),
                    section.path("url").asText()));
        }
        return content(site.path("title").asText(), site.path("description").asText(), sections);
    }

    static Section section(@Nullable String heading, String kind, String text, String url) {
        return Section.newBuilder()
                .setHeading(heading)
                .setKind(kind)
                .setText(text)
                .setUrl(url)
                .build();
    }

    static SiteContent content(@Nullable String title, @Nullable String description, List<Section> sections) {
        return SiteContent.newBuilder()
                .setContentHash("0")
                .setTitle(title)
                .setDescription(description)
                .setLanguage("en")
                .setSections(sections)
                .setPages(List.of())
                .build();
    }

    static RenderedPrompt prompt(AssetType type, @Nullable String userContext) {
        Map<String, String> assets = new HashMap<>();
        boolean site = type.dependsOn().contains(AssetType.CONTENT);
        type.dependsOn().stream()
                .filter(name -> !name.equals(AssetType.CONTENT))
                .forEach(name -> assets.put(name, text(name)));
        return type.prompt().render(new PromptInputs(URL, site ? content() : null, assets, userContext));
    }

    /** The example output of an asset. */
    static String text(String name) {
        try (InputStream in = ExampleCompany.class.getResourceAsStream("/examples/" + name + ".json")) {
            if (in == null) {
                throw new AssertionError("write src/test/resources/examples/" + name + ".json");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new AssertionError(text, e);
        }
    }
}
