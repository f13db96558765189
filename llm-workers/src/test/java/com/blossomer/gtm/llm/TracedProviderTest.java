package com.blossomer.gtm.llm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.blossomer.gtm.cost.TokenUsage;
import com.blossomer.gtm.platform.telemetry.Tracing;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.context.Scope;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

final class TracedProviderTest {

    private final InMemorySpanExporter spans = InMemorySpanExporter.create();
    private final Tracing tracing = Tracing.to(spans);
    private final ScriptedProvider scripted = new ScriptedProvider("gemini");
    private final LlmProvider provider = new TracedProvider(scripted, tracing.tracer());

    @Test
    @SuppressWarnings("try") // the scope is there to be closed
    void a_call_is_a_span_within_its_task_and_says_nothing_of_what_was_asked_or_answered() throws Exception {
        scripted.then(new LlmOutcome.Completed(Tasks.GOOD, "m-2026", new TokenUsage(812, 0, 95, 0)));
        Span task = tracing.request("POST", null);
        try (Scope scope = task.makeCurrent()) {
            provider.complete(Requests.any());
        }

        SpanData call = spans.getFinishedSpanItems().getFirst();
        assertThat(call.getName()).isEqualTo("chat m");
        assertThat(call.getKind()).isEqualTo(SpanKind.CLIENT);
        assertThat(call.getParentSpanId()).isEqualTo(task.getSpanContext().getSpanId());
        assertThat(attributes(call))
                .isEqualTo(Map.of(
                        "gen_ai.operation.name", "chat",
                        "gen_ai.provider.name", "gcp.gemini",
                        "gen_ai.request.model", "m",
                        "gen_ai.response.model", "m-2026",
                        "gen_ai.usage.input_tokens", 812L,
                        "gen_ai.usage.output_tokens", 95L));
        assertThat(call.getStatus().getStatusCode()).isEqualTo(StatusCode.UNSET);
    }

    @Test
    void a_call_in_vain_says_why_and_not_what_the_provider_said() throws Exception {
        scripted.then(new LlmOutcome.Throttled(Optional.empty(), "slow down, you and your prompt"));

        provider.complete(Requests.any());

        SpanData call = spans.getFinishedSpanItems().getFirst();
        assertThat(call.getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
        assertThat(call.getStatus().getDescription()).isEmpty();
        assertThat(attributes(call)).containsEntry("error.type", "throttled");
        assertThat(call.toString()).doesNotContain("slow down");
    }

    @Test
    void a_call_that_is_broken_off_ends_its_span() {
        LlmProvider stopped = new TracedProvider(new Stopped(), tracing.tracer());

        assertThatThrownBy(() -> stopped.complete(Requests.any())).isInstanceOf(InterruptedException.class);

        assertThat(attributes(spans.getFinishedSpanItems().getFirst()))
                .containsEntry("error.type", InterruptedException.class.getName());
    }

    private static Map<String, Object> attributes(SpanData span) {
        return span.getAttributes().asMap().entrySet().stream()
                .collect(Collectors.toMap(entry -> key(entry.getKey()), Map.Entry::getValue));
    }

    private static String key(AttributeKey<?> key) {
        return key.getKey();
    }

    private record Stopped() implements LlmProvider {

        @Override
        public String name() {
            return "stopped";
        }

        @Override
        public String describe() {
            return "stopped";
        }

        @Override
        public LlmOutcome complete(LlmRequest request) throws InterruptedException {
            throw new InterruptedException();
        }
    }
}
