package com.blossomer.gtm.llm.offline;

import com.blossomer.gtm.llm.offline.SiteFacts.Feature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;

/** A job for each capability of the overview. */
final class UseCaseFitDraft implements Draft {

    @Override
    public ObjectNode write(DraftInput input) {
        OverviewFacts overview = OverviewFacts.of(input);
        Field field = overview.field();
        IcpFacts icp = IcpFacts.of(input, field);
        ObjectNode out = DraftInput.JSON.createObjectNode();
        ArrayNode cases = out.putArray("use_cases");
        List<String> names = new ArrayList<>();
        for (Feature capability : overview.capabilities()) {
            if (cases.size() == 4) {
                break;
            }
            int i = cases.size();
            String name = fresh(useCase(capability.name()), names, i);
            names.add(name);
            ObjectNode made = cases.addObject();
            made.put("use_case", name);
            made.put("workflow_today", workflow(field, icp, i));
            made.put("pain", icp.pain(i));
            made.put("capability", capability.name());
            String goal = icp.goal(i);
            made.put("desired_outcome", goal.matches(".*\\d.*") ? field.goals().getFirst() : goal);
            made.put("fit", i == 0 ? "strong" : "moderate");
            made.put(
                    "fit_reason",
                    NOTE + ": the page describes the capability; that this job is done today is assumed.");
            OverviewDraft.quotes(made.putArray("evidence"), List.of(capability.quote()));
        }
        out.put("best_first_use_case", names.getFirst());
        return out;
    }

    private static String workflow(Field field, IcpFacts icp, int i) {
        Field.Alternative today =
                field.alternatives().get(i % field.alternatives().size());
        return "Assumption: the " + icp.title() + "'s people do this with " + Prose.lowerFirst(today.what()) + "; "
                + Prose.lowerFirst(today.shortfall()) + ".";
    }

    /** Three to five words. */
    static String useCase(String capability) {
        int words = Prose.words(capability);
        if (words < 3) {
            return "Work with " + capability;
        }
        String name = words <= 5 ? capability : Prose.firstWords(capability, 5);
        return Prose.words(name) >= 3 ? Prose.upperFirst(name) : "Work with " + name;
    }

    private static String fresh(String name, List<String> taken, int i) {
        int words = Prose.words(name);
        String fits =
                words >= 3 && words <= 5 ? name : "Handle " + Prose.lowerFirst(Prose.firstWords(name, 3)) + " daily";
        boolean free = Prose.words(fits) >= 3
                && Prose.words(fits) <= 5
                && taken.stream().noneMatch(other -> Prose.alike(other, fits));
        return free
                ? fits
                : List.of(
                                "Start with the basics",
                                "Extend it to colleagues",
                                "Review results every month",
                                "Prepare the next step")
                        .get(i);
    }
}
