/** What a website is called: the URL as given, and the key under which everything about it is found. */
@NullMarked
package com.blossomer.gtm.site;

import org.jspecify.annotations.NullMarked;
