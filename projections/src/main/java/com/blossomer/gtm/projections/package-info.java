/** Topics to Postgres: records become rows, written with the offsets they were read at. */
@NullMarked
package com.blossomer.gtm.projections;

import org.jspecify.annotations.NullMarked;
