package com.blossomer.gtm.projections.query;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The columns of a CSV export: files under {@code export/}, so that what a tool's importer wants is data.
 *
 * @param requires the asset that a campaign must have to be exported; null for all campaigns
 */
record ExportPreset(
        @JsonProperty("requires") @Nullable String requires,
        @JsonProperty("columns") List<Column> columns) {

    static final List<String> NAMES = List.of("flat", "smartlead", "instantly", "hubspot");

    private static final ObjectMapper MAPPER = new ObjectMapper();
    /** What a spreadsheet would take for a formula. */
    private static final String FORMULA = "=+-@\t\r";

    /**
     * One column. Its value is the first of these that is there.
     *
     * @param own names of the row's own columns, in lower case
     * @param campaign a field of the campaign
     * @param asset the asset that {@code at} points into
     */
    record Column(
            @JsonProperty("column") String name,
            @JsonProperty("own") @Nullable List<String> own,
            @JsonProperty("campaign") @Nullable String campaign,
            @JsonProperty("asset") @Nullable String asset,
            @JsonProperty("at") @Nullable String at) {

        String value(ExportedCampaign row) {
            for (String name : own == null ? List.<String>of() : own) {
                String value = row.own(name);
                if (!value.isEmpty()) {
                    return value;
                }
            }
            if (campaign != null) {
                return row.field(campaign);
            }
            return asset == null || at == null
                    ? ""
                    : harmless(text(row.assets().path(asset).at(at)));
        }
    }

    static ExportPreset named(String name) {
        try (InputStream file = ExportPreset.class.getResourceAsStream("/export/" + name + ".json")) {
            return MAPPER.readValue(file, ExportPreset.class);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The row's own columns first, and of the preset's those that are not among them. */
    List<String> header(List<String> own) {
        List<String> header = new ArrayList<>(own);
        added(own).forEach(column -> header.add(column.name()));
        return header;
    }

    List<String> row(List<String> own, ExportedCampaign campaign) {
        List<String> row = new ArrayList<>();
        own.forEach(name -> row.add(campaign.columns().path(name).asText("")));
        added(own).forEach(column -> row.add(column.value(campaign)));
        return row;
    }

    private List<Column> added(List<String> own) {
        Set<String> known = own.stream()
                .map(name -> name.toLowerCase(Locale.ROOT))
                .collect(Collectors.toCollection(LinkedHashSet::new));
        return columns.stream()
                .filter(column -> !known.contains(column.name().toLowerCase(Locale.ROOT)))
                .toList();
    }

    private static String text(JsonNode value) {
        if (value.isArray()) {
            List<String> items = new ArrayList<>();
            value.forEach(item -> items.add(item.isValueNode() ? item.asText() : item.toString()));
            return String.join("; ", items);
        }
        return value.isMissingNode() || value.isNull() ? "" : value.isValueNode() ? value.asText() : value.toString();
    }

    /** Texts that rest on a website's words must not become a formula in somebody's spreadsheet. */
    private static String harmless(String text) {
        return !text.isEmpty() && FORMULA.indexOf(text.charAt(0)) >= 0 ? "'" + text : text;
    }
}
