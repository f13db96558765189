package com.blossomer.gtm.platform.http;

import io.micronaut.context.annotation.ConfigurationProperties;
import org.jspecify.annotations.Nullable;

/**
 * @param apiKey what callers must send; without one every request is refused
 */
@ConfigurationProperties("blossomer")
record ApiKeySettings(@Nullable String apiKey) {}
