package com.blossomer.gtm.projections.query;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A campaign on its way out.
 *
 * @param columns the row's own
 * @param assets asset name to asset
 */
record ExportedCampaign(
        String campaignId,
        @Nullable String websiteUrl,
        String site,
        String status,
        Instant requestedAt,
        @Nullable String failedStage,
        @Nullable String failureReason,
        @Nullable String failureDetail,
        @Nullable String costUsd,
        JsonNode columns,
        JsonNode assets) {

    /** A value of a column of the row's own, whatever the case of its name; empty where there is none. */
    String own(String lowerCase) {
        for (var column : columns.properties()) {
            if (column.getKey().strip().toLowerCase(Locale.ROOT).equals(lowerCase)) {
                return column.getValue().asText("");
            }
        }
        return "";
    }

    String field(String name) {
        String value = switch (name) {
            case "campaign_id" -> campaignId;
            case "website_url" -> websiteUrl;
            case "site" -> site;
            case "domain" -> site.replaceFirst("[/:].*", "");
            case "status" -> status;
            case "failed_stage" -> failedStage;
            case "failure_reason" -> failureReason;
            case "failure_detail" -> failureDetail;
            case "cost_usd" -> costUsd;
            default -> throw new IllegalArgumentException("a campaign has no field " + name + " to export");
        };
        return value == null ? "" : value;
    }
}
