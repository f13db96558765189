package com.blossomer.gtm.ingress;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * How long a caller is willing to wait, from {@code Prefer} (RFC 7240).
 *
 * @param patience zero to answer as soon as the request is safe on Kafka
 * @param applied the {@code Preference-Applied} of the answer; null where the caller preferred nothing that we know
 */
record Preference(Duration patience, @Nullable String applied) {

    /**
     * Reads the headers. {@code respond-async} alone means no wait at all; with {@code wait=N} it means what the RFC says:
     * wait that long, then answer 202, which is done in any case. What makes no sense is ignored, as the RFC asks.
     */
    static Preference of(List<String> headers, Duration standard, Duration longest) {
        boolean async = false;
        @Nullable Duration asked = null;
        for (String header : headers) {
            for (String preference : header.split(",", -1)) {
                String[] parts = preference.split(";", 2)[0].strip().split("=", 2);
                switch (parts[0].strip().toLowerCase(Locale.ROOT)) {
                    case "respond-async" -> async = true;
                    case "wait" -> asked = asked == null && parts.length == 2 ? seconds(parts[1], longest) : asked;
                    default -> {} // other preferences are not ours
                }
            }
        }
        if (asked != null) {
            return new Preference(asked, "wait=" + asked.toSeconds());
        }
        return async ? new Preference(Duration.ZERO, "respond-async") : new Preference(standard, null);
    }

    private static @Nullable Duration seconds(String text, Duration longest) {
        String digits = text.strip().replace("\"", "");
        if (digits.isEmpty() || digits.length() > 9 || !digits.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return null;
        }
        Duration asked = Duration.ofSeconds(Long.parseLong(digits));
        return asked.compareTo(longest) > 0 ? longest : asked;
    }
}
