@NullMarked
package com.blossomer.gtm.hash;

import org.jspecify.annotations.NullMarked;
