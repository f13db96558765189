package com.blossomer.gtm.bench;

import java.util.List;
import java.util.Locale;

/**
 * What a run of {@link LlmBench} came to.
 *
 * @param promptCharacters of each prompt
 * @param answers in the measured time
 * @param failed of those, results that are no answers
 * @param utilisation answers a second by what the concurrency and the model's latency allow at best
 * @param overheadP50 of a task: from its start in bytes to its published result, less the model's latency; milliseconds
 * @param ownP50 of that, what is spent on preparing the request and on checking the answer; milliseconds
 * @param delayP50 from a task being made to its start; milliseconds
 * @param cpuMillis of the workers' process for each answer
 * @param peakRssMib of the workers' process
 */
public record LlmReport(
        LlmPlan plan,
        int promptCharacters,
        long answers,
        long failed,
        double seconds,
        double utilisation,
        double overheadP50,
        double overheadP99,
        double ownP50,
        double ownP99,
        double delayP50,
        double delayP99,
        double cpuMillis,
        long peakRssMib) {

    double answersPerSecond() {
        return answers / seconds;
    }

    /** One line. */
    public String toJson() {
        return String.format(
                Locale.ROOT,
                "{\"name\":\"llm\",\"concurrency\":%d,\"latency_ms\":%d,\"rate_per_second\":%.1f,\"prompt_characters\":%d,"
                        + "\"answers\":%d,\"failed\":%d,\"seconds\":%.3f,\"answers_per_second\":%.1f,\"utilisation\":%.4f,"
                        + "\"overhead_p50_ms\":%.2f,\"overhead_p99_ms\":%.2f,\"own_p50_ms\":%.2f,\"own_p99_ms\":%.2f,"
                        + "\"delay_p50_ms\":%.1f,\"delay_p99_ms\":%.1f,\"cpu_ms_per_answer\":%.2f,\"peak_rss_mib\":%d}",
                plan.concurrency(),
                plan.latency().toMillis(),
                plan.ratePerSecond(),
                promptCharacters,
                answers,
                failed,
                seconds,
                answersPerSecond(),
                utilisation,
                overheadP50,
                overheadP99,
                ownP50,
                ownP99,
                delayP50,
                delayP99,
                cpuMillis,
                peakRssMib);
    }

    /** For people. */
    public List<String> table() {
        Locale root = Locale.ROOT;
        String calls = plan.concurrency() + ", " + plan.latency().toMillis() + " ms each";
        String asked = answers + ", " + failed + " of them failed; prompts of " + promptCharacters + " characters";
        return List.of(
                plan.ratePerSecond() > 0
                        ? String.format(root, "llm, %.0f tasks a second", plan.ratePerSecond())
                        : "llm, as fast as tasks are taken",
                line("calls in flight at most", calls),
                line("answers", asked),
                line("answers a second", String.format(root, "%.1f", answersPerSecond())),
                line("utilisation", String.format(root, "%.1f %%", 100 * utilisation)),
                line("overhead, p50 / p99", String.format(root, "%.2f / %.2f ms", overheadP50, overheadP99)),
                line("of it our own, p50 / p99", String.format(root, "%.2f / %.2f ms", ownP50, ownP99)),
                line("made to started, p50 / p99", String.format(root, "%.1f / %.1f ms", delayP50, delayP99)),
                line("CPU for each answer", String.format(root, "%.2f ms", cpuMillis)),
                line("peak memory", peakRssMib + " MiB resident"));
    }

    private static String line(String name, String value) {
        return String.format(Locale.ROOT, "  %-29s %s", name, value);
    }
}
