package com.blossomer.gtm.llm.economy;

import com.blossomer.gtm.cost.Prices;
import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import java.time.Duration;
import java.util.Arrays;

/**
 * How prompts that have a day are asked.
 *
 * @param providers whose batch APIs are used, by their names and separated by commas; empty for none
 * @param held tasks that wait for batches in this process at most; some 100 KB of memory each
 * @param maxEntries prompts in one batch at most
 * @param maxBytes of one batch at most; OpenAI takes 200 MB, Anthropic 256 MB
 * @param collect how long the first prompt of a batch waits for others
 * @param poll how often a batch is asked after; less often while the provider does not answer
 * @param patience after which a batch is taken for expired: the provider's day and a margin
 * @param settle how long a batch whose creation was not confirmed is looked for before it is taken for never created;
 *     longer than creating one may take, which is six minutes
 * @param prices of batches, as in {@link Prices#parse}; half of what a single call costs where there is none
 */
@ConfigurationProperties("blossomer.llm.economy")
public record EconomySettings(
        @Bindable(defaultValue = "openai,anthropic") String providers,
        @Bindable(defaultValue = "5000") int held,
        @Bindable(defaultValue = "1000") int maxEntries,
        @Bindable(defaultValue = "50000000") int maxBytes,
        @Bindable(defaultValue = "60s") Duration collect,
        @Bindable(defaultValue = "60s") Duration poll,
        @Bindable(defaultValue = "26h") Duration patience,
        @Bindable(defaultValue = "10m") Duration settle,
        @Bindable(defaultValue = "") String prices) {

    /** Task ids of one submission are one record on Kafka: 80 bytes each. */
    private static final int MOST_ENTRIES = 5_000;

    public EconomySettings {
        between("held", held, 1, 100_000);
        between("max-entries", maxEntries, 1, MOST_ENTRIES);
        between("max-bytes", maxBytes, 100_000, 200_000_000);
        positive("collect", collect);
        positive("poll", poll);
        positive("patience", patience);
        positive("settle", settle);
        Prices.parse(prices);
    }

    boolean names(String provider) {
        return Arrays.stream(providers.split(",", -1)).map(String::strip).anyMatch(provider::equals);
    }

    private static void between(String name, int value, int least, int most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(
                    "blossomer.llm.economy." + name + " is " + value + "; it must be from " + least + " to " + most);
        }
    }

    private static void positive(String name, Duration value) {
        if (value.isNegative() || value.isZero()) {
            throw new IllegalArgumentException(
                    "blossomer.llm.economy." + name + " is " + value + "; it must be longer than 0");
        }
    }
}
