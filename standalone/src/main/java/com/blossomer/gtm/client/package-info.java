/** A client of the system's REST API. */
@NullMarked
package com.blossomer.gtm.client;

import org.jspecify.annotations.NullMarked;
