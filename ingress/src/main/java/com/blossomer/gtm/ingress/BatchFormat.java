package com.blossomer.gtm.ingress;

import com.blossomer.gtm.platform.http.ProblemException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;

/** The two forms in which a batch can be of any length, read row by row. */
enum BatchFormat {
    NDJSON {
        @Override
        void read(InputStream body, int longest, Consumer<BatchRow> rows) throws IOException {
            BodyLines lines = new BodyLines(body, longest);
            for (BodyLines.Line line = lines.next(); line != null; line = lines.next()) {
                if (line.tooLong()) {
                    rows.accept(new BatchRow.Unreadable(line.number(), "is longer than " + longest + " bytes"));
                    continue;
                }
                try {
                    String text = utf8(line.bytes());
                    if (!text.isBlank()) {
                        rows.accept(row(line.number(), text));
                    }
                } catch (CharacterCodingException e) {
                    rows.accept(new BatchRow.Unreadable(line.number(), CsvRecords.NOT_UTF8));
                }
            }
        }
    },
    CSV {
        @Override
        void read(InputStream body, int longest, Consumer<BatchRow> rows) throws IOException {
            CsvRecords records = new CsvRecords(body, longest);
            CsvRecords.Row header = records.header(RequestReader.WEBSITE_URL);
            if (header == null) {
                return;
            }
            CsvColumns columns = CsvColumns.of(header);
            for (CsvRecords.Row row = records.next(); row != null; row = records.next()) {
                rows.accept(columns.read(row));
            }
        }
    };

    /** In a JSON row: the caller's own fields. */
    static final String COLUMNS = "columns";

    private static final JsonMapper JSON = new JsonMapper();

    /**
     * Reads to the end.
     *
     * @param longest bytes of one row; longer ones are not held
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
            ObjectNode body = JSON.createObjectNode().put(RequestReader.WEBSITE_URL, json.asText());
            return new BatchRow.Fields(number, body, Map.of());
        }
        if (!(json instanceof ObjectNode object)) {
            return new BatchRow.Unreadable(number, "is neither an object nor a string");
        }
        JsonNode own = object.remove(COLUMNS);
        if (own == null || own.isNull()) {
            return new BatchRow.Fields(number, object, Map.of());
        }
        if (!own.isObject()) {
            return new BatchRow.Unreadable(number, "has columns that are no object, such as {\"crm_id\": \"7\"}");
        }
        Map<String, String> columns = new LinkedHashMap<>();
        own.properties()
                .forEach(column -> columns.put(
                        column.getKey(),
                        column.getValue().isValueNode()
                                ? column.getValue().asText("")
                                : column.getValue().toString()));
        return new BatchRow.Fields(number, object, columns);
    }

    private static String utf8(byte[] bytes) throws CharacterCodingException {
        return StandardCharsets.UTF_8
                .newDecoder()
                .decode(ByteBuffer.wrap(bytes))
                .toString();
    }
}
