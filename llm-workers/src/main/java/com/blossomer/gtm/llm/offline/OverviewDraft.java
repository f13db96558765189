package com.blossomer.gtm.llm.offline;

import com.blossomer.gtm.llm.offline.SiteFacts.Feature;
import com.blossomer.gtm.llm.offline.SiteFacts.Passage;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;

/** The one reading of the site: facts as the page states them, the rest as assumptions of its field. */
final class OverviewDraft implements Draft {

    @Override
    public ObjectNode write(DraftInput input) {
        SiteFacts site = new SiteReader(input.fields()).read(input.website());
        Field field = site.field();
        List<String> assumptions = new ArrayList<>();
        assumptions.add(NOTE + "; its field was taken to be " + field.id() + ".");
        ObjectNode out = DraftInput.JSON.createObjectNode();
        out.put("company_name", site.name());
        out.put("description", description(site));
        out.put("category", site.category());
        out.put("business_model", businessModel(site));
        texts(out.putArray("existing_customers"), site.customers());
        ArrayNode capabilities = out.putArray("capabilities");
        for (Feature feature : site.features()) {
            ObjectNode capability = capabilities.addObject();
            capability.put("name", feature.name()).put("description", feature.description());
            quotes(capability.putArray("evidence"), List.of(feature.quote()));
        }
        problems(out, site, assumptions);
        texts(
                out.putArray("alternatives_today"),
                field.alternatives().stream().map(Field.Alternative::what).toList());
        assumptions.add("What customers do today is what is usual in the field, not read from the page.");
        out.put("market_belief", field.belief());
        String approach = site.differences().isEmpty()
                ? "The page does not set itself apart from others in so many words."
                : site.differences().getFirst().text();
        out.put("unique_approach", Prose.cut(approach, 55));
        texts(out.putArray("language_used"), site.terms());
        objections(out.putArray("objections"), site);
        account(out, site, assumptions);
        evidence(out.putObject("evidence"), site);
        if (!site.english()) {
            assumptions.add(
                    "The page is not in English (" + site.language() + "); its own words are kept as they are.");
        }
        texts(out.putArray("assumptions"), Prose.distinct(assumptions, 8));
        texts(out.putArray("gaps"), gaps(site));
        out.put("content_quality", quality(site));
        return out;
    }

    private static String description(SiteFacts site) {
        String names = Prose.list(site.features().stream()
                .limit(3)
                .map(feature -> "'" + feature.name() + "'")
                .toList());
        String best = Prose.closed(site.best().text());
        String first = best.contains(site.name()) || best.isEmpty() ? best : site.name() + ": " + best;
        String text = first + " Its website names " + names + ".";
        int sentences = Prose.sentences(text).size();
        if (sentences >= 2 && sentences <= 3 && Prose.words(text) <= 90) {
            return text;
        }
        return "The company describes its offer on its website in its own words. The capabilities below quote them.";
    }

    private static String businessModel(SiteFacts site) {
        if (!site.pricing().isEmpty()) {
            return "Sold at published terms; the page says: "
                    + Prose.cut(site.pricing().getFirst().text(), 35);
        }
        return site.services()
                ? "Assumption: services sold by project or retainer after a conversation; the page names no price."
                : "Assumption: subscription software, sold online or after a demo; the page names no price.";
    }

    private static void problems(ObjectNode out, SiteFacts site, List<String> assumptions) {
        List<String> problems = new ArrayList<>();
        site.problems().forEach(problem -> problems.add(Prose.cut(problem.text(), 40)));
        if (problems.isEmpty()) {
            site.field().pains().stream().limit(2).forEach(problems::add);
            assumptions.add("The page names no problem; those given are usual in the field.");
        }
        texts(out.putArray("problems_addressed"), problems);
    }

    private static void objections(ArrayNode out, SiteFacts site) {
        Field.Alternative today = site.field().alternatives().getFirst();
        objection(
                out,
                "We already manage with this: " + Prose.lowerFirst(today.what()) + ".",
                "It is familiar and costs nothing new, although it falls short: " + Prose.lowerFirst(today.shortfall())
                        + ".");
        objection(
                out,
                site.pricing().isEmpty() ? "What will it cost us in the end?" : "Is the price worth it at our size?",
                site.pricing().isEmpty()
                        ? "The pages read name no price."
                        : "The pages read name prices, but not what a customer saves.");
        objection(
                out,
                site.customers().isEmpty()
                        ? "Who like us has done this already?"
                        : "Does it fit a company unlike those named?",
                site.customers().isEmpty()
                        ? "The pages read name no customer in so many words."
                        : "The customers named may be of another size or trade.");
        objection(
                out,
                "How much work is the change for our people?",
                "The pages read say little about setting it up and about the first weeks.");
    }

    private static void objection(ArrayNode out, String objection, String why) {
        out.addObject().put("objection", objection).put("why", why);
    }

    private static void account(ObjectNode out, SiteFacts site, List<String> assumptions) {
        Field field = site.field();
        if (site.audience().isEmpty()) {
            out.put("target_account_hypothesis", Prose.upperFirst(field.companies()) + ".");
            assumptions.add("The page does not say whom it is for; the target account is usual in the field.");
        } else {
            out.put(
                    "target_account_hypothesis",
                    Prose.upperFirst(site.audience()) + ", as the page itself addresses them.");
        }
        out.put(
                "target_persona_hypothesis",
                field.titles().getFirst() + " or " + field.titles().get(1) + ", who answers for " + field.topic()
                        + ".");
    }

    private static void evidence(ObjectNode out, SiteFacts site) {
        Passage first = site.best().text().length() >= 6
                ? site.best()
                : site.features().getFirst().quote();
        quotes(out.putArray("description"), List.of(first));
        quotes(out.putArray("business_model"), site.pricing());
        quotes(out.putArray("problems_addressed"), site.problems());
        quotes(
                out.putArray("unique_approach"),
                site.differences().stream().limit(1).toList());
    }

    private static List<String> gaps(SiteFacts site) {
        List<String> gaps = new ArrayList<>();
        if (site.pricing().isEmpty()) {
            gaps.add("How is it priced, and who signs?");
        }
        if (site.customers().isEmpty()) {
            gaps.add("Which customers may be named, and what did they gain?");
        }
        gaps.add("Which kind of customer stays longest, and why?");
        gaps.add("What do buyers compare it with before they decide?");
        return gaps;
    }

    private static String quality(SiteFacts site) {
        if (site.words() < 150 || !site.english()) {
            return "low";
        }
        return !site.customers().isEmpty() && !site.problems().isEmpty() ? "high" : "medium";
    }

    static void texts(ArrayNode out, List<String> texts) {
        texts.forEach(out::add);
    }

    static void quotes(ArrayNode out, List<Passage> quotes) {
        quotes.forEach(quote -> out.addObject().put("quote", quote.text()));
    }
}
