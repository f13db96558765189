package com.blossomer.gtm.projections.query;

import org.jspecify.annotations.Nullable;

/**
 * Which campaigns a list shows, newest first.
 *
 * @param site a site key
 * @param asset only campaigns that have this asset
 * @param after where the page before ended
 */
record CampaignFilter(
        String tenant,
        @Nullable String batch,
        @Nullable String site,
        @Nullable String status,
        @Nullable String asset,
        @Nullable Cursor after,
        int limit) {}
