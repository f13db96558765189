package com.blossomer.gtm.catalog;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.MinimalPrettyPrinter;
import java.io.IOException;

/** Writes an object with each of its members on a line, and what is in them compactly. For one object. */
final class MemberPerLine extends MinimalPrettyPrinter {

    private static final long serialVersionUID = 1;

    private int depth;

    @Override
    public void writeStartObject(JsonGenerator out) throws IOException {
        super.writeStartObject(out);
        if (depth++ == 0) {
            out.writeRaw('\n');
        }
    }

    @Override
    public void writeEndObject(JsonGenerator out, int members) throws IOException {
        if (--depth == 0) {
            out.writeRaw('\n');
        }
        super.writeEndObject(out, members);
    }

    @Override
    public void writeStartArray(JsonGenerator out) throws IOException {
        super.writeStartArray(out);
        depth++;
    }

    @Override
    public void writeEndArray(JsonGenerator out, int values) throws IOException {
        depth--;
        super.writeEndArray(out, values);
    }

    @Override
    public void writeObjectFieldValueSeparator(JsonGenerator out) throws IOException {
        out.writeRaw(depth == 1 ? ": " : ":");
    }

    @Override
    public void writeObjectEntrySeparator(JsonGenerator out) throws IOException {
        out.writeRaw(depth == 1 ? ",\n" : ",");
    }
}
