@NullMarked
package com.blossomer.gtm.projections.edit;

import org.jspecify.annotations.NullMarked;
