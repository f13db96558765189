package com.blossomer.gtm.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What a run of {@link Chaos} came to.
 *
 * @param statuses campaigns by how they ended
 * @param reasons failed stages by their reason
 * @param calls requests to the models, those in vain too
 * @param charged requests that were answered and charged for
 * @param distinctPrompts different prompts among those
 * @param repairs of answers that broke their rules; each is a request of its own
 * @param inFlightAtKills answers that were charged for and not on their topic when the worker that asked was killed; of
 *     each no more than it may have in flight
 * @param duplicateStages stages that completed more than once
 * @param costNanoUsd what the system says that it paid
 * @param seconds from the first campaign to the end of the last
 */
public record ChaosReport(
        ChaosPlan plan,
        Map<String, Integer> statuses,
        Map<String, Integer> reasons,
        long calls,
        long charged,
        long distinctPrompts,
        long repairs,
        long inFlightAtKills,
        long duplicateStages,
        long costNanoUsd,
        double seconds) {

    /** Answers that were paid for more than once, without a repair to account for it. */
    public long paidTwice() {
        return charged - distinctPrompts - repairs;
    }

    public int completed() {
        return statuses.getOrDefault("completed", 0);
    }

    /** Whether all campaigns ended, nothing was done twice, and no more was paid than the kills account for. */
    public boolean holds() {
        int ended = statuses.values().stream().mapToInt(Integer::intValue).sum();
        return ended == plan.campaigns() && duplicateStages == 0 && paidTwice() <= inFlightAtKills;
    }

    /** One line. */
    public String toJson() {
        return String.format(
                Locale.ROOT,
                "{\"name\":\"chaos\",\"campaigns\":%d,\"completed\":%d,\"statuses\":%s,\"reasons\":%s,\"calls\":%d,"
                        + "\"charged\":%d,\"distinct_prompts\":%d,\"repairs\":%d,\"paid_twice\":%d,"
                        + "\"in_flight_at_kills\":%d,\"duplicate_stages\":%d,\"seconds\":%.1f,\"holds\":%b}",
                plan.campaigns(),
                completed(),
                json(statuses),
                json(reasons),
                calls,
                charged,
                distinctPrompts,
                repairs,
                paidTwice(),
                inFlightAtKills,
                duplicateStages,
                seconds,
                holds());
    }

    /** For people. */
    public List<String> table() {
        List<String> lines = new ArrayList<>();
        lines.add(String.format(
                Locale.ROOT,
                "chaos, %d campaigns, %.0f %% of calls go wrong, a provider dies and returns, workers are killed",
                plan.campaigns(),
                100 * plan.failureRate()));
        lines.add("  ended                         " + statuses);
        lines.add("  failed stages                 " + (reasons.isEmpty() ? "none" : reasons));
        lines.add("  calls, charged                " + calls + ", " + charged);
        lines.add("  different prompts             " + distinctPrompts);
        lines.add("  repairs                       " + repairs);
        lines.add(
                "  paid twice                    " + paidTwice() + ", with " + inFlightAtKills + " in flight at kills");
        lines.add("  stages completed twice        " + duplicateStages);
        lines.add(String.format(Locale.ROOT, "  time                          %.1f s", seconds));
        lines.add(holds() ? "  nothing lost, nothing paid for that need not be" : "  THIS IS WRONG");
        return lines;
    }

    private static String json(Map<String, Integer> counts) {
        StringBuilder json = new StringBuilder("{");
        counts.forEach((name, count) -> json.append(json.length() > 1 ? "," : "")
                .append('"')
                .append(name)
                .append("\":")
                .append(count));
        return json.append('}').toString();
    }
}
