package com.blossomer.gtm.bench;

import com.blossomer.gtm.catalog.AssetCatalog;
import com.blossomer.gtm.llm.LlmOutcome;
import com.blossomer.gtm.llm.LlmProvider;
import com.blossomer.gtm.llm.LlmRequest;
import com.blossomer.gtm.llm.offline.OfflineProvider;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the offline provider writes, so that the stub's answers obey the schemas and quote the pages truly. */
final class OfflineDrafts implements StubModel.Drafter {

    private static final Pattern URL = Pattern.compile("https?://[^\\s\"'<>()]+");
    /** Another prompt gives another answer: drafts do not read system prompts, so the simulated model reads this much. */
    private static final String SURE = "Be sure of yourself.";

    private static final Pattern CONFIDENCE = Pattern.compile("\"confidence\"\\s*:\\s*\"[a-z]+\"");
    private static final String MODEL = "extractive-1";
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final AssetCatalog catalog = AssetCatalog.load();
    private final LlmProvider offline = new OfflineProvider();

    @Override
    public String draft(StubModel.Question question) {
        Matcher url = URL.matcher(question.user());
        LlmRequest request = new LlmRequest(
                question.asset(),
                MODEL,
                url.find() ? url.group() : "https://example.com",
                question.system(),
                question.user(),
                catalog.get(question.asset()).prompt().outputSchema(),
                question.schema().toString(),
                0,
                8_192,
                List.of(),
                LIMIT);
        try {
            LlmOutcome outcome = offline.complete(request);
            if (outcome instanceof LlmOutcome.Completed completed) {
                return question.system().contains(SURE)
                        ? CONFIDENCE.matcher(completed.text()).replaceAll("\"confidence\":\"high\"")
                        : completed.text();
            }
            throw new IllegalStateException("no draft of " + question.asset() + " could be written: " + outcome);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while drafting " + question.asset(), e);
        }
    }
}
