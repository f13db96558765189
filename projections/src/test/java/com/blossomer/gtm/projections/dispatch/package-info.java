@NullMarked
package com.blossomer.gtm.projections.dispatch;

import org.jspecify.annotations.NullMarked;
