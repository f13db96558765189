package com.blossomer.gtm.content;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Optional;

/**
 * What Firecrawl's API v2 is asked, and what its answers mean: about the page, about the service, or that asking again
 * may help. A status of 200 says only that something was read; the page's own status is in {@code metadata.statusCode}.
 * Nothing that the service writes is passed on but its error code.
 */
final class FirecrawlAnswer {

    /** What to do about an answer. */
    sealed interface Verdict {}

    record Decided(FetchOutcome outcome) implements Verdict {}

    /**
     * Asking again may help.
     *
     * @param after at least this long
     * @param otherwise when there is no time for that
     */
    record Again(Duration after, FetchFailure otherwise) implements Verdict {}

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration MAX_TIMEOUT = Duration.ofMinutes(5);
    /** JSON escapes every quotation mark of the HTML. */
    private static final int ENVELOPE = 1 << 20;

    private final int maxPageBytes;
    private final Clock clock;

    FirecrawlAnswer(int maxPageBytes, Clock clock) {
        this.maxPageBytes = maxPageBytes;
        this.clock = clock;
    }

    int maxPageBytes() {
        return maxPageBytes;
    }

    int maxBody() {
        return (int) Math.min(Integer.MAX_VALUE, 2L * maxPageBytes + ENVELOPE);
    }

    byte[] question(URI page, Duration time) {
        Duration timeout = time.compareTo(MAX_TIMEOUT) > 0 ? MAX_TIMEOUT : time;
        ObjectNode body = JSON.createObjectNode()
                .put("url", page.toString())
                .put("onlyMainContent", false)
                .put("skipTlsVerification", false)
                .put("timeout", timeout.toMillis());
        body.putArray("formats").add("rawHtml");
        body.putArray("parsers"); // A PDF is no page, and reading one costs extra.
        return body.toString().getBytes(StandardCharsets.UTF_8);
    }

    Verdict verdict(URI asked, int status, Optional<String> retryAfter, String body) {
        JsonNode answer;
        try {
            answer = JSON.readTree(body);
        } catch (JsonProcessingException e) {
            answer = JSON.missingNode();
        }
        String code = answer.path("code").asText("");
        if (status == 200 && answer.path("success").asBoolean(false)) {
            return new Decided(page(asked, answer.path("data")));
        }
        Optional<FetchFailure> aboutPage = aboutPage(asked, code);
        if (aboutPage.isPresent()) {
            return new Decided(aboutPage.get());
        }
        return switch (status) {
            case 408 -> new Decided(FetchFailure.timeout(asked));
            case 429 ->
                new Again(
                        after(retryAfter),
                        unavailable("throttles us (429); try again later, or raise the plan's limits."));
            case 401 -> new Decided(unavailable("refuses the key (401); check FIRECRAWL_API_KEY."));
            case 402 -> new Decided(unavailable("has no credits left for this key (402); top them up."));
            case 403 ->
                new Decided(unavailable("does not read this site, or not with this key (403); take"
                        + " firecrawl out of BLOSSOMER_FETCH_SOURCES, or check what the key may do."));
            case 404 ->
                new Decided(
                        unavailable("has no /v2/scrape there (404); check FIRECRAWL_BASE_URL, its API must be v2."));
            default ->
                status >= 500
                        ? new Again(
                                after(retryAfter),
                                unavailable("has a problem of its own (" + status + "); try again later."))
                        : new Decided(unavailable("answers in an unexpected way (" + status
                                + "); check that FIRECRAWL_BASE_URL speaks its API v2."));
        };
    }

    private FetchOutcome page(URI asked, JsonNode data) {
        JsonNode metadata = data.path("metadata");
        Optional<URI> found = found(asked, metadata);
        if (!data.path("rawHtml").isTextual() || found.isEmpty()) {
            return unavailable("answers without the page's HTML or with no proper address of it; check that"
                    + " FIRECRAWL_BASE_URL speaks its API v2.");
        }
        URI uri = found.get();
        int status = metadata.path("statusCode").asInt(200);
        if (status < 200 || status >= 300) {
            return FetchFailure.ofStatus(uri, status);
        }
        String type = metadata.path("contentType").asText("text/html");
        if (!HtmlBody.mayBeHtml(type)) {
            return HtmlBody.notHtml(type);
        }
        String html = data.path("rawHtml").asText();
        long bytes = html.getBytes(StandardCharsets.UTF_8).length;
        return bytes > maxPageBytes
                ? FetchFailure.tooLarge(maxPageBytes)
                : new FetchedPage(uri, status, html, bytes, clock.instant(), null, null);
    }

    /** {@code url} is where a redirect ended, {@code sourceURL} what was asked for. */
    private static Optional<URI> found(URI asked, JsonNode metadata) {
        String text = metadata.path("url").asText(metadata.path("sourceURL").asText(asked.toString()));
        try {
            URI uri = URI.create(text);
            return uri.getHost() == null ? Optional.empty() : Optional.of(uri);
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static Optional<FetchFailure> aboutPage(URI asked, String code) {
        String host = asked.getHost();
        return Optional.ofNullable(
                switch (code) {
                    case "SCRAPE_TIMEOUT", "CONCURRENCY_QUEUE_TIMEOUT" -> FetchFailure.timeout(asked);
                    case "SCRAPE_DNS_RESOLUTION_ERROR" ->
                        FetchFailure.unreachable("The name " + host + " cannot be resolved; check its spelling.");
                    case "SCRAPE_SSL_ERROR" ->
                        FetchFailure.unreachable("No secure connection to " + host
                                + ": its certificate or its TLS is not valid. If the site has no TLS, give the address"
                                + " with http://.");
                    case "SCRAPE_UNSUPPORTED_FILE_ERROR" -> HtmlBody.notHtml(null);
                    case "SCRAPE_SITE_ERROR", "SCRAPE_ALL_ENGINES_FAILED" ->
                        FetchFailure.unreachable(
                                host + " could not be read by Firecrawl either (" + code + "); check the address.");
                    default -> null;
                });
    }

    static FetchFailure unavailable(String how) {
        return new FetchFailure(FetchFailure.SOURCE_UNAVAILABLE, "Firecrawl " + how);
    }

    /** In seconds or as a date (RFC 9110); not at all when it is neither. */
    private Duration after(Optional<String> retryAfter) {
        String text = retryAfter.map(String::strip).orElse("");
        if (text.matches("\\d{1,9}")) {
            return Duration.ofSeconds(Long.parseLong(text));
        }
        try {
            Duration wait =
                    Duration.between(clock.instant(), ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME));
            return wait.isNegative() ? Duration.ZERO : wait;
        } catch (DateTimeParseException e) {
            return Duration.ZERO;
        }
    }
}
