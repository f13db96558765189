/** The API's own description: the OpenAPI document, merged from every module on the class path, and Swagger UI. */
@NullMarked
package com.blossomer.gtm.ingress.docs;

import org.jspecify.annotations.NullMarked;
