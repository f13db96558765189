@NullMarked
package com.blossomer.gtm.projections.rebuild;

import org.jspecify.annotations.NullMarked;
