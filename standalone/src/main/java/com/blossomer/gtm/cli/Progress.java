package com.blossomer.gtm.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What campaigns are doing, on the way to their results: a block of lines drawn over again on a terminal, one line per
 * finished campaign elsewhere.
 */
final class Progress implements CampaignRunner.Listener, AutoCloseable {

    private static final int SHOWN = 12;
    private static final String CLEAR_LINE = "\033[2K";

    private final Terminal terminal;
    private final int total;
    private final long start = System.nanoTime();
    private final Map<Integer, JsonNode> active = new TreeMap<>();
    private int ended;
    private int drawn;

    Progress(Terminal terminal, int total) {
        this.terminal = terminal;
        this.total = total;
    }

    @Override
    public synchronized void moved(int index, JsonNode campaign) {
        active.put(index, campaign);
        draw();
    }

    @Override
    public synchronized void ended(int index, JsonNode campaign) {
        active.remove(index);
        ended++;
        erase();
        terminal.tell(
                "[" + ended + "/" + total + "] " + Campaigns.site(campaign) + "  " + Campaigns.statusLine(campaign));
        draw();
    }

    @Override
    public synchronized void close() {
        erase();
        terminal.err().flush();
    }

    private void draw() {
        if (!terminal.live()) {
            return;
        }
        erase();
        List<String> lines = new ArrayList<>();
        active.values().stream().limit(SHOWN).forEach(campaign -> lines.add(line(campaign)));
        if (active.size() > SHOWN) {
            lines.add("  \u2026 and " + (active.size() - SHOWN) + " more");
        }
        lines.add(terminal.faint("  " + ended + " of " + total + " done, "
                + Duration.ofNanos(System.nanoTime() - start).toSeconds() + " s"));
        lines.forEach(line -> terminal.err().println(line));
        terminal.err().flush();
        drawn = lines.size();
    }

    private void erase() {
        for (int i = 0; i < drawn; i++) {
            terminal.err().print("\033[1A" + CLEAR_LINE);
        }
        drawn = 0;
    }

    private String line(JsonNode campaign) {
        StringBuilder stages = new StringBuilder();
        for (JsonNode stage : campaign.path("stages")) {
            String mark = switch (stage.path("status").asText()) {
                case "completed" -> "\u2713 ";
                case "failed" -> "\u2717 ";
                default -> "\u00b7 ";
            };
            stages.append("  ").append(mark).append(stage.path("stage").asText());
        }
        String line = "  " + Campaigns.site(campaign) + stages;
        return line.length() <= terminal.width() ? line : line.substring(0, terminal.width() - 1) + "\u2026";
    }
}
