/** The benchmark: whole campaigns through a whole system of its own, against a model and websites that are simulated in another process. */
@NullMarked
package com.blossomer.gtm.bench;

import org.jspecify.annotations.NullMarked;
