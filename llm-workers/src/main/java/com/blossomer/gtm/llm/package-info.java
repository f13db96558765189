/** Prompt tasks to model providers to prompt results. */
@NullMarked
package com.blossomer.gtm.llm;

import org.jspecify.annotations.NullMarked;
