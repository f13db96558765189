package com.blossomer.gtm.ingress;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;

/** One row of a batch as it was sent; {@code line} counts from 1. */
sealed interface BatchRow {

    long line();

    /**
     * In the shape of the body of {@code POST /campaigns}.
     *
     * @param columns the caller's own, in their order, those without a value too
     */
    record Fields(long line, ObjectNode body, Map<String, String> columns) implements BatchRow {}

    /** Nothing that could be read. */
    record Unreadable(long line, String problem) implements BatchRow {}
}
