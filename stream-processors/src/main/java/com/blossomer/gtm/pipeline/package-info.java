/** The site pipeline: {@code decide}, a pure function, and the topology that loads, calls, stores and forwards. */
@NullMarked
package com.blossomer.gtm.pipeline;

import org.jspecify.annotations.NullMarked;
