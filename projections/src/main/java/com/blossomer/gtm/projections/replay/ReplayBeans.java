package com.blossomer.gtm.projections.replay;

import com.blossomer.gtm.platform.kafka.Prompts;
import io.micronaut.context.annotation.Factory;
import jakarta.inject.Named;
import jakarta.inject.Singleton;

@Factory
final class ReplayBeans {

    /** Replays name versions of prompts. */
    @Singleton
    @Named("replays")
    Prompts.Wanted prompts() {
        return new Prompts.Wanted();
    }
}
