/** Drafts from the page's own words: no key, no network, no model. */
@NullMarked
package com.blossomer.gtm.llm.offline;

import org.jspecify.annotations.NullMarked;
