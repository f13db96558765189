/** What every HTTP service shares: problem+json, the API key, the tenant. */
@NullMarked
package com.blossomer.gtm.platform.http;

import org.jspecify.annotations.NullMarked;
