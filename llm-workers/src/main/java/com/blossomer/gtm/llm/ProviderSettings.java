package com.blossomer.gtm.llm;

import java.time.Clock;
import java.util.Optional;

/** The settings of one provider, and the provider that they make. Every bean of this type is asked. */
interface ProviderSettings {

    /** Empty where it is not configured. */
    Optional<LlmProvider> provider(Clock clock);
}
