package com.blossomer.gtm.llm.remote;

import java.net.http.HttpHeaders;
import java.time.Clock;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Optional;

/** How long a server asks to wait: {@code retry-after-ms}, or {@code Retry-After} in seconds or as a date (RFC 9110). */
final class RetryAfter {

    private RetryAfter() {}

    static Optional<Duration> of(HttpHeaders headers, Clock clock) {
        Optional<Duration> millis = headers.firstValue("retry-after-ms").flatMap(text -> number(text, 1));
        return millis.isPresent()
                ? millis
                : headers.firstValue("Retry-After")
                        .flatMap(text -> number(text, 1_000).or(() -> date(text, clock)));
    }

    private static Optional<Duration> number(String text, int unitMillis) {
        try {
            double value = Double.parseDouble(text.strip());
            return value >= 0 && value < 1e9
                    ? Optional.of(Duration.ofMillis((long) Math.ceil(value * unitMillis)))
                    : Optional.empty();
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    private static Optional<Duration> date(String text, Clock clock) {
        try {
            ZonedDateTime date = ZonedDateTime.parse(text.strip(), DateTimeFormatter.RFC_1123_DATE_TIME);
            Duration wait = Duration.between(clock.instant(), date.toInstant());
            return Optional.of(wait.isNegative() ? Duration.ZERO : wait);
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }
}
