package com.blossomer.gtm.llm.offline;

import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * What a company calls itself: the spelling of its domain's name (on a shared host, of its path's) that the page uses most,
 * else the domain's name; where the address has none, the likeliest part of the title.
 */
final class CompanyName {

    private static final Pattern SEPARATOR = Pattern.compile("\\s+[|–—·•:-]+\\s+|\\s*[|·•]\\s*|:\\s+");
    private static final Pattern SHARED = Pattern.compile("localhost|[\\d.]+|\\[.*|.*:.*");
    private static final Pattern NOT_NAME = Pattern.compile("[<>\\[\\]{}‹›\"“”«»—]");
    private static final Pattern SUFFIX = Pattern.compile("(?<=.{3})(?:apps?|hq|-?software|-?labs)$");
    private static final Pattern EDGES = Pattern.compile("^[^\\p{L}\\p{N}]+|[^\\p{L}\\p{N}]+$");
    private static final Pattern POSSESSIVE = Pattern.compile("['’]s$");
    private static final Pattern OTHER = Pattern.compile("[^\\p{L}\\p{N}]");
    private static final int LONGEST = 4;

    private CompanyName() {}

    static String of(String url, String title, List<String> lines) {
        List<String> labels = labels(url);
        for (String label : labels) {
            String core = SUFFIX.matcher(label).replaceFirst("");
            for (String wanted : List.of(folded(label), folded(core))) {
                String spelling = wanted.length() < 2 ? "" : spelling(wanted, title, lines);
                if (!spelling.isEmpty()) {
                    return spelling;
                }
            }
        }
        if (labels.isEmpty()) {
            String part = titlePart(title);
            return part.isEmpty() ? "The company" : part;
        }
        return Prose.upperFirst(SUFFIX.matcher(labels.getFirst()).replaceFirst(""));
    }

    /** Names in the address, likeliest first. */
    private static List<String> labels(String url) {
        List<String> labels = new ArrayList<>();
        URI uri;
        try {
            uri = URI.create(url.contains("://") ? url : "https://" + url);
        } catch (IllegalArgumentException e) {
            return labels;
        }
        String host = uri.getHost() == null
                ? ""
                : uri.getHost().toLowerCase(Locale.ROOT).replaceFirst("^www\\.", "");
        if (host.isEmpty() || SHARED.matcher(host).matches()) {
            for (String part : (uri.getPath() == null ? "" : uri.getPath()).split("/", -1)) {
                if (part.length() > 1) {
                    labels.add(part.replaceFirst("\\.\\w{2,5}$", ""));
                }
            }
            return labels;
        }
        List<String> parts = new ArrayList<>(List.of(host.split("\\.", -1)));
        boolean twoLevels = parts.size() > 2
                && parts.getLast().length() == 2
                && List.of("co", "com", "org", "net", "ac", "gov").contains(parts.get(parts.size() - 2));
        parts = parts.subList(0, Math.max(1, parts.size() - (twoLevels ? 2 : 1)));
        for (int i = parts.size() - 1; i >= 0; i--) {
            labels.add(parts.get(i));
        }
        return labels;
    }

    /** The most frequent run of words that, written together, is the label. */
    private static String spelling(String wanted, String title, List<String> lines) {
        Map<String, Integer> counts = new HashMap<>();
        count(title, wanted, 5, counts);
        for (String line : lines) {
            count(line, wanted, 1, counts);
        }
        String best = "";
        int most = 0;
        for (Map.Entry<String, Integer> entry : counts.entrySet()) {
            boolean capital = !entry.getKey().equals(entry.getKey().toLowerCase(Locale.ROOT));
            boolean shouted = entry.getKey().length() > 4
                    && entry.getKey().equals(entry.getKey().toUpperCase(Locale.ROOT));
            int score = entry.getValue() * (shouted ? 2 : capital ? 6 : 1);
            if (score > most || (score == most && entry.getKey().compareTo(best) < 0)) {
                most = score;
                best = entry.getKey();
            }
        }
        return best.equals(best.toLowerCase(Locale.ROOT)) ? Prose.upperFirst(best) : best;
    }

    private static void count(String line, String wanted, int weight, Map<String, Integer> counts) {
        if (!folded(line).contains(wanted)) {
            return;
        }
        String[] words = line.split("\\s+", -1);
        for (int i = 0; i < words.length; i++) {
            StringBuilder joined = new StringBuilder();
            StringBuilder shown = new StringBuilder();
            for (int j = i; j < Math.min(words.length, i + LONGEST); j++) {
                String clean = clean(words[j]);
                joined.append(folded(clean));
                shown.append(shown.isEmpty() ? "" : " ").append(clean);
                if (joined.length() >= wanted.length()) {
                    break;
                }
            }
            // "Redfish Technology" for redfishtech.com: the last word may go on.
            boolean longer = wanted.length() >= 8
                    && shown.indexOf(" ") > 0
                    && joined.toString().startsWith(wanted);
            if (joined.toString().equals(wanted) || longer) {
                counts.merge(shown.toString(), weight, Integer::sum);
            }
        }
    }

    private static String clean(String word) {
        return POSSESSIVE.matcher(EDGES.matcher(word).replaceAll("")).replaceAll("");
    }

    /** The shortest part of the title that could be a name. */
    private static String titlePart(String title) {
        String best = "";
        for (String part : SEPARATOR.split(title, -1)) {
            String clean = NOT_NAME.matcher(part)
                    .replaceAll(" ")
                    .replaceAll("\\s+", " ")
                    .strip();
            int words = Prose.words(clean);
            boolean fits = words >= 1
                    && words <= LONGEST
                    && clean.length() >= 2
                    && clean.length() <= 60
                    && !clean.toLowerCase(Locale.ROOT).matches("home|homepage|welcome|index|start");
            if (fits && (best.isEmpty() || words < Prose.words(best))) {
                best = clean;
            }
        }
        return best;
    }

    private static String folded(String text) {
        return OTHER.matcher(text.toLowerCase(Locale.ROOT)).replaceAll("");
    }
}
