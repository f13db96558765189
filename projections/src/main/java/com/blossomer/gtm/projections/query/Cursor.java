package com.blossomer.gtm.projections.query;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;

/** The last campaign of a page, by what lists are ordered by; opaque to callers. */
record Cursor(Instant requestedAt, String campaignId) {

    String text() {
        String plain = requestedAt.toEpochMilli() + " " + campaignId;
        return Base64.getUrlEncoder().withoutPadding().encodeToString(plain.getBytes(StandardCharsets.UTF_8));
    }

    /** Empty when it is none of ours. */
    static Optional<Cursor> parse(String text) {
        try {
            String[] parts = new String(Base64.getUrlDecoder().decode(text), StandardCharsets.UTF_8).split(" ", 2);
            return parts.length == 2
                    ? Optional.of(new Cursor(Instant.ofEpochMilli(Long.parseLong(parts[0])), parts[1]))
                    : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
