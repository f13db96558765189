package com.blossomer.gtm.projections.search;

import java.util.Optional;

/** Turns text into a vector of length 1, such that texts about the same things are near each other. Thread-safe. */
interface Embedder {

    /** Empty where the text holds nothing that could be embedded. */
    Optional<Embedding> embed(String text);

    /** Where an embedder comes from; takes its time, and is asked at first need only. */
    interface Source {

        /** Names the model: vectors of different models cannot be compared. */
        String name();

        int dimensions();

        /** @throws IndexUnavailable when the model cannot run here */
        Embedder load();
    }
}
