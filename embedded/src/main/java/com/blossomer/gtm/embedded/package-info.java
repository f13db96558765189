/** Kafka, schema registry and PostgreSQL inside this JVM, on loopback only. */
@NullMarked
package com.blossomer.gtm.embedded;

import org.jspecify.annotations.NullMarked;
