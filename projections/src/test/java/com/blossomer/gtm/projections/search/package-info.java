@NullMarked
package com.blossomer.gtm.projections.search;

import org.jspecify.annotations.NullMarked;
