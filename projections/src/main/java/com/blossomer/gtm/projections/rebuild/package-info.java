/** Fills new tables from the topics beside the live ones, compares them, and swaps them in one transaction (ADR 23). */
@NullMarked
package com.blossomer.gtm.projections.rebuild;

import org.jspecify.annotations.NullMarked;
