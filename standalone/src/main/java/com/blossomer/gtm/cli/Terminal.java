package com.blossomer.gtm.cli;

import java.io.Console;
import java.io.PrintWriter;
import picocli.CommandLine;

/**
 * Where a command writes: results to {@code out}, everything about the way there to {@code err}.
 *
 * @param live whether lines may be drawn over: both ends are a person's terminal
 * @param width in columns
 */
record Terminal(PrintWriter out, PrintWriter err, boolean live, int width) {

    private static final int DEFAULT_WIDTH = 100;

    // It is null again since JDK 25, where neither end is a terminal.
    @SuppressWarnings("SystemConsoleNull")
    static Terminal of(CommandLine commandLine) {
        Console console = System.console();
        boolean live = console != null && console.isTerminal() && !"dumb".equals(System.getenv("TERM"));
        return new Terminal(commandLine.getOut(), commandLine.getErr(), live, columns());
    }

    /** Writes one line about the way to the result. */
    void tell(String line) {
        err.println(line);
        err.flush();
    }

    /** Writes one line of the result. */
    void print(String line) {
        out.println(line);
        out.flush();
    }

    String bold(String text) {
        return live ? "\033[1m" + text + "\033[0m" : text;
    }

    String faint(String text) {
        return live ? "\033[2m" + text + "\033[0m" : text;
    }

    private static int columns() {
        String columns = System.getenv("COLUMNS");
        if (columns == null || !columns.matches("\\d{1,4}")) {
            return DEFAULT_WIDTH;
        }
        return Math.clamp(Integer.parseInt(columns), 40, DEFAULT_WIDTH);
    }
}
