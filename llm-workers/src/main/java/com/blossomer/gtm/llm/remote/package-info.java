/** Providers that are asked over HTTP, through LangChain4j's models and a transport of our own. */
@NullMarked
package com.blossomer.gtm.llm.remote;

import org.jspecify.annotations.NullMarked;
