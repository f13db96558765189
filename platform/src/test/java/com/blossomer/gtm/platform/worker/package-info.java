@NullMarked
package com.blossomer.gtm.platform.worker;

import org.jspecify.annotations.NullMarked;
