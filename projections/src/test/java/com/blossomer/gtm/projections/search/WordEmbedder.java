package com.blossomer.gtm.projections.search;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** Texts that share words are near each other: enough to tell whether the right vectors are where they should be. */
final class WordEmbedder implements Embedder, Embedder.Source {

    static final int DIMENSIONS = 64;

    /** What was embedded, in order. */
    final List<String> texts = new CopyOnWriteArrayList<>();
    /** How often loading fails before it works. */
    final AtomicInteger failures = new AtomicInteger();

    @Override
    public String name() {
        return "words";
    }

    @Override
    public int dimensions() {
        return DIMENSIONS;
    }

    @Override
    public Embedder load() {
        if (failures.getAndDecrement() > 0) {
            throw new IllegalStateException("the model is not there");
        }
        return this;
    }

    @Override
    public Optional<Embedding> embed(String text) {
        texts.add(text);
        return vector(text);
    }

    static Optional<Embedding> vector(String text) {
        List<String> words =
                new ArrayList<>(List.of(text.toLowerCase(Locale.ROOT).split("\\W+")));
        words.remove("");
        if (words.isEmpty()) {
            return Optional.empty();
        }
        double[] sums = new double[DIMENSIONS];
        words.forEach(word -> sums[Math.floorMod(word.hashCode() * 31, DIMENSIONS)]++);
        return Optional.of(unit(sums));
    }

    static Embedding unit(double[] numbers) {
        double length = 0;
        for (double number : numbers) {
            length += number * number;
        }
        float[] unit = new float[numbers.length];
        for (int i = 0; i < unit.length; i++) {
            unit[i] = (float) (numbers[i] / Math.sqrt(length));
        }
        return Embedding.of(unit);
    }
}
