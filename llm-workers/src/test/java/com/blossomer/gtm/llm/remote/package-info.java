@NullMarked
package com.blossomer.gtm.llm.remote;

import org.jspecify.annotations.NullMarked;
