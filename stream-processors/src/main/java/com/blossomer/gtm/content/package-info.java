/** Content workers: fetch a company's pages safely, and extract their text in sections with their source. */
@NullMarked
package com.blossomer.gtm.content;

import org.jspecify.annotations.NullMarked;
