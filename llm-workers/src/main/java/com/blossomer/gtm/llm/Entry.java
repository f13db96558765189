package com.blossomer.gtm.llm;

import com.blossomer.gtm.events.Lane;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What a task comes to at a provider's {@link Gate}. */
sealed interface Entry {

    /**
     * It may call, and must say afterwards that it has.
     *
     * @param allowance what it was taken from; null where no rate is set
     * @param tokens as estimated
     */
    record Permit(Lane lane, @Nullable Allowance allowance, long tokens, Instant entered) implements Entry {}

    /**
     * It may not call now.
     *
     * @param until when it is worth asking again
     * @param detail what the provider said, fit for the API
     * @param forGood whether the same call would be rejected then too
     */
    record Closed(Instant until, String detail, boolean forGood) implements Entry {}
}
