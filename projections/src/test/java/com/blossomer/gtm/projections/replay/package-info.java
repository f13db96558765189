@NullMarked
package com.blossomer.gtm.projections.replay;

import org.jspecify.annotations.NullMarked;
