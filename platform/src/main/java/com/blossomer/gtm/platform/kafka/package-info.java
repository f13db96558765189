/** Kafka clients, topics and tails, configured in one place. */
@NullMarked
package com.blossomer.gtm.platform.kafka;

import org.jspecify.annotations.NullMarked;
