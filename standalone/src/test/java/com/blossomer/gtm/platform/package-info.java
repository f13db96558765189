@NullMarked
package com.blossomer.gtm.platform;

import org.jspecify.annotations.NullMarked;
