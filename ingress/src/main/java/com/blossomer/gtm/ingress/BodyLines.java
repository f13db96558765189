package com.blossomer.gtm.ingress;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The lines of a body, read as they come; LF, CRLF or CR ends one. Lines that were taken in vain can be put back. */
final class BodyLines {

    private static final byte[] BOM = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};

    private final InputStream body;
    private final int longest;
    private final byte[] buffer = new byte[16 * 1024];
    private final ByteArrayOutputStream line = new ByteArrayOutputStream(512);
    private final Deque<Line> again = new ArrayDeque<>();
    private int position;
    private int limit;
    private long number;

    /** @param longest bytes of one line; of longer ones nothing is held */
    BodyLines(InputStream body, int longest) {
        this.body = body;
        this.longest = longest;
    }

    /** A line without its end, counted from 1; empty where it was too long. */
    static final class Line {
        private final long number;
        private final byte[] bytes;
        private final boolean tooLong;

        private Line(long number, byte[] bytes, boolean tooLong) {
            this.number = number;
            this.bytes = bytes;
            this.tooLong = tooLong;
        }

        long number() {
            return number;
        }

        /** The line's own array. */
        byte[] bytes() {
            return bytes;
        }

        boolean tooLong() {
            return tooLong;
        }
    }

    /** Null at the end. */
    @Nullable
    Line next() throws IOException {
        Line known = again.poll();
        return known != null ? known : read();
    }

    /** Gives them out again, before what follows. */
    void putBack(List<Line> lines) {
        lines.reversed().forEach(again::addFirst);
    }

    private @Nullable Line read() throws IOException {
        line.reset();
        boolean tooLong = false;
        int at = take();
        if (at < 0) {
            return null;
        }
        number++;
        for (; at >= 0 && at != '\n' && at != '\r'; at = take()) {
            if (line.size() >= longest) {
                tooLong = true;
                line.reset();
            }
            if (!tooLong) {
                line.write(at);
            }
        }
        if (at == '\r') {
            if (take() != '\n' && limit > 0) {
                position--;
            }
        }
        byte[] bytes = line.toByteArray();
        return new Line(number, number == 1 ? withoutBom(bytes) : bytes, tooLong);
    }

    private int take() throws IOException {
        if (position >= limit) {
            limit = body.read(buffer, 0, buffer.length);
            position = 0;
            if (limit <= 0) {
                limit = 0;
                return -1;
            }
        }
        return buffer[position++] & 0xFF;
    }

    private static byte[] withoutBom(byte[] bytes) {
        if (bytes.length >= 2
                && (bytes[0] == (byte) 0xFE && bytes[1] == (byte) 0xFF
                        || bytes[0] == (byte) 0xFF && bytes[1] == (byte) 0xFE)) {
            throw Problems.notUtf8();
        }
        boolean marked = bytes.length >= BOM.length && bytes[0] == BOM[0] && bytes[1] == BOM[1] && bytes[2] == BOM[2];
        return marked ? java.util.Arrays.copyOfRange(bytes, BOM.length, bytes.length) : bytes;
    }
}
