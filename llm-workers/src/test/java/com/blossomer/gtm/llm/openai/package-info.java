@NullMarked
package com.blossomer.gtm.llm.openai;

import org.jspecify.annotations.NullMarked;
