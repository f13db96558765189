package com.blossomer.gtm.cli;

/** How long work stands: one line drawn over again on a terminal, one every few seconds elsewhere. */
final class LiveLine implements AutoCloseable {

    private static final long EVERY_NANOS = 5_000_000_000L;
    private static final String CLEAR_LINE = "\r\033[2K";

    private final Terminal terminal;
    private long told;
    private String last = "";

    LiveLine(Terminal terminal) {
        this.terminal = terminal;
    }

    /** @param bar in front of the line on a terminal */
    void show(String bar, String line) {
        if (terminal.live()) {
            String drawn = bar + " " + line;
            terminal.err()
                    .print(CLEAR_LINE
                            + (drawn.length() < terminal.width() ? drawn : drawn.substring(0, terminal.width() - 1)));
            terminal.err().flush();
        } else if (!line.equals(last) && (told == 0 || System.nanoTime() - told > EVERY_NANOS)) {
            told = System.nanoTime();
            last = line;
            terminal.tell(line);
        }
    }

    @Override
    public void close() {
        if (terminal.live()) {
            terminal.err().print(CLEAR_LINE);
        }
        terminal.err().flush();
    }
}
