/** The command line. Talks to the system over its REST API only. */
@NullMarked
package com.blossomer.gtm.cli;

import org.jspecify.annotations.NullMarked;
