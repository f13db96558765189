/** The asset catalogue: asset types as data (folders under {@code catalog/}), their prompts, and the rules their output must keep. */
@NullMarked
package com.blossomer.gtm.catalog;

import org.jspecify.annotations.NullMarked;
