/** The worker loop: tasks of a topic on virtual threads, each result published before its task is marked done. */
@NullMarked
package com.blossomer.gtm.platform.worker;

import org.jspecify.annotations.NullMarked;
