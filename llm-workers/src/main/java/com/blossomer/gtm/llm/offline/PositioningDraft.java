package com.blossomer.gtm.llm.offline;

import com.blossomer.gtm.llm.offline.SiteFacts.Feature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** The case for the company: three of its capabilities against what is usually done. */
final class PositioningDraft implements Draft {

    @Override
    public ObjectNode write(DraftInput input) {
        OverviewFacts overview = OverviewFacts.of(input);
        Field field = overview.field();
        IcpFacts icp = IcpFacts.of(input, field);
        List<Feature> points = overview.capabilities().subList(0, 3);
        ObjectNode out = DraftInput.JSON.createObjectNode();
        out.put(
                "why_us_why_now",
                "For " + Prose.lowerFirst(icp.name()) + ", one thing gets harder as work grows: "
                        + Prose.lowerFirst(Prose.cut(
                                        icp.pains().stream()
                                                .filter(pain -> !pain.matches(".*\\d.*"))
                                                .findFirst()
                                                .orElse(field.pains().getFirst()),
                                        30))
                                .replaceAll("\\.$", "")
                        + ". Going on as before means to pay for it again every week. " + overview.company()
                        + " answers with '" + points.get(0).name() + "', '"
                        + points.get(1).name() + "' and '" + points.get(2).name()
                        + "', which its website describes in its own words.");
        out.put("unique_insight", NOTE + ", so to be checked: " + Prose.lowerFirst(field.belief()));
        ArrayNode alternatives = out.putArray("competitive_alternatives");
        for (Field.Alternative alternative : field.alternatives()) {
            alternatives
                    .addObject()
                    .put("alternative", alternative.what())
                    .put("shortfall", alternative.shortfall() + ".");
        }
        alternatives
                .addObject()
                .put("alternative", "Leaving things as they are")
                .put("shortfall", field.pains().get(1) + ".");
        ArrayNode sellingPoints = out.putArray("unique_selling_points");
        for (Feature point : points) {
            ObjectNode made = sellingPoints.addObject();
            made.put("theme", Prose.firstWords(point.name(), 6));
            made.put("description", Prose.cut(point.description(), 55));
            OverviewDraft.quotes(made.putArray("evidence"), List.of(point.quote()));
        }
        out.put(
                "market_category",
                overview.category().isBlank() ? field.software() : Prose.cut(overview.category(), 10));
        out.put("confidence", "low");
        return out;
    }
}
