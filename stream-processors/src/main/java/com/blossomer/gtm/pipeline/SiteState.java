package com.blossomer.gtm.pipeline;

import com.blossomer.gtm.state.Flight;
import com.blossomer.gtm.state.RunState;
import org.jspecify.annotations.Nullable;

/** What the pipeline knows, read as it is needed: the three stores. */
interface SiteState {

    @Nullable
    RunState run(String runKey);

    /** By site key. */
    @Nullable
    Flight content(String site);

    /** By prompt key. */
    @Nullable
    Flight completion(String promptKey);
}
