@NullMarked
package com.blossomer.gtm.projections;

import org.jspecify.annotations.NullMarked;
