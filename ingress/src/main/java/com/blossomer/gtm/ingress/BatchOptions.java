package com.blossomer.gtm.ingress;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a batch is to be run.
 *
 * @param assets of every row that names none of its own
 * @param budget billionths of a US dollar that the batch may cost; null without limit
 * @param sample how many rows run before somebody says go; null for all
 * @param priority higher goes first
 * @param economy whether the answers of every row that says nothing of it may take a day, for half the price
 * @param dryRun only say what would come of it
 */
record BatchOptions(
        List<String> assets,
        @Nullable Long budget,
        @Nullable Long sample,
        int priority,
        boolean economy,
        boolean dryRun) {}
