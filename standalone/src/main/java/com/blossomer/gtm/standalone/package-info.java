/** The whole system in one JVM: embedded broker, registry and database, and every service's beans. */
@NullMarked
package com.blossomer.gtm.standalone;

import org.jspecify.annotations.NullMarked;
