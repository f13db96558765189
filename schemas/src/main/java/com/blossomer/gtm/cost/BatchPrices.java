package com.blossomer.gtm.cost;

import java.util.OptionalLong;

/**
 * What the entries of providers' batch APIs cost: what is set for them, else half of what a call costs.
 *
 * @param own of batches; may be of no model at all
 * @param calls of single calls
 */
public record BatchPrices(Prices own, Prices calls) {

    /** As {@link Prices#nanoUsd}. */
    public OptionalLong nanoUsd(String model, TokenUsage usage) {
        OptionalLong set = own.nanoUsd(model, usage);
        if (set.isPresent()) {
            return set;
        }
        OptionalLong call = calls.nanoUsd(model, usage);
        return call.isPresent() ? OptionalLong.of((call.getAsLong() + 1) / 2) : call;
    }
}
