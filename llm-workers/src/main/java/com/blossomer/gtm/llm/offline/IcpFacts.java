package com.blossomer.gtm.llm.offline;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/** What later drafts take from a profile, whoever wrote it. */
record IcpFacts(String name, String title, List<String> pains, List<String> goals) {

    static IcpFacts of(DraftInput input, Field field) {
        JsonNode icp = input.asset("icp");
        String name = icp.path("name").asText("");
        String title = icp.path("persona").path("job_titles").path(0).asText("");
        return new IcpFacts(
                name.isBlank() ? field.team() + " at " + field.companies() : Prose.cut(name, 14),
                title.isBlank() ? field.titles().getFirst() : Prose.cut(title, 7),
                texts(icp.path("persona").path("pains"), field.pains()),
                texts(icp.path("persona").path("goals"), field.goals()));
    }

    String pain(int index) {
        return pains.get(index % pains.size());
    }

    String goal(int index) {
        return goals.get(index % goals.size());
    }

    private static List<String> texts(JsonNode list, List<String> otherwise) {
        List<String> texts = new ArrayList<>();
        list.forEach(text -> texts.add(Prose.cut(text.asText(), 40)));
        texts.removeIf(String::isBlank);
        otherwise.stream().filter(text -> texts.size() < 3).forEach(texts::add);
        return texts;
    }
}
