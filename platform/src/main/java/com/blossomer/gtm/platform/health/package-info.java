/** What {@code /health} and {@code /health/readiness} look at. */
@NullMarked
package com.blossomer.gtm.platform.health;

import org.jspecify.annotations.NullMarked;
