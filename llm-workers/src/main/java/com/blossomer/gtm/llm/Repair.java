package com.blossomer.gtm.llm;

import com.blossomer.gtm.events.StageFailure;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Answers that break their rules: what the model is told, and what is left to say when it does not help. */
final class Repair {

    private static final int SHOWN = 6;
    private static final Pattern QUOTED = Pattern.compile("\"[^\"]{13,}?\"");

    private Repair() {}

    static String correction(List<String> violations) {
        return violations.stream()
                .map(violation -> "- " + violation)
                .collect(
                        Collectors.joining(
                                "\n",
                                "Your answer breaks these rules:\n",
                                "\n\nAnswer again with the whole corrected JSON object and nothing else. Keep what was right."));
    }

    /** The first few violations, without what the answer said: it may be the page's text. */
    static List<String> withoutWords(List<String> violations) {
        return violations.stream()
                .limit(SHOWN)
                .map(violation -> QUOTED.matcher(violation).replaceAll("\"…\""))
                .toList();
    }

    static StageFailure failure(List<String> violations, int calls) {
        String shown = String.join("; ", withoutWords(violations));
        int more = violations.size() - SHOWN;
        return new StageFailure(
                "invalid_output",
                "after " + calls + " calls the answer still breaks its rules: " + shown
                        + (more > 0 ? "; and " + more + " more" : ""));
    }
}
