package com.blossomer.gtm.ingress;

import com.blossomer.gtm.ingress.BodyLines.Line;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Records of a CSV file, read as they come. One that cannot be read is told by the line it begins in, and reading goes on with
 * the next line: a quote that is never closed costs one row, not the rest of the file. That is why this is not a library's
 * reader.
 */
final class CsvRecords {

    static final String NOT_UTF8 = "is not UTF-8, as in files saved as Latin-1 or Windows-1252; save the file as UTF-8";

    /** Lines read again cost time: a file of nothing but broken quotes is given up after as much as that many longest records. */
    private static final int MOST_AGAIN = 16;

    private final BodyLines lines;
    private final int longest;
    private char delimiter = ',';
    private long again;

    /** @param longest bytes of one record */
    CsvRecords(InputStream body, int longest) {
        this.lines = new BodyLines(body, longest);
        this.longest = longest;
    }

    /** A record; {@code problem} says why it has no fields. */
    record Row(long line, List<String> fields, @Nullable String problem) {}

    /**
     * The first record, which names the columns. The separator is the one that makes {@code wanted} a column: a comma, a
     * semicolon, a tab or a bar; a comma where none does.
     *
     * @return null when there is none
     */
    @Nullable
    Row header(String wanted) throws IOException {
        Line first = lines.next();
        while (first != null && first.bytes().length == 0 && !first.tooLong()) {
            first = lines.next();
        }
        if (first == null) {
            return null;
        }
        lines.putBack(List.of(first));
        for (char candidate : new char[] {',', ';', '\t', '|'}) {
            CsvLine line = new CsvLine(candidate);
            if (line.add(first.bytes()) == CsvLine.State.COMPLETE
                    && line.fields().stream().anyMatch(name -> name.strip().equalsIgnoreCase(wanted))) {
                delimiter = candidate;
                break;
            }
        }
        return next();
    }

    /** Null at the end. Empty lines are passed over. */
    @Nullable
    Row next() throws IOException {
        Line first = lines.next();
        while (first != null && first.bytes().length == 0 && !first.tooLong()) {
            first = lines.next();
        }
        if (first == null) {
            return null;
        }
        if (first.tooLong()) {
            return new Row(first.number(), List.of(), "is longer than " + longest + " bytes");
        }
        return record(first);
    }

    private @Nullable Row record(Line first) throws IOException {
        CsvLine record = new CsvLine(delimiter);
        List<Line> rest = new ArrayList<>();
        Line line = first;
        while (true) {
            switch (record.add(line.bytes())) {
                case COMPLETE -> {
                    return new Row(first.number(), record.fields(), null);
                }
                case FOREIGN -> {
                    return new Row(first.number(), List.of(), NOT_UTF8);
                }
                case BROKEN -> {
                    return giveUp(first, rest, "has a quote that is not closed before a separator or the line's end");
                }
                case OPEN -> {
                    Line next = lines.next();
                    if (next == null) {
                        return giveUp(first, rest, "opens a quote that is never closed");
                    }
                    rest.add(next);
                    if (next.tooLong() || record.length() + next.bytes().length > longest) {
                        return giveUp(first, rest, "opens a quote that is not closed within " + longest + " bytes");
                    }
                    line = next;
                }
            }
        }
    }

    private @Nullable Row giveUp(Line first, List<Line> rest, String problem) throws IOException {
        for (Line line : rest) {
            again += line.bytes().length + 1;
        }
        if (again > (long) MOST_AGAIN * longest) {
            while (lines.next() != null) {
                // To the end of the body.
            }
            return new Row(
                    first.number(), List.of(), problem + "; so did many before it, and nothing after it was read");
        }
        lines.putBack(rest);
        return new Row(first.number(), List.of(), problem + "; write a quote within a quoted field twice");
    }
}
