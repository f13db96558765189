@NullMarked
package com.blossomer.gtm.pipeline;

import org.jspecify.annotations.NullMarked;
