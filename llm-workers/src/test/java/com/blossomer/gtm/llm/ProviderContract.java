package com.blossomer.gtm.llm;

import static org.assertj.core.api.Assertions.assertThat;

import com.blossomer.gtm.catalog.AssetCatalog;
import com.blossomer.gtm.catalog.AssetType;
import com.blossomer.gtm.catalog.OutputRules;
import com.blossomer.gtm.catalog.PromptInputs;
import com.blossomer.gtm.events.Section;
import com.blossomer.gtm.events.SiteContent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/**
 * What every provider must keep to. A test class of a provider extends it with {@link #provider}, which answers an
 * {@code overview} prompt, from a server of its own where it needs one.
 */
public abstract class ProviderContract {

    private static final String URL = "https://acme.example/";
    private static final AssetType OVERVIEW = AssetCatalog.load().get("overview");

    protected abstract LlmProvider provider();

    /** A model that the provider has. */
    protected abstract String model();

    @Test
    void it_answers_with_what_the_schema_asks_for() throws InterruptedException {
        LlmRequest request = request(model());

        LlmOutcome outcome = provider().complete(request);

        assertThat(outcome).isInstanceOf(LlmOutcome.Completed.class);
        LlmOutcome.Completed completed = (LlmOutcome.Completed) outcome;
        assertThat(completed.model()).isNotBlank();
        assertThat(completed.usage().input()).isNotNegative();
        assertThat(OutputRules.of(request.outputSchema()).check(completed.text(), request.user(), URL))
                .isInstanceOf(OutputRules.Valid.class);
    }

    @Test
    void a_model_that_it_does_not_have_is_rejected_for_good() throws InterruptedException {
        LlmOutcome outcome = provider().complete(request("no-such-model"));

        assertThat(outcome).isInstanceOf(LlmOutcome.Rejected.class);
        assertThat(((LlmOutcome.Rejected) outcome).detail()).contains("no-such-model");
    }

    @Test
    void it_has_a_name_and_says_where_it_is() {
        assertThat(provider().name()).matches("[a-z][a-z0-9-]*");
        assertThat(provider().describe()).isNotBlank().doesNotContain("sk-");
    }

    @Test
    void many_threads_ask_at_once() throws InterruptedException, ExecutionException {
        LlmProvider provider = provider();
        List<Future<LlmOutcome>> outcomes = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 300; i++) {
                outcomes.add(threads.submit(() -> provider.complete(request(model()))));
            }
        }
        for (Future<LlmOutcome> outcome : outcomes) {
            assertThat(outcome.get()).isInstanceOf(LlmOutcome.Completed.class);
        }
    }

    protected static LlmRequest request(String model) {
        Section section = Section.newBuilder()
                .setKind("body")
                .setText(
                        "Acme helps small shops plan their week. Orders arrive in one list. Nobody copies numbers by hand.")
                .setUrl(URL)
                .build();
        SiteContent content = SiteContent.newBuilder()
                .setContentHash("0")
                .setSections(List.of(section))
                .setPages(List.of())
                .build();
        var prompt = OVERVIEW.prompt().render(new PromptInputs(URL, content, Map.of(), null));
        String schema = OVERVIEW.prompt().outputSchema();
        return new LlmRequest(
                "overview",
                model,
                URL,
                prompt.system(),
                prompt.user(),
                schema,
                OutputRules.of(schema).providerSchema(),
                0.2,
                4_000,
                List.of(),
                Duration.ofSeconds(10));
    }
}
