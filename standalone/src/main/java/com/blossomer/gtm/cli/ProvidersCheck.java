package com.blossomer.gtm.cli;

import com.blossomer.gtm.cli.DoctorCommand.Check;
import com.blossomer.gtm.cli.DoctorCommand.Check.State;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Which providers of models an environment configures. */
final class ProvidersCheck {

    private static final Pattern NAMED = Pattern.compile("BLOSSOMER_PROVIDERS_([A-Z0-9_]+)_BASE_URL");

    private final Map<String, String> environment;

    ProvidersCheck(Map<String, String> environment) {
        this.environment = new TreeMap<>(environment);
    }

    Check check() {
        List<String> withDefaults = new ArrayList<>();
        if (isSet("OPENAI_API_KEY") || isSet("OPENAI_BASE_URL")) {
            withDefaults.add(provider("openai", "OPENAI"));
        }
        if (isSet("ANTHROPIC_API_KEY")) {
            withDefaults.add(provider("anthropic", "ANTHROPIC"));
        }
        if (isSet("GEMINI_API_KEY")) {
            withDefaults.add(provider("gemini", "GEMINI"));
        }
        List<String> all = new ArrayList<>(withDefaults);
        environment.keySet().forEach(variable -> {
            Matcher named = NAMED.matcher(variable);
            if (named.matches() && isSet(variable)) {
                String name = named.group(1).toLowerCase(Locale.ROOT).replace('_', '-');
                all.add(provider(name, "BLOSSOMER_PROVIDERS_" + named.group(1)));
            }
        });
        if (all.isEmpty()) {
            return new Check(
                    "models",
                    State.NOTE,
                    "no OPENAI_API_KEY, ANTHROPIC_API_KEY or GEMINI_API_KEY: drafts are written offline, from the pages' own words");
        }
        String found = String.join("; ", all);
        if (isSet("BLOSSOMER_MODELS")) {
            return new Check("models", State.OK, found + "; asked in the order " + value("BLOSSOMER_MODELS"));
        }
        return withDefaults.isEmpty()
                ? new Check(
                        "models",
                        State.NOTE,
                        found + "; drafts are written offline until BLOSSOMER_MODELS names models")
                : new Check("models", State.OK, found);
    }

    private String provider(String name, String prefix) {
        String at = isSet(prefix + "_BASE_URL") ? " at " + value(prefix + "_BASE_URL") : "";
        return name + at + (isSet(prefix + "_API_KEY") ? ", by " + prefix + "_API_KEY" : ", without a key");
    }

    private boolean isSet(String variable) {
        return !value(variable).isEmpty();
    }

    private String value(String variable) {
        return environment.getOrDefault(variable, "").strip();
    }
}
