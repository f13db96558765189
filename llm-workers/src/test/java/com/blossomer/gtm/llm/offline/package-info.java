@NullMarked
package com.blossomer.gtm.llm.offline;

import org.jspecify.annotations.NullMarked;
