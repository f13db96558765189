package com.blossomer.gtm.cli;

import com.blossomer.gtm.catalog.AssetCatalog;
import com.blossomer.gtm.catalog.AssetType;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The object of {@code GET /campaigns/{id}}, as text for people. */
final class Campaigns {

    private Campaigns() {}

    static boolean completed(JsonNode campaign) {
        return campaign.path("status").asText().equals("completed");
    }

    static String site(JsonNode campaign) {
        return campaign.path("website_url").asText();
    }

    /** Such as {@code partial: email failed (invalid_output): …}. */
    static String statusLine(JsonNode campaign) {
        String status = campaign.path("status").asText();
        JsonNode failure = campaign.path("failure");
        if (failure.isObject()) {
            return status + ": " + failure.path("stage").asText() + " failed ("
                    + failure.path("reason").asText() + "): "
                    + failure.path("detail").asText();
        }
        return status;
    }

    /** The whole campaign: a heading, then every asset, or only the one named. */
    static List<String> text(JsonNode campaign, String only, Terminal terminal) {
        return text(campaign, only.isEmpty() ? List.of() : List.of(only), terminal);
    }

    /** A heading, then the assets that are named; all where none is. */
    static List<String> text(JsonNode campaign, List<String> only, Terminal terminal) {
        List<String> lines = new ArrayList<>();
        lines.add(terminal.bold("\u2550\u2550 " + site(campaign)));
        lines.add(terminal.faint(campaign.path("campaign_id").asText("") + "  " + statusLine(campaign)));
        for (Map.Entry<String, JsonNode> asset : campaign.path("assets").properties()) {
            if (only.isEmpty() || only.contains(asset.getKey())) {
                lines.add("");
                lines.add(terminal.bold("\u2500\u2500 " + title(asset.getKey())) + "  "
                        + terminal.faint(madeBy(campaign.path("provenance").path(asset.getKey()))));
                lines.addAll(AssetText.of(asset.getValue(), terminal.width()));
            }
        }
        lines.add("");
        return lines;
    }

    private static String title(String asset) {
        return AssetCatalog.load().find(asset).map(AssetType::title).orElse(AssetText.title(asset));
    }

    private static String madeBy(JsonNode provenance) {
        if (provenance.path("source").asText().equals("given")) {
            return provenance.has("edited_from")
                    ? "edited, from run " + provenance.path("edited_from").asInt()
                    : "given";
        }
        String model = provenance.path("provider").asText("") + "/"
                + provenance.path("model").asText("");
        String cached = provenance.path("cache_hit").asBoolean() ? ", from an earlier answer" : "";
        return model.equals("/") ? "" : "by " + model + cached;
    }
}
