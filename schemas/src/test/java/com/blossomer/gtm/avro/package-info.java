@NullMarked
package com.blossomer.gtm.avro;

import org.jspecify.annotations.NullMarked;
