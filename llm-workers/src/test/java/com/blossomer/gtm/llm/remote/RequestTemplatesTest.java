package com.blossomer.gtm.llm.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.blossomer.gtm.llm.LlmRequest;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.langchain4j.http.client.HttpMethod;
import dev.langchain4j.http.client.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class RequestTemplatesTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final List<LlmRequest> composed = new ArrayList<>();
    private final RequestTemplates templates = new RequestTemplates(request -> library(request, text -> text));

    @ParameterizedTest
    @ValueSource(
            strings = {
                "plain",
                "\"quoted\" \\ and {\"json\":\"in it\"}",
                "line\nbreak\r\n\ttab\u0000\u001f\u007f",
                "\u201cZürich\u201d 東京 \uD83D\uDE80 \u2028",
                "",
                " \n"
            })
    void are_what_the_library_writes_of_the_same_texts(String text) {
        LlmRequest request = request("m", "system " + text, text, List.of(new LlmRequest.Turn(text, "fix " + text)));

        RequestTemplates.Composed sent = templates.compose(request);

        assertThat(text(sent)).isEqualTo(library(request, same -> same).body().replace("\n", ""));
        assertThat(sent.head().url()).isEqualTo("http://models.example/m");
    }

    @Test
    void the_library_composes_one_of_each_kind() {
        templates.compose(request("m", "s", "u1", List.of()));
        templates.compose(request("m", "s2", "u2", List.of()));
        templates.compose(request("other", "s", "u3", List.of()));
        templates.compose(request("m", "s", "u4", List.of(new LlmRequest.Turn("a", "c"))));
        templates.compose(request("m", "s", "u5", List.of(new LlmRequest.Turn("a2", "c2"))));

        assertThat(composed).hasSize(3);
    }

    @Test
    void half_of_a_surrogate_pair_becomes_a_question_mark() {
        assertThat(text(templates.compose(request("m", "s", "half \uD83D of it", List.of()))))
                .contains("half ? of it");
    }

    @Test
    void a_library_that_changes_texts_is_found_out() {
        RequestTemplates changed = new RequestTemplates(request -> library(request, text -> text + "!"));
        RequestTemplates dropped = new RequestTemplates(request -> library(request, text -> ""));

        for (RequestTemplates one : List.of(changed, dropped)) {
            assertThatThrownBy(() -> one.compose(request("m", "s", "u", List.of())))
                    .isInstanceOf(IllegalStateException.class);
        }
    }

    private static String text(RequestTemplates.Composed request) {
        return new String(request.body(), StandardCharsets.UTF_8);
    }

    private static LlmRequest request(String model, String system, String user, List<LlmRequest.Turn> turns) {
        return new LlmRequest(
                "sketch", model, "https://a.example", system, user, "{}", "{}", 0.2, 500, turns, Duration.ofSeconds(9));
    }

    /** Writes the user's text before the system's. */
    private HttpRequest library(LlmRequest request, UnaryOperator<String> change) {
        composed.add(request);
        ObjectNode body = JSON.createObjectNode().put("temperature", request.temperature());
        ArrayNode texts = body.putArray("texts").add(change.apply(request.user()));
        request.earlier().forEach(turn -> texts.add(change.apply(turn.answer())).add(change.apply(turn.correction())));
        body.put("system", change.apply(request.system()));
        return HttpRequest.builder()
                .method(HttpMethod.POST)
                .url("http://models.example/" + request.model())
                .body("\n" + body)
                .build();
    }
}
