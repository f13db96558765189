package com.blossomer.gtm.llm.openai;

import com.blossomer.gtm.llm.LlmOutcome;
import com.blossomer.gtm.llm.LlmProvider;
import com.blossomer.gtm.llm.LlmRequest;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Chat completions with structured output, as OpenAI, Azure's v1 API, Ollama, vLLM, llama.cpp and most gateways serve
 * them. The number of requests in flight is bounded by the callers alone: connections are opened as needed and kept.
 */
public final class OpenAiProvider implements LlmProvider {

    private static final int MAX_BODY = 16 * 1024 * 1024;

    private final String name;
    private final URI endpoint;
    private final String apiKey;
    private final Answers answers;
    private final HttpClient http;

    /**
     * @param name the provider's part of {@code provider/model}
     * @param baseUrl with or without {@code /v1}; see {@link Endpoint}
     * @param apiKey empty where the server wants none
     */
    public OpenAiProvider(String name, String baseUrl, String apiKey, Clock clock) {
        this.name = name;
        this.endpoint = Endpoint.chatCompletions(baseUrl);
        this.apiKey = apiKey;
        this.answers = new Answers(endpoint, clock);
        this.http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(Duration.ofSeconds(10))
                .followRedirects(HttpClient.Redirect.NEVER)
                .executor(Executors.newVirtualThreadPerTaskExecutor())
                .build();
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String describe() {
        return endpoint.getAuthority() + (apiKey.isEmpty() ? ", without a key" : ", key set");
    }

    @Override
    public LlmOutcome complete(LlmRequest request) throws InterruptedException {
        HttpRequest.Builder builder = HttpRequest.newBuilder(endpoint)
                .timeout(request.timeout())
                .header("Content-Type", "application/json")
                .header("Accept", "application/json")
                .POST(HttpRequest.BodyPublishers.ofByteArray(Question.body(request, endpoint)));
        if (!apiKey.isEmpty()) {
            builder.header("Authorization", "Bearer " + apiKey);
        }
        // The client's own time-out ends with the headers; this one includes the body.
        CompletableFuture<HttpResponse<byte[]>> call =
                http.sendAsync(builder.build(), BodyHandlers.limiting(BodyHandlers.ofByteArray(), MAX_BODY));
        try {
            HttpResponse<byte[]> response = call.get(request.timeout().toNanos(), TimeUnit.NANOSECONDS);
            String body = new String(response.body(), StandardCharsets.UTF_8);
            return answers.outcome(response.statusCode(), response.headers(), body, request, apiKey);
        } catch (TimeoutException e) {
            call.cancel(true);
            return new LlmOutcome.Unavailable("no whole answer from " + endpoint.getAuthority() + " within "
                    + request.timeout().toSeconds() + " s");
        } catch (ExecutionException e) {
            Throwable cause = e.getCause();
            return failed(cause == null ? e : cause, request);
        } catch (InterruptedException e) {
            call.cancel(true);
            throw e;
        }
    }

    private LlmOutcome failed(Throwable cause, LlmRequest request) {
        return switch (cause) {
            case java.net.http.HttpConnectTimeoutException e ->
                new LlmOutcome.Unavailable("cannot connect to " + endpoint.getAuthority() + " within 10 s");
            case java.net.http.HttpTimeoutException e ->
                new LlmOutcome.Unavailable("no answer from " + endpoint.getAuthority() + " within "
                        + request.timeout().toSeconds() + " s");
            case java.net.ConnectException e ->
                new LlmOutcome.Unavailable("cannot connect to " + endpoint.getAuthority() + "; is it running?");
            case IOException e ->
                new LlmOutcome.Unavailable("the connection to " + endpoint.getAuthority() + " broke: "
                        + e.getClass().getSimpleName());
            default -> throw new IllegalStateException("the HTTP client failed", cause);
        };
    }
}
