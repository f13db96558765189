/** The HTTP write side: requests are checked, become commands on Kafka, and are waited for on the event topic. */
@NullMarked
package com.blossomer.gtm.ingress;

import org.jspecify.annotations.NullMarked;
