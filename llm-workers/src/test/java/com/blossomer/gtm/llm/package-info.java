@NullMarked
package com.blossomer.gtm.llm;

import org.jspecify.annotations.NullMarked;
