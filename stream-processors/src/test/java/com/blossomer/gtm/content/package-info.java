@NullMarked
package com.blossomer.gtm.content;

import org.jspecify.annotations.NullMarked;
