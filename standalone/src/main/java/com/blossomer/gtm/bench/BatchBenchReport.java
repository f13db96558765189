package com.blossomer.gtm.bench;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What one batch came to.
 *
 * @param sites distinct ones; each is a campaign
 * @param uploadSeconds until the whole file was accepted
 * @param seconds from there to the last campaign's end
 * @param quarters the run in four parts of equal time
 * @param peakRssMib of the measured process over all
 * @param rebuild of the tables afterwards
 */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
public record BatchBenchReport(
        long rows,
        long sites,
        long completed,
        double uploadSeconds,
        double rowsPerSecond,
        double seconds,
        double campaignsPerSecond,
        List<Quarter> quarters,
        long peakRssMib,
        Rebuild rebuild,
        String heap) {

    /** A part of the run: campaigns that ended a second, and the largest resident size. */
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    public record Quarter(double campaignsPerSecond, long rssMib) {}

    /**
     * The tables filled anew from the topics.
     *
     * @param records read
     * @param rows of the new tables
     * @param seconds of reading and writing
     * @param swapped whether they equalled the live ones, and took their place
     */
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    public record Rebuild(long records, long rows, double seconds, double rowsPerSecond, boolean swapped) {}

    public boolean complete() {
        return completed == sites && rebuild.swapped();
    }

    public String toJson() {
        return Reports.json(this);
    }

    public List<String> table() {
        List<String> lines = new ArrayList<>();
        lines.add(Reports.row("rows sent, distinct sites", rows + ", " + sites));
        lines.add(Reports.row("completed", Long.toString(completed)));
        lines.add(Reports.row(
                "rows accepted", String.format(Locale.ROOT, "%.0f/s (%.2f s)", rowsPerSecond, uploadSeconds)));
        lines.add(Reports.row("campaigns", String.format(Locale.ROOT, "%.1f/s (%.1f s)", campaignsPerSecond, seconds)));
        for (int i = 0; i < quarters.size(); i++) {
            Quarter quarter = quarters.get(i);
            lines.add(Reports.row(
                    "  quarter " + (i + 1),
                    String.format(
                            Locale.ROOT, "%.1f/s, %d MiB resident", quarter.campaignsPerSecond(), quarter.rssMib())));
        }
        lines.add(Reports.row(
                "tables rebuilt",
                String.format(
                        Locale.ROOT,
                        "%.0f rows/s (%d rows from %d records in %.1f s), %s",
                        rebuild.rowsPerSecond(),
                        rebuild.rows(),
                        rebuild.records(),
                        rebuild.seconds(),
                        rebuild.swapped() ? "equal" : "NOT EQUAL")));
        lines.add(Reports.row("peak resident size", peakRssMib + " MiB, heap at most " + heap));
        return lines;
    }
}
