/** The query API: reads the tables that the projection writes. */
@NullMarked
package com.blossomer.gtm.projections.query;

import org.jspecify.annotations.NullMarked;
