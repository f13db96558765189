package com.blossomer.gtm.llm.offline;

import com.blossomer.gtm.llm.offline.SiteFacts.Feature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;

/** A short, plain e-mail put together from its parts, each within its count of words. */
final class EmailDraft implements Draft {

    @Override
    public ObjectNode write(DraftInput input) {
        OverviewFacts overview = OverviewFacts.of(input);
        Field field = overview.field();
        IcpFacts icp = IcpFacts.of(input, field);
        PlainWords plain = new PlainWords(overview.company());
        ObjectNode out = DraftInput.JSON.createObjectNode();
        ObjectNode subjects = out.putObject("subjects");
        String primary = Prose.upperFirst(subject(field, "", " at {{company_name}}"));
        String other = subject(field, "A note on ", "");
        subjects.put("primary", primary);
        subjects.putArray("alternatives").add(other).add("Idea for {{company_name}}");
        List<Part> parts = body(overview, icp, plain, 0);
        out.put("full_email_body", joined(parts));
        ArrayNode breakdown = out.putArray("body_breakdown");
        parts.forEach(part -> breakdown.addObject().put("type", part.type()).put("text", part.text()));
        Feature second = overview.capabilities().get(1);
        ObjectNode followUp = out.putObject("follow_up");
        followUp.put("subject", subject(field, "More on ", ""));
        followUp.put("body", followUp(overview, plain, second));
        followUp.put(
                "angle", "Another capability than in the first mail, and the offer to write to a colleague instead.");
        followUp.put("wait_days", 4);
        ObjectNode variation = out.putObject("variation");
        variation.put("use_case", UseCaseFitDraft.useCase(second.name()));
        variation.put("subject", subject(field, "Help with ", ""));
        variation.put("full_email_body", joined(body(overview, icp, plain, 1)));
        out.putObject("ab_test")
                .put("test", "The subject '" + primary + "' against '" + other + "'.")
                .put(
                        "why",
                        NOTE + ". The test shows whether the reader's company in it gets the mail opened more often.");
        out.put("personalization_level", "low");
        out.put("confidence", "low");
        return out;
    }

    private record Part(String type, String text) {}

    /** Three or four words, whether the topic has one or two. */
    private static String subject(Field field, String before, String after) {
        String subject = before + field.topic() + after;
        return Prose.words(subject) <= 4
                ? subject
                : before.replace("A note on ", "About ").strip() + " " + field.topic() + after;
    }

    private static List<Part> body(OverviewFacts overview, IcpFacts icp, PlainWords plain, int angle) {
        Field field = overview.field();
        Feature capability = overview.capabilities().get(angle);
        String pain = plain.first(
                List.of(icp.pain(angle), icp.pain(angle + 1), field.pains().get(angle)), 18);
        List<Part> parts = new ArrayList<>();
        parts.add(new Part("greeting", "Hi {{first_name}},"));
        parts.add(new Part(
                "intro", "I am writing because " + field.topic() + " at {{company_name}} may well be on your desk."));
        parts.add(new Part(
                "pain_point",
                "Perhaps you know this from your own work: "
                        + Prose.lowerFirst(pain).replaceAll("[.…]+$", "") + "."));
        parts.add(new Part("company_intro", intro(overview, plain, capability)));
        parts.add(new Part("cta", "Would a short call next week be of use to you?"));
        parts.add(new Part("signature", "Best regards,\nThe " + team(overview.company())));
        int words = Prose.words(joined(parts));
        if (words < 54) {
            parts.add(
                    4,
                    new Part(
                            "emphasis",
                            "It may or may not fit how you work today, and a few minutes are enough to find out."));
        }
        return parts;
    }

    private static String intro(OverviewFacts overview, PlainWords plain, Feature capability) {
        String described = capability.description();
        List<String> sentences = Prose.sentences(described);
        String sentence = sentences.isEmpty() ? described : sentences.getFirst();
        String opening = "At " + overview.company() + " we work on this.";
        if (Prose.words(sentence) <= 26 && plain.allows(sentence)) {
            return opening + " From our website: " + quoted(Prose.closed(sentence));
        }
        return plain.allows(capability.name()) && Prose.words(capability.name()) <= 8
                ? opening + " One part of it is " + quoted(capability.name())
                        + ", which we gladly show on an example of yours."
                : opening + " The details are on our website, and we gladly show them on an example of yours.";
    }

    private static String quoted(String text) {
        return "\"" + text.replaceAll("[\"“”„«»]", "'") + "\"";
    }

    private static String followUp(OverviewFacts overview, PlainWords plain, Feature capability) {
        String sentence = Prose.closed(capability.description());
        String thought = Prose.words(sentence) <= 18 && plain.allows(sentence)
                ? "One more point of ours that may matter to you: " + quoted(sentence)
                : "One more thing that may matter to you is how little of your time a first look takes.";
        return "Hi {{first_name}},\n\n" + thought
                + "\n\nIf a colleague looks after this, a name would help me.\n\nBest regards,\nThe "
                + team(overview.company());
    }

    private static String team(String company) {
        String plain = company.replaceFirst("(?i)^the ", "");
        return Prose.words(plain) <= 5 ? plain + " team" : "team";
    }

    private static String joined(List<Part> parts) {
        return String.join("\n\n", parts.stream().map(Part::text).toList());
    }
}
