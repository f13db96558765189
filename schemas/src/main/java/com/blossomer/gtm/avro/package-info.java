/** Avro on Kafka in Confluent's wire format, and a client of Confluent's schema registry REST API. */
@NullMarked
package com.blossomer.gtm.avro;

import org.jspecify.annotations.NullMarked;
