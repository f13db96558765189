/** The gate of budgets: which prompt tasks may be let out, and what they cost in the end. */
@NullMarked
package com.blossomer.gtm.budget;

import org.jspecify.annotations.NullMarked;
