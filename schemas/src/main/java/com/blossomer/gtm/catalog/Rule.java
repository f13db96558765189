package com.blossomer.gtm.catalog;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One custom keyword of an output schema, compiled. A value of another type than it is for, it lets pass. */
interface Rule {

    void check(JsonNode value, Place place, Consumer<String> problems);

    /** The rule in words, for the description that a model reads; empty where there is nothing to say. */
    String says();

    /** Whether it holds the value to be the data's own words. */
    default boolean isQuote() {
        return false;
    }

    /**
     * Where in the output a value stands.
     *
     * @param name of the property; empty in a list
     * @param parent the object that holds it; null in a list
     */
    record Place(String name, @Nullable ObjectNode parent, ObjectNode root, RuleInput input) {}
}
