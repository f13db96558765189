package com.blossomer.gtm.ingress;

import com.blossomer.gtm.platform.http.ProblemException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The two forms in which a batch can be of any length, read row by row. */
enum BatchFormat {
    NDJSON {
        @Override
        void read(InputStream body, int longest, Consumer<BatchRow> rows) throws IOException {
            BufferedReader reader = new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8));
            String line;
            for (long number = 1; (line = line(reader, longest)) != null; number++) {
                if (line.length() > longest) {
                    rows.accept(new BatchRow.Unreadable(number, "is longer than " + longest + " characters"));
                } else if (!line.isBlank()) {
                    rows.accept(row(number, line));
                }
            }
        }
    },
    CSV {
        @Override
        void read(InputStream body, int longest, Consumer<BatchRow> rows) throws IOException {
            long line = 1;
            try (CsvReader<NamedCsvRecord> records = CsvReader.builder()
                    .detectBomHeader(true)
                    .missingFieldStrategy(FieldMismatchStrategy.IGNORE)
                    .extraFieldStrategy(FieldMismatchStrategy.IGNORE)
                    .maxBufferSize(longest)
                    .ofNamedCsvRecord(body)) {
                for (NamedCsvRecord row : records) {
                    line = row.getStartingLineNumber();
                    rows.accept(new BatchRow.Fields(line, fields(row)));
                }
            } catch (CsvParseException e) {
                rows.accept(new BatchRow.Unreadable(
                        line + 1, "is not CSV, and nothing after it was read: " + e.getMessage()));
            } catch (UncheckedIOException e) {
                throw e.getCause();
            }
        }
    };

    private static final JsonMapper JSON = new JsonMapper();

    /**
     * Reads to the end.
     *
     * @param longest characters of one row; longer ones are not held
     */
    abstract void read(InputStream body, int longest, Consumer<BatchRow> rows) throws IOException;

    static BatchRow row(long number, String line) {
        JsonNode json;
        try {
            json = RequestReader.json(line.getBytes(StandardCharsets.UTF_8));
        } catch (ProblemException e) {
            return new BatchRow.Unreadable(number, "is not JSON");
        }
        return row(number, json);
    }

    /** A row is an object, or just the address. */
    static BatchRow row(long number, JsonNode json) {
        if (json.isTextual()) {
            return new BatchRow.Fields(number, JSON.createObjectNode().put(RequestReader.WEBSITE_URL, json.asText()));
        }
        return json instanceof ObjectNode object
                ? new BatchRow.Fields(number, object)
                : new BatchRow.Unreadable(number, "is neither an object nor a string");
    }

    /** Other columns are the caller's own: lists are exported from elsewhere. */
    private static ObjectNode fields(NamedCsvRecord row) {
        ObjectNode body = JSON.createObjectNode();
        if (!row.getHeader().contains(RequestReader.WEBSITE_URL)) {
            throw Problems.noColumn(row.getHeader());
        }
        for (String column : List.of(RequestReader.WEBSITE_URL, RequestReader.USER_CONTEXT)) {
            row.findField(column).ifPresent(value -> body.put(column, value));
        }
        return body;
    }

    /** The next line; one that is too long comes cut, just long enough to be told. */
    private static @Nullable String line(BufferedReader reader, int longest) throws IOException {
        StringBuilder line = new StringBuilder();
        int read;
        while ((read = reader.read()) >= 0 && read != '\n') {
            if (line.length() <= longest) {
                line.append((char) read);
            }
        }
        return read < 0 && line.isEmpty() ? null : line.toString();
    }
}
