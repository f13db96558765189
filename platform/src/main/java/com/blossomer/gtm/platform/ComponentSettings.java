package com.blossomer.gtm.platform;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;

/**
 * @param enabled whether components start with the application context; off in tests of HTTP alone
 */
@ConfigurationProperties("blossomer.components")
record ComponentSettings(@Bindable(defaultValue = "true") boolean enabled) {}
