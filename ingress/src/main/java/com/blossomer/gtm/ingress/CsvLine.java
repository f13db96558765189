package com.blossomer.gtm.ingress;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** One record of a CSV file as its lines are added to it: RFC 4180, a quote within an unquoted field being itself. */
final class CsvLine {

    /** How things stand at the end of a line. */
    enum State {
        COMPLETE,
        /** Within quotes: the record goes on with the next line. */
        OPEN,
        /** Something follows a closing quote, which is then hardly meant as one. */
        BROKEN,
        /** Bytes that are no UTF-8. */
        FOREIGN
    }

    private enum At {
        START,
        PLAIN,
        QUOTED,
        CLOSED
    }

    private final char delimiter;
    private final List<String> fields = new ArrayList<>();
    private final ByteArrayOutputStream field = new ByteArrayOutputStream();
    private At at = At.START;
    private int length;

    CsvLine(char delimiter) {
        this.delimiter = delimiter;
    }

    List<String> fields() {
        return fields;
    }

    /** Bytes so far. */
    int length() {
        return length;
    }

    State add(byte[] line) {
        length += line.length + 1;
        try {
            for (byte next : line) {
                if (!add(next)) {
                    return State.BROKEN;
                }
            }
            if (at == At.QUOTED) {
                field.write('\n');
                return State.OPEN;
            }
            end();
            return State.COMPLETE;
        } catch (CharacterCodingException e) {
            return State.FOREIGN;
        }
    }

    private boolean add(byte next) throws CharacterCodingException {
        switch (at) {
            case START, PLAIN -> {
                if (next == delimiter) {
                    end();
                } else if (next == '"' && at == At.START) {
                    at = At.QUOTED;
                } else {
                    at = At.PLAIN;
                    field.write(next);
                }
            }
            case QUOTED -> {
                if (next == '"') {
                    at = At.CLOSED;
                } else {
                    field.write(next);
                }
            }
            case CLOSED -> {
                if (next == delimiter) {
                    end();
                } else if (next == '"') {
                    at = At.QUOTED;
                    field.write(next);
                } else {
                    return false;
                }
            }
        }
        return true;
    }

    private void end() throws CharacterCodingException {
        fields.add(StandardCharsets.UTF_8
                .newDecoder()
                .decode(ByteBuffer.wrap(field.toByteArray()))
                .toString());
        field.reset();
        at = At.START;
    }
}
