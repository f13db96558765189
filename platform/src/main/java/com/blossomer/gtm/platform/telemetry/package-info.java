/** Traces: from a request, in the headers of records, to calls to models and the tables. */
@NullMarked
package com.blossomer.gtm.platform.telemetry;

import org.jspecify.annotations.NullMarked;
