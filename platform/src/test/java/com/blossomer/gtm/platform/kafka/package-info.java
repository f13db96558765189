@NullMarked
package com.blossomer.gtm.platform.kafka;

import org.jspecify.annotations.NullMarked;
