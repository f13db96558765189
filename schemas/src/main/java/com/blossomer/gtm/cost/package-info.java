/** What answers cost: tokens, prices, budgets. */
@NullMarked
package com.blossomer.gtm.cost;

import org.jspecify.annotations.NullMarked;
