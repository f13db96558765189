package com.blossomer.gtm.platform.kafka;

/**
 * When a task asks for its transaction to be committed: at once while few records come, so that a stage waits for nobody;
 * not at all while many come, or while records wait to be handled, so that the commit interval gathers them into few
 * transactions, each of which costs the broker as much as dozens of records. Without the second rule a machine that is too
 * busy would handle few records, as it commits each, and commit each, as it handles few. Owned by one stream thread.
 */
public final class CommitPace {

    /** Over which records are counted. */
    static final long WINDOW_MILLIS = 100;

    /** Records of one task in a window, above which the next window is busy. */
    static final int FEW = 5;

    /** How long a record may have waited to be handled before it can as well wait for the commit interval. */
    static final long FRESH_MILLIS = 1_000;

    private long windowStart;
    private int records;
    private boolean busy;

    /**
     * A record was handled; true: commit now.
     *
     * @param epochMillis the time
     * @param written when the record was, by the clock of who wrote it: one that is behind makes its records wait for the
     *     commit interval, no more
     */
    public boolean commitsAt(long epochMillis, long written) {
        long since = epochMillis - windowStart;
        if (since >= WINDOW_MILLIS || since < 0) {
            busy = records > FEW && since < 2 * WINDOW_MILLIS && since >= 0;
            windowStart = epochMillis;
            records = 0;
        }
        records++;
        return !busy && epochMillis - written < FRESH_MILLIS;
    }
}
