package com.blossomer.gtm.platform.kafka;

/**
 * When a task asks for its transaction to be committed: at once while few records come, so that a stage waits for nobody;
 * not at all while many come, so that the commit interval gathers them into few transactions, each of which costs the
 * broker as much as dozens of records. Owned by one stream thread.
 */
public final class CommitPace {

    /** Over which records are counted. */
    static final long WINDOW_MILLIS = 100;

    /** Records of one task in a window, above which the next window is busy. */
    static final int FEW = 5;

    private long windowStart;
    private int records;
    private boolean busy;

    /** A record was handled at this time; true: commit now. */
    public boolean commitsAt(long epochMillis) {
        long since = epochMillis - windowStart;
        if (since >= WINDOW_MILLIS || since < 0) {
            busy = records > FEW && since < 2 * WINDOW_MILLIS && since >= 0;
            windowStart = epochMillis;
            records = 0;
        }
        records++;
        return !busy;
    }
}
