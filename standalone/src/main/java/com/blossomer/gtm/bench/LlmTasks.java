package com.blossomer.gtm.bench;

import com.blossomer.gtm.catalog.AssetCatalog;
import com.blossomer.gtm.catalog.AssetType;
import com.blossomer.gtm.catalog.PromptInputs;
import com.blossomer.gtm.catalog.RenderedPrompt;
import com.blossomer.gtm.events.Lane;
import com.blossomer.gtm.events.PromptTask;
import com.blossomer.gtm.events.Section;
import com.blossomer.gtm.events.SiteContent;
import com.blossomer.gtm.standalone.SampleSites;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jsoup.Jsoup;

/**
 * Prompt tasks as the pipeline makes them: the {@code overview} of a site with about as much text as a real one has. They
 * differ in the company's number, so that no two prompts are the same.
 */
final class LlmTasks {

    private static final int CHARACTERS = 12_000;
    private static final String HOST = "http://127.0.0.1:1";
    private static final List<String> PAGES = List.of("", "about", "pricing", "product", "customers");

    private final AssetType asset = AssetCatalog.load().get("overview");
    private final RenderedPrompt prompt;
    private final String url = HOST + BenchSites.path(0);

    LlmTasks() {
        SiteContent content = SiteContent.newBuilder()
                .setContentHash("0")
                .setSections(sections())
                .setPages(List.of())
                .build();
        prompt = asset.prompt().render(new PromptInputs(url, content, Map.of(), null));
    }

    /** Of system and user together. */
    int characters() {
        return prompt.system().length() + prompt.user().length();
    }

    PromptTask task(int number, Lane lane) {
        String token = BenchSites.token(number);
        return PromptTask.newBuilder()
                .setTenant("bench")
                .setCampaignId("cmp_bench")
                .setRun(1)
                .setSite("bench-" + token)
                .setTaskId(lane + "-" + token)
                .setOccurredAt(Instant.now())
                .setTraceId("bench")
                .setWebsiteUrl(numbered(url, token))
                .setAsset(asset.name())
                .setPromptVersion(asset.prompt().version())
                .setModels(List.of("openai/stub"))
                .setSystem(prompt.system())
                .setUser(numbered(prompt.user(), token))
                .setOutputSchema(asset.prompt().outputSchema())
                .setTemperature(0.2)
                .setMaxOutputTokens(4_000)
                .setLane(lane)
                .build();
    }

    private static String numbered(String text, String token) {
        return text.replace(BenchSites.token(0), token);
    }

    /** The first company's pages, and of the others' as much as is missing. */
    private List<Section> sections() {
        BenchSites sites = new BenchSites();
        List<Section> sections = new ArrayList<>();
        int characters = 0;
        for (int company = 0; company < SampleSites.companies().size(); company++) {
            String path = BenchSites.path(company).replace(BenchSites.token(company), BenchSites.token(0));
            for (String page : PAGES) {
                Optional<byte[]> html = sites.page(path + page);
                if (html.isEmpty()) {
                    continue;
                }
                String text = String.join(
                        "\n",
                        Jsoup.parse(new String(html.get(), StandardCharsets.UTF_8))
                                .select("h1,h2,h3,p,li")
                                .eachText());
                if (characters < CHARACTERS) {
                    sections.add(Section.newBuilder()
                            .setKind("body")
                            .setText(text)
                            .setUrl(url)
                            .build());
                    characters += text.length();
                }
            }
        }
        return sections;
    }
}
