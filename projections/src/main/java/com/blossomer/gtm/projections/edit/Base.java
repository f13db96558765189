package com.blossomer.gtm.projections.edit;

import com.blossomer.gtm.events.KeptStage;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The run that is edited: the current one of its campaign.
 *
 * @param ended whether nothing of it is under way
 * @param versions asset to the version of its prompt
 * @param partition where the request that it answers lies; null where that is not known
 * @param stages what is there: stage to its result
 */
record Base(
        String tenant,
        String campaignId,
        String site,
        int run,
        String status,
        boolean ended,
        Map<String, String> versions,
        @Nullable Integer partition,
        @Nullable Long offset,
        Map<String, KeptStage> stages) {

    Base {
        versions = Map.copyOf(versions);
        stages = Map.copyOf(stages);
    }
}
