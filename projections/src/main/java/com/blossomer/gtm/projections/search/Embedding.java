package com.blossomer.gtm.projections.search;

import java.util.Arrays;

/** What a text means, as a vector of length 1. Immutable. */
final class Embedding {

    private final float[] numbers;

    private Embedding(float[] numbers) {
        this.numbers = numbers;
    }

    /** @param numbers that together have the length 1 */
    static Embedding of(float[] numbers) {
        return new Embedding(numbers.clone());
    }

    /** A copy. */
    float[] numbers() {
        return numbers.clone();
    }

    /** The cosine: between 0 (nothing in common) and 1 (the same); opposites count as 0. */
    double likeness(Embedding other) {
        double sum = 0;
        for (int i = 0; i < numbers.length; i++) {
            sum += (double) numbers[i] * other.numbers[i];
        }
        return Math.clamp(sum, 0, 1);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Embedding embedding && Arrays.equals(numbers, embedding.numbers);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(numbers);
    }

    @Override
    public String toString() {
        return numbers.length + " dimensions";
    }
}
