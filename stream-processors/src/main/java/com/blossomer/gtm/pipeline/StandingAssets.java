package com.blossomer.gtm.pipeline;

import com.blossomer.gtm.catalog.AssetType;
import com.blossomer.gtm.events.KeptStage;
import com.blossomer.gtm.events.StartRun;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a run need not make: assets that the caller handed in or edited, and those that it keeps of the run that was edited.
 *
 * @param json asset name to its JSON
 * @param contentHash of the site content that the kept ones rest on
 */
record StandingAssets(Map<String, String> json, @Nullable String contentHash) {

    static StandingAssets of(StartRun start) {
        Map<String, String> json = new LinkedHashMap<>(start.getGivenAssets());
        start.getKept().forEach((stage, kept) -> {
            if (!stage.equals(AssetType.CONTENT)) {
                json.put(stage, kept.getOutput());
            }
        });
        KeptStage content = start.getKept().get(AssetType.CONTENT);
        return new StandingAssets(
                json, content == null ? null : content.getProvenance().getContentHash());
    }
}
