package com.blossomer.gtm.content;

import com.blossomer.gtm.content.FirecrawlAnswer.Again;
import com.blossomer.gtm.content.FirecrawlAnswer.Decided;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Has Firecrawl (API v2, {@code POST /v2/scrape}) read pages with a browser, for sites that show their text only with
 * JavaScript. A URL is handed over only when we would fetch it ourselves: the guard and the site's robots.txt come first.
 * The raw HTML is asked for, so that one extraction serves all sources.
 */
final class FirecrawlPages implements PageSource, AutoCloseable {

    private static final Duration CONNECT = Duration.ofSeconds(10);
    /** The API takes no shorter time-out, and with less time left an answer is not to be expected. */
    private static final Duration LEAST = Duration.ofSeconds(1);

    private static final Duration FIRST_PAUSE = Duration.ofMillis(500);

    private final FirecrawlSettings settings;
    private final GuardedHttp guarded;
    private final GuardedHttp.Permission robots;
    private final FirecrawlAnswer answers;
    private final int maxBody;
    private final HttpClient http;

    FirecrawlPages(
            FirecrawlSettings settings, GuardedHttp guarded, GuardedHttp.Permission robots, FirecrawlAnswer answers) {
        this.settings = settings;
        this.guarded = guarded;
        this.robots = robots;
        this.answers = answers;
        this.maxBody = answers.maxBody();
        this.http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(CONNECT)
                .followRedirects(HttpClient.Redirect.NEVER)
                .executor(Executors.newVirtualThreadPerTaskExecutor())
                .build();
    }

    @Override
    public FetchOutcome fetch(URI start, Deadline deadline) throws InterruptedException {
        Optional<FetchFailure> refusal = guarded.refusal(start);
        if (refusal.isEmpty()) {
            refusal = robots.of(start, deadline).refusal();
        }
        if (refusal.isPresent()) {
            return refusal.get();
        }
        Duration pause = FIRST_PAUSE;
        while (true) {
            if (deadline.left().compareTo(LEAST) < 0) {
                return FetchFailure.timeout(start);
            }
            switch (ask(start, deadline)) {
                case Decided decided -> {
                    return permitted(decided.outcome());
                }
                case Again again -> {
                    Duration wait = again.after().compareTo(pause) > 0 ? again.after() : pause;
                    if (deadline.left().compareTo(wait.plus(LEAST)) < 0) {
                        return again.otherwise();
                    }
                    Thread.sleep(wait);
                    pause = pause.multipliedBy(2);
                }
            }
        }
    }

    /** What it read may lie elsewhere than what it was asked for. */
    private FetchOutcome permitted(FetchOutcome outcome) {
        return outcome instanceof FetchedPage page
                ? guarded.refusal(page.uri())
                        .<FetchOutcome>map(refusal -> refusal)
                        .orElse(page)
                : outcome;
    }

    private FirecrawlAnswer.Verdict ask(URI page, Deadline deadline) throws InterruptedException {
        Duration left = deadline.left();
        HttpRequest.Builder request = HttpRequest.newBuilder(settings.scrape())
                .timeout(left)
                .header("Content-Type", "application/json")
                .header("Accept", "application/json")
                .POST(HttpRequest.BodyPublishers.ofByteArray(answers.question(page, left)));
        if (!settings.apiKey().isEmpty()) {
            request.header("Authorization", "Bearer " + settings.apiKey());
        }
        // The client's own time-out ends with the headers; this one includes the body.
        CompletableFuture<HttpResponse<byte[]>> call =
                http.sendAsync(request.build(), BodyHandlers.limiting(BodyHandlers.ofByteArray(), maxBody));
        try {
            HttpResponse<byte[]> response = call.get(left.toNanos(), TimeUnit.NANOSECONDS);
            return answers.verdict(
                    page,
                    response.statusCode(),
                    response.headers().firstValue("Retry-After"),
                    new String(response.body(), StandardCharsets.UTF_8));
        } catch (TimeoutException e) {
            call.cancel(true);
            return new Decided(FetchFailure.timeout(page));
        } catch (ExecutionException e) {
            Throwable cause = e.getCause();
            return failed(page, cause == null ? e : cause);
        } catch (InterruptedException e) {
            call.cancel(true);
            throw e;
        }
    }

    private FirecrawlAnswer.Verdict failed(URI page, Throwable cause) {
        String server = settings.scrape().getAuthority();
        return switch (cause) {
            case java.net.http.HttpConnectTimeoutException e -> away("takes too long to connect to: " + server);
            case java.net.http.HttpTimeoutException e -> new Decided(FetchFailure.timeout(page));
            case java.net.ConnectException e -> away("cannot be connected to at " + server);
            case IOException e ->
                String.valueOf(e.getMessage()).contains("capacity")
                        ? new Decided(FetchFailure.tooLarge(answers.maxPageBytes()))
                        : away("broke off (" + e.getClass().getSimpleName() + ")");
            default -> throw new IllegalStateException("the HTTP client failed", cause);
        };
    }

    private static Again away(String how) {
        return new Again(
                Duration.ZERO,
                FirecrawlAnswer.unavailable(how + "; check FIRECRAWL_BASE_URL and the network, or try again later."));
    }

    @Override
    public void close() {
        http.shutdownNow();
    }
}
