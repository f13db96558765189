package com.blossomer.gtm.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** How a batch stands, in one line. */
final class BatchDisplay implements AutoCloseable {

    private static final int BAR = 20;

    private final LiveLine drawn;

    BatchDisplay(Terminal terminal) {
        this.drawn = new LiveLine(terminal);
    }

    void show(JsonNode batch) {
        drawn.show(bar(batch), line(batch));
    }

    @Override
    public void close() {
        drawn.close();
    }

    static String line(JsonNode batch) {
        JsonNode counts = batch.path("counts");
        StringBuilder line = new StringBuilder()
                .append(batch.path("status").asText())
                .append("  ")
                .append(batch.path("ended").asLong())
                .append(" of ")
                .append(batch.path("rows").asLong())
                .append(" done");
        for (String status : List.of("partial", "failed", "cancelled")) {
            if (counts.path(status).asLong() > 0) {
                line.append(", ")
                        .append(counts.path(status).asLong())
                        .append(' ')
                        .append(status);
            }
        }
        if (batch.path("rate_per_second").isNumber()) {
            line.append(String.format(
                    Locale.ROOT, "  %.1f/s", batch.path("rate_per_second").asDouble()));
        }
        if (batch.path("eta_seconds").isNumber()) {
            line.append("  ").append(time(batch.path("eta_seconds").asLong())).append(" left");
        }
        return line.append(String.format(
                        Locale.ROOT, "  $%.4f", batch.path("cost_usd").asDouble()))
                .toString();
    }

    /** What the rest will cost. */
    static List<String> preview(JsonNode preview) {
        List<String> lines = new ArrayList<>();
        if (preview.path("cost_usd").isObject()) {
            lines.add(String.format(
                    Locale.ROOT,
                    "The remaining %d rows will cost $%.2f to $%.2f and %,d to %,d tokens.",
                    preview.path("remaining").asLong(),
                    preview.at("/cost_usd/low").asDouble(),
                    preview.at("/cost_usd/high").asDouble(),
                    preview.at("/tokens/low").asLong(),
                    preview.at("/tokens/high").asLong()));
        }
        lines.add(preview.path("note").asText());
        return lines;
    }

    private static String bar(JsonNode batch) {
        long rows = Math.max(1, batch.path("rows").asLong());
        int full = (int) Math.min(BAR, BAR * batch.path("ended").asLong() / rows);
        return "[" + "#".repeat(full) + "-".repeat(BAR - full) + "]";
    }

    private static String time(long seconds) {
        return seconds >= 3_600
                ? String.format(Locale.ROOT, "%d h %02d min", seconds / 3_600, seconds / 60 % 60)
                : seconds >= 60 ? seconds / 60 + " min " + seconds % 60 + " s" : seconds + " s";
    }
}
