@NullMarked
package com.blossomer.gtm.budget;

import org.jspecify.annotations.NullMarked;
