package com.blossomer.gtm.llm.offline;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The fields known, read from {@code offline/fields.json}; a text belongs to the one whose cues it uses most. */
final class Fields {

    private static final int MOST_OF_ONE_CUE = 6;
    private static final double LEAST = 5;
    private static final Pattern WORD = Pattern.compile("\\p{L}[\\p{L}-]*");

    private final List<Field> fields;
    private final Map<String, List<Field>> byCue = new HashMap<>();

    private Fields(List<Field> fields) {
        this.fields = List.copyOf(fields);
        for (Field field : fields) {
            field.cues()
                    .forEach(cue -> byCue.computeIfAbsent(cue, word -> new java.util.ArrayList<>())
                            .add(field));
        }
    }

    private record Resource(List<Field> fields) {}

    static Fields load() {
        try (InputStream in = Fields.class.getResourceAsStream("/offline/fields.json")) {
            if (in == null) {
                throw new IllegalStateException("offline/fields.json is missing from the class path");
            }
            return new Fields(new ObjectMapper().readValue(in, Resource.class).fields());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The last one: for everybody. */
    Field general() {
        return fields.getLast();
    }

    /** @param texts each with its weight */
    Field of(Map<String, Integer> texts) {
        Map<String, Integer> counts = new HashMap<>();
        texts.forEach((text, weight) -> {
            Matcher word = WORD.matcher(text);
            while (word.find()) {
                String cue = word.group().toLowerCase(Locale.ROOT);
                if (byCue.containsKey(cue)) {
                    counts.merge(cue, weight, Integer::sum);
                }
            }
        });
        Map<Field, Double> scores = new HashMap<>();
        counts.forEach((cue, count) -> {
            List<Field> owners = byCue.getOrDefault(cue, List.of());
            // A cue that several fields share tells less.
            double score = Math.min(count, MOST_OF_ONE_CUE) / (double) owners.size();
            owners.forEach(field -> scores.merge(field, score, Double::sum));
        });
        Field best = general();
        double most = LEAST;
        for (Field field : fields) {
            double score = scores.getOrDefault(field, 0d);
            if (score > most) {
                most = score;
                best = field;
            }
        }
        return best;
    }

    /** The field of that name, or of this text where there is none: an overview that was not written here. */
    Field named(String id, String text) {
        return fields.stream()
                .filter(field -> field.id().equals(id))
                .findFirst()
                .orElseGet(() -> of(Map.of(text, 1)));
    }
}
