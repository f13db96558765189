package com.blossomer.gtm.ingress;

import com.blossomer.gtm.events.Lane;
import com.blossomer.gtm.events.StartRun;
import com.blossomer.gtm.site.WebsiteUrl;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a caller asks for, checked.
 *
 * @param written the address as the caller wrote it
 * @param assets asked for, at least one
 * @param userContext {@code user_inputted_context}, JSON or plain text
 * @param given {@code llm_inferred_context}: asset name to its JSON
 * @param economy whether the answers may take a day where that makes them cheaper; means nothing outside of batches
 * @param maxAge how old a stored reading of the site may be, in seconds; null for the configured time
 */
record CampaignRequest(
        WebsiteUrl url,
        String written,
        List<String> assets,
        @Nullable String userContext,
        Map<String, String> given,
        boolean economy,
        @Nullable Long maxAge) {

    CampaignRequest {
        assets = List.copyOf(assets);
        given = Map.copyOf(given);
    }

    /**
     * @param columns what else the caller's row held
     * @param promptVersions asset to version, of all that will be made
     */
    StartRun toStartRun(
            Lane lane,
            @Nullable String batchId,
            List<String> budgets,
            Map<String, String> columns,
            Map<String, String> promptVersions) {
        return StartRun.newBuilder()
                .setColumns(columns)
                .setWebsiteUrl(written)
                .setAssets(assets)
                .setLane(lane)
                .setBatchId(batchId)
                .setUserContext(userContext)
                .setGivenAssets(given)
                .setMaxAgeSeconds(maxAge)
                .setBudgets(budgets)
                .setPromptVersions(promptVersions)
                .setEconomy(economy)
                .build();
    }
}
