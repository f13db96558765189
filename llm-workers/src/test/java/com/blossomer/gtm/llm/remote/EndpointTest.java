package com.blossomer.gtm.llm.remote;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class EndpointTest {

    @ParameterizedTest
    @CsvSource({
        "'',https://api.openai.com/v1",
        "https://api.openai.com,https://api.openai.com/v1",
        "https://api.openai.com/v1/,https://api.openai.com/v1",
        "http://localhost:11434/v1,http://localhost:11434/v1",
        "http://h/v1/chat/completions,http://h/v1",
        "https://openrouter.ai/api/v1,https://openrouter.ai/api/v1",
        "https://x.openai.azure.com/openai/v1?api-version=preview,https://x.openai.azure.com/openai/v1"
    })
    void the_base_url_of_chat_completions_is_taken_as_people_write_it(String baseUrl, String base) {
        assertThat(Endpoint.chatCompletions(baseUrl).base()).hasToString(base);
    }

    @ParameterizedTest
    @CsvSource({
        "'',https://api.anthropic.com/v1",
        "https://api.anthropic.com/,https://api.anthropic.com/v1",
        "https://api.anthropic.com/v1,https://api.anthropic.com/v1",
        "https://api.anthropic.com/v1/messages,https://api.anthropic.com/v1",
        "https://gateway.example/anthropic,https://gateway.example/anthropic/v1"
    })
    void the_base_url_of_messages_is_taken_as_people_write_it(String baseUrl, String base) {
        assertThat(Endpoint.messages(baseUrl).base()).hasToString(base);
    }

    @ParameterizedTest
    @CsvSource({
        "'',https://generativelanguage.googleapis.com/v1beta",
        "https://generativelanguage.googleapis.com,https://generativelanguage.googleapis.com/v1beta",
        "https://generativelanguage.googleapis.com/v1beta/,https://generativelanguage.googleapis.com/v1beta",
        "https://generativelanguage.googleapis.com/v1beta/models,https://generativelanguage.googleapis.com/v1beta",
        "http://localhost:8080/gemini/v1,http://localhost:8080/gemini/v1"
    })
    void the_base_url_of_gemini_is_taken_as_people_write_it(String baseUrl, String base) {
        assertThat(Endpoint.generateContent(baseUrl).base()).hasToString(base);
    }
}
