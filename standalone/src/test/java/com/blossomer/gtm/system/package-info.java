/** The whole system, from outside: HTTP in, HTTP out, real broker, real database, real pages. */
@NullMarked
package com.blossomer.gtm.system;

import org.jspecify.annotations.NullMarked;
