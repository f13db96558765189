@NullMarked
package com.blossomer.gtm.platform.telemetry;

import org.jspecify.annotations.NullMarked;
