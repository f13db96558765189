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
                question.schema(),
                0,
                8_192,
                List.of(),
                LIMIT);
        try {
            LlmOutcome outcome = offline.complete(request);
            if (outcome instanceof LlmOutcome.Completed completed) {
                return completed.text();
            }
            throw new IllegalStateException("no draft of " + question.asset() + " could be written: " + outcome);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while drafting " + question.asset(), e);
        }
    }
}
