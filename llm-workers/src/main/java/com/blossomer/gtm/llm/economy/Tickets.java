package com.blossomer.gtm.llm.economy;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Who waits for one submission in this process. Thread-safe. */
final class Tickets {

    private final int maxEntries;
    private final long maxBytes;
    private final Map<String, Ticket> waiting = new LinkedHashMap<>();
    private long bytes;
    private boolean bounded = true;
    private boolean open = true;

    /** Closes by itself when it has as many entries or bytes. */
    Tickets(int maxEntries, long maxBytes) {
        this.maxEntries = maxEntries;
        this.maxBytes = maxBytes;
    }

    /** Of a submission that is known already: whoever it has may come. */
    static Tickets unbounded() {
        return new Tickets(Integer.MAX_VALUE, Long.MAX_VALUE);
    }

    /** False when it takes no more. */
    synchronized boolean join(Ticket ticket) {
        if (!open) {
            return false;
        }
        waiting.put(ticket.taskId(), ticket);
        bytes += ticket.size();
        if (full()) {
            open = false;
            notifyAll();
        }
        return true;
    }

    synchronized void leave(Ticket ticket) {
        waiting.remove(ticket.taskId(), ticket);
    }

    /** Waits until it is full, at most so long, and closes it. */
    synchronized List<Ticket> gathered(Duration most) throws InterruptedException {
        long end = System.nanoTime() + most.toNanos();
        for (long left = most.toNanos(); open && left > 0; left = end - System.nanoTime()) {
            wait(Math.max(1, left / 1_000_000));
        }
        open = false;
        return List.copyOf(waiting.values());
    }

    /** The submission is known now: those that it has may come again, however many. */
    synchronized void reopen() {
        bounded = false;
        open = true;
    }

    /** Closes it unless somebody waits. */
    synchronized boolean closedAsEmpty() {
        if (waiting.isEmpty()) {
            open = false;
        }
        return !open && waiting.isEmpty();
    }

    synchronized List<Ticket> waiting() {
        return List.copyOf(waiting.values());
    }

    /** Ends one, if it still waits. */
    void end(Ticket ticket, Ticket.End with) {
        leave(ticket);
        ticket.ends(with);
    }

    /** Closes it, and ends all alike. */
    int endAll(Ticket.End with) {
        List<Ticket> all;
        synchronized (this) {
            open = false;
            all = List.copyOf(waiting.values());
            waiting.clear();
        }
        all.forEach(ticket -> ticket.ends(with));
        return all.size();
    }

    synchronized int count() {
        return waiting.size();
    }

    private boolean full() {
        return bounded && (waiting.size() >= maxEntries || bytes >= maxBytes);
    }
}
