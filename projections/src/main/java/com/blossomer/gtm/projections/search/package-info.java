/** Semantic search over the sites that were read: a projection of its own, off the critical path. Reasons: ADR 10. */
@NullMarked
package com.blossomer.gtm.projections.search;

import org.jspecify.annotations.NullMarked;
