package com.blossomer.gtm.platform;

import io.micronaut.context.annotation.Factory;
import io.micronaut.context.annotation.Secondary;
import jakarta.inject.Singleton;
import java.time.Clock;

@Factory
final class PlatformBeans {

    @Singleton
    @Secondary
    Clock clock() {
        return Clock.systemUTC();
    }
}
