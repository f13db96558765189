/** Names that follow from what they name. */
@NullMarked
package com.blossomer.gtm.hash;

import org.jspecify.annotations.NullMarked;
