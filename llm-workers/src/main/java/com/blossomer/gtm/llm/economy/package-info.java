/** Prompts that have a day: collected, handed to a provider's batch API, and given back as if each had been asked alone. */
@NullMarked
package com.blossomer.gtm.llm.economy;

import org.jspecify.annotations.NullMarked;
