package com.blossomer.gtm.llm.offline;

import com.blossomer.gtm.catalog.AssetCatalog;
import com.blossomer.gtm.catalog.AssetType;
import com.blossomer.gtm.catalog.OutputRules;
import com.blossomer.gtm.catalog.PromptInputs;
import com.blossomer.gtm.catalog.RenderedPrompt;
import com.blossomer.gtm.events.Section;
import com.blossomer.gtm.events.SiteContent;
import com.blossomer.gtm.llm.LlmOutcome;
import com.blossomer.gtm.llm.LlmRequest;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Takes a site through all six assets, each checked by its rules before the next rests on it. */
final class Drafting {

    static final AssetCatalog CATALOG = AssetCatalog.load();

    private final OfflineProvider provider = new OfflineProvider();
    final Map<String, JsonNode> assets = new LinkedHashMap<>();
    final List<String> problems = new ArrayList<>();
    long nanos;

    static SiteContent site(String url, String title, List<String> paragraphs) {
        List<Section> sections = new ArrayList<>();
        for (String paragraph : paragraphs) {
            sections.add(Section.newBuilder()
                    .setKind("body")
                    .setText(paragraph)
                    .setUrl(url)
                    .build());
        }
        return SiteContent.newBuilder()
                .setContentHash("0")
                .setTitle(title)
                .setSections(sections)
                .setPages(List.of())
                .build();
    }

    static Drafting of(String url, SiteContent content, @Nullable String userContext) {
        Drafting drafting = new Drafting();
        Map<String, String> given = new LinkedHashMap<>();
        for (AssetType type : CATALOG.all()) {
            Map<String, String> needed = new LinkedHashMap<>(given);
            needed.keySet().retainAll(type.dependsOn());
            RenderedPrompt prompt = type.prompt().render(new PromptInputs(url, content, needed, userContext));
            JsonNode asset = drafting.draft(type, prompt, url);
            if (asset == null) {
                break;
            }
            drafting.assets.put(type.name(), asset);
            given.put(type.name(), asset.toString());
        }
        return drafting;
    }

    JsonNode asset(String name) {
        JsonNode asset = assets.get(name);
        if (asset == null) {
            throw new AssertionError("no " + name + ": " + problems);
        }
        return asset;
    }

    private @Nullable JsonNode draft(AssetType type, RenderedPrompt prompt, String url) {
        long start = System.nanoTime();
        LlmOutcome outcome = provider.complete(request(type, prompt, url));
        nanos += System.nanoTime() - start;
        String text = ((LlmOutcome.Completed) outcome).text();
        return switch (OutputRules.of(type.prompt().outputSchema()).check(text, prompt.user(), url)) {
            case OutputRules.Valid valid -> valid.output();
            case OutputRules.Invalid invalid -> {
                problems.add(type.name() + ": " + invalid.violations());
                yield null;
            }
            case OutputRules.Declined declined -> {
                problems.add(type.name() + ": declined " + declined.detail());
                yield null;
            }
        };
    }

    static LlmRequest request(AssetType type, RenderedPrompt prompt, String url) {
        String schema = type.prompt().outputSchema();
        return new LlmRequest(
                type.name(),
                "extractive-1",
                url,
                prompt.system(),
                prompt.user(),
                schema,
                OutputRules.of(schema).providerSchema(),
                0.2,
                4_000,
                List.of(),
                Duration.ofSeconds(5));
    }
}
