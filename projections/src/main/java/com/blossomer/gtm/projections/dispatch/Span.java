package com.blossomer.gtm.projections.dispatch;

/** Records that follow each other in one partition. */
public record Span(int partition, long offset, int length) {

    public Span {
        if (offset < 0 || length < 1) {
            throw new IllegalArgumentException("no records: " + length + " from offset " + offset);
        }
    }

    long end() {
        return offset + length;
    }
}
