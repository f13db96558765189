package com.blossomer.gtm.projections.dispatch;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Who may send how much: the highest priority first, equal ones alike. Pure. */
final class Shares {

    private Shares() {}

    /** What a job could send now. */
    record Demand(Job.Key job, int priority, long allowance) {}

    /** At most {@code free} over all; whoever gets nothing is left out. */
    static Map<Job.Key, Integer> of(List<Demand> demands, long free) {
        Map<Job.Key, Integer> shares = new HashMap<>();
        // Small demands first: what they leave of their part goes to those who can use it.
        List<Demand> order = demands.stream()
                .filter(demand -> demand.allowance() > 0)
                .sorted(Comparator.comparingInt(Demand::priority).reversed().thenComparingLong(Demand::allowance))
                .toList();
        long left = free;
        for (int i = 0; i < order.size() && left > 0; i++) {
            int priority = order.get(i).priority();
            long equals = order.stream()
                    .skip(i)
                    .filter(other -> other.priority() == priority)
                    .count();
            long share = Math.min(order.get(i).allowance(), Math.max(1, left / equals));
            shares.put(order.get(i).job(), (int) Math.min(share, Integer.MAX_VALUE));
            left -= share;
        }
        return shares;
    }
}
