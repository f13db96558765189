/** The topic catalogue: every topic's name, types, key, owner, partitions and retention. No topic name stands anywhere else. */
@NullMarked
package com.blossomer.gtm.topics;

import org.jspecify.annotations.NullMarked;
