/** Sends what was submitted in bulk to the pipeline bit by bit: batches, replays. One instance of all does it. */
@NullMarked
package com.blossomer.gtm.projections.dispatch;

import org.jspecify.annotations.NullMarked;
