@NullMarked
package com.blossomer.gtm.projections.query;

import org.jspecify.annotations.NullMarked;
