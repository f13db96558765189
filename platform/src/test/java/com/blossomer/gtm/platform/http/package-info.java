@NullMarked
package com.blossomer.gtm.platform.http;

import org.jspecify.annotations.NullMarked;
