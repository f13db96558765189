package com.blossomer.gtm.llm.offline;

import com.blossomer.gtm.llm.offline.SiteFacts.Feature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** One value proposition for each of the first three capabilities. */
final class ValuePropsDraft implements Draft {

    @Override
    public ObjectNode write(DraftInput input) {
        OverviewFacts overview = OverviewFacts.of(input);
        IcpFacts icp = IcpFacts.of(input, overview.field());
        ObjectNode out = DraftInput.JSON.createObjectNode();
        ArrayNode propositions = out.putArray("value_propositions");
        for (int i = 0; i < 3; i++) {
            Feature capability = overview.capabilities().get(i);
            ObjectNode made = propositions.addObject();
            made.put("headline", Prose.firstWords(capability.name().replaceAll("\\s*[—―]+\\s*|--+", ", "), 12));
            made.put("for_whom", icp.title() + ", among " + Prose.lowerFirst(icp.name()));
            made.put("problem", icp.pain(i));
            made.put("promise", promise(capability, icp.goal(i)));
            made.put(
                    "how_it_works",
                    overview.company() + " names this '" + capability.name() + "': "
                            + Prose.cut(capability.description(), 30));
            ObjectNode proof = made.putObject("proof");
            boolean quoted = capability.quote().text().length() >= 6;
            proof.put("status", quoted ? "evidence" : "none_on_the_page");
            OverviewDraft.quotes(proof.putArray("evidence"), quoted ? List.of(capability.quote()) : List.of());
        }
        out.put(
                "ranking_rationale",
                NOTE + ". They stand in the order in which the website presents the capabilities,"
                        + " each beside a pain of the profile; whether pain and capability meet is to be checked.");
        return out;
    }

    private static String promise(Feature capability, String goal) {
        String plain = goal.matches(".*\\d.*") ? "Spend less time on it" : goal.replaceAll("\\.$", "");
        return plain + ", with '" + capability.name() + "' in place.";
    }
}
