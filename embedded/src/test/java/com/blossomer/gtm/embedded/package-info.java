@NullMarked
package com.blossomer.gtm.embedded;

import org.jspecify.annotations.NullMarked;
