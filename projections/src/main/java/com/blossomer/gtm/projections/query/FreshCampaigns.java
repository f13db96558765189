package com.blossomer.gtm.projections.query;

import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Bridges the moment between the acceptance of a campaign, or a batch, and its row: whoever follows the {@code Location} of a 202 at once must
 * not meet a 404. Ids tell when they were made, so that only young ones are waited for; and those that follow from an
 * {@code Idempotency-Key}, which tell no time.
 */
@Singleton
public final class FreshCampaigns {

    private static final Duration FRESH = Duration.ofMinutes(1);
    /** No campaign is older. An id whose digits say so, or name a time to come, is a hash. */
    private static final Instant FIRST = Instant.parse("2026-01-01T00:00:00Z");

    private static final Duration PATIENCE = Duration.ofSeconds(2);
    private static final Duration PAUSE = Duration.ofMillis(25);

    private static final Set<String> PREFIXES = Set.of("cmp_", "bat_");
    private static final int PREFIX_LENGTH = 4;
    private static final int ID_LENGTH = 26;
    private static final int TIME_LENGTH = 10;
    private static final String CROCKFORD = "0123456789abcdefghjkmnpqrstvwxyz";

    private final Clock clock;

    FreshCampaigns(Clock clock) {
        this.clock = clock;
    }

    /** What is there, looked for again a moment long while the id is young. */
    public <T> Optional<T> await(String campaignId, Supplier<Optional<T>> look) throws InterruptedException {
        Optional<T> found = look.get();
        if (found.isPresent() || !isFresh(campaignId)) {
            return found;
        }
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (found.isEmpty() && System.nanoTime() < deadline) {
            Thread.sleep(PAUSE);
            found = look.get();
        }
        return found;
    }

    private boolean isFresh(String campaignId) {
        Instant now = clock.instant();
        return madeAt(campaignId)
                .filter(at -> at.isAfter(now.minus(FRESH)) || at.isBefore(FIRST))
                .isPresent();
    }

    /** The time in the ten characters after {@code cmp_}: milliseconds in Crockford's base 32, as in ULID. */
    static Optional<Instant> madeAt(String campaignId) {
        if (campaignId.length() != PREFIX_LENGTH + ID_LENGTH
                || !PREFIXES.contains(campaignId.substring(0, PREFIX_LENGTH))) {
            return Optional.empty();
        }
        long millis = 0;
        for (int i = PREFIX_LENGTH; i < PREFIX_LENGTH + TIME_LENGTH; i++) {
            int digit = CROCKFORD.indexOf(Character.toLowerCase(campaignId.charAt(i)));
            if (digit < 0) {
                return Optional.empty();
            }
            millis = millis << 5 | digit;
        }
        return Optional.of(Instant.ofEpochMilli(millis));
    }
}
