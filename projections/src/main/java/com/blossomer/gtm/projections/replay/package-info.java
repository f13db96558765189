/** Replays: past campaigns run again with other prompts or models, compared with what they have, promoted or discarded. */
@NullMarked
package com.blossomer.gtm.projections.replay;

import org.jspecify.annotations.NullMarked;
