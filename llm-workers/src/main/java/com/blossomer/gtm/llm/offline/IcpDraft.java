package com.blossomer.gtm.llm.offline;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;

/** Whom to sell to: the user's words where they are of use, else what the overview and its field suggest. */
final class IcpDraft implements Draft {

    @Override
    public ObjectNode write(DraftInput input) {
        OverviewFacts overview = OverviewFacts.of(input);
        UserContext user = UserContext.of(input.userContext());
        Field field = overview.field();
        ObjectNode out = DraftInput.JSON.createObjectNode();
        String account = user.used() ? user.account() : account(input, field);
        out.put("icp_source", user.used() ? "user" : "inferred");
        out.put("name", name(account, field));
        out.put(
                "description",
                Prose.upperFirst(account) + (account.contains(" in ") ? " whose " : ", whose ")
                        + Prose.lowerFirst(field.team()) + " need " + overview.company() + " for their " + field.topic()
                        + " because of this: " + Prose.lowerFirst(field.pains().getFirst()) + ".");
        ArrayNode rationale = out.putArray("rationale");
        rationale.add(
                user.used()
                        ? "The user names these customers in their own words."
                        : "The overview's own hypothesis points to these customers.");
        rationale.add("The capability '" + overview.capabilities().getFirst().name()
                + "' is aimed at work that they do often.");
        rationale.add(
                "The people concerned, " + Prose.lowerFirst(field.team()) + ", can judge the value by themselves.");
        firmographics(out.putObject("firmographics"), field, account);
        persona(out.putObject("persona"), overview, user);
        signals(out.putArray("buying_signals"), field);
        out.putArray("disqualifiers")
                .add("Nobody in the company is responsible for " + field.topic() + ".")
                .add("A competing product was bought within the last months.");
        out.putObject("confidence")
                .put("overall", "low")
                .put("data_quality", user.used() ? "medium" : "low")
                .put("inference_level", user.used() ? "moderate" : "significant");
        out.put("reasoning", reasoning(user, field));
        out.putArray("recommended_improvements")
                .add("Name three customers who bought quickly, and what they have in common.")
                .add("Say who signs and who uses it from day to day.");
        return out;
    }

    private static String account(DraftInput input, Field field) {
        String hypothesis =
                input.asset("overview").path("target_account_hypothesis").asText("");
        String phrase = Prose.nameOf(hypothesis, 7);
        return phrase.length() < 4 ? field.companies() : Prose.lowerFirst(phrase);
    }

    private static String name(String account, Field field) {
        boolean people = account.matches(
                "(?i).*\\b(?:teams?|managers?|directors?|engineers?|developers?|marketers?|owners?|founders?|heads?)\\b.*");
        String name = people && Prose.words(account) >= 3
                ? account
                : people ? account + " at " + field.companies() : field.team() + " at " + account;
        return Prose.upperFirst(Prose.words(name) <= 14 ? name : field.team() + " at " + field.companies());
    }

    private static void firmographics(ObjectNode out, Field field, String account) {
        OverviewDraft.texts(out.putArray("industries"), field.industries());
        OverviewDraft.texts(out.putArray("keywords"), field.keywords());
        out.putArray("company_types").add(account);
    }

    private static void persona(ObjectNode out, OverviewFacts overview, UserContext user) {
        Field field = overview.field();
        List<String> titles = new ArrayList<>();
        titles.add(Prose.upperFirst(user.persona()));
        titles.addAll(field.titles());
        OverviewDraft.texts(out.putArray("job_titles"), Prose.distinct(titles, 4));
        out.putArray("departments").add(field.department());
        out.putArray("seniority").add("director").add("manager");
        out.putArray("buying_roles").add("decision_maker").add("champion");
        OverviewDraft.texts(out.putArray("goals"), field.goals());
        List<String> pains = new ArrayList<>(field.pains());
        overview.problems().stream()
                .filter(problem -> Prose.words(problem) <= 42)
                .forEach(pains::add);
        OverviewDraft.texts(out.putArray("pains"), Prose.distinct(pains, 5));
        out.putArray("objections")
                .add("We have a way of doing this already, and people are used to it.")
                .add("The change would cost more time than we have now.")
                .add("Show us somebody of our size for whom it worked.");
    }

    private static void signals(ArrayNode out, Field field) {
        signal(
                out,
                "Hiring for the role",
                "New roles in this work mean that it grows faster than the team can follow.",
                "Company Data",
                "high",
                "Job boards: postings for " + field.role() + " in the last month");
        signal(
                out,
                "New leader in charge",
                "A new " + field.titles().getFirst() + " reviews tools and habits in the first months.",
                "Social Media",
                "medium",
                "Professional networks: job changes to " + field.titles().getFirst());
        signal(
                out,
                "Growth in the news",
                "New funding, sites or contracts put old ways of working under strain.",
                "News",
                "medium",
                "News search: company name with funding, expansion or contract");
        signal(
                out,
                "Topic on own website",
                "Pages or posts about " + field.keywords().getFirst() + " show that the subject matters to them.",
                "Website",
                "low",
                "Site search: pages of the company that mention "
                        + field.keywords().getFirst());
    }

    private static void signal(
            ArrayNode out, String title, String description, String type, String priority, String method) {
        out.addObject()
                .put("title", title)
                .put("description", description)
                .put("type", type)
                .put("priority", priority)
                .put("detection_method", method);
    }

    private static String reasoning(UserContext user, Field field) {
        String source = user.used()
                ? "The user's description of their customers was followed; the rest is inferred."
                : user.given()
                        ? "The user's context could not be understood as a description of customers, so it was ignored and"
                                + " the profile is inferred."
                        : "There is no context of the user's, so the profile is inferred.";
        return Draft.NOTE + ". " + source + " What is not in the overview is what is usual in the field of "
                + field.id() + ", to be checked before use.";
    }
}
