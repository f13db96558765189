package com.blossomer.gtm.llm.economy;

import com.blossomer.gtm.events.Submission;
import com.blossomer.gtm.llm.economy.BatchApi.Ended;
import com.blossomer.gtm.llm.economy.BatchApi.NoAnswer;
import com.blossomer.gtm.llm.economy.BatchApi.Results;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A batch's results, handed back to who waits for them, and read as often as it takes until all have theirs: they may be cut
 * off on their way. Used by its errand's thread alone.
 */
final class Readings {

    private static final Logger LOG = LoggerFactory.getLogger(Readings.class);
    private static final int MAX_READINGS = 3;

    private final String id;
    private final String provider;
    private final String model;
    private final BatchApi api;
    private final Tickets tickets;
    private final EconomyMetrics metrics;
    private int read;

    Readings(String id, String provider, String model, BatchApi api, Tickets tickets, EconomyMetrics metrics) {
        this.id = id;
        this.provider = provider;
        this.model = model;
        this.api = api;
        this.tickets = tickets;
        this.metrics = metrics;
    }

    /** Whether there were results. */
    boolean read(Submission submission, Ended ended, Pace pace) throws InterruptedException {
        return switch (api.read(ended, model)) {
            case NoAnswer none -> {
                pace.failed(none.why());
                yield false;
            }
            case Results results -> {
                pace.answered();
                read++;
                strangers(submission, results);
                boolean last = !ended.whole() || read >= MAX_READINGS;
                for (Ticket ticket : tickets.waiting()) {
                    handBack(ticket, results.lines().get(CustomId.of(id, ticket.taskId())), last);
                }
                yield true;
            }
        };
    }

    private void handBack(Ticket ticket, BatchApi.@Nullable Line line, boolean last) {
        switch (line) {
            case BatchApi.Response response -> {
                metrics.result(provider, "answered");
                tickets.end(ticket, new Ticket.Answer(response));
            }
            case BatchApi.Undone undone -> {
                String cause = undone.cause().name().toLowerCase(Locale.ROOT);
                metrics.result(provider, cause);
                tickets.end(ticket, new Ticket.Pass("its entry was " + cause));
            }
            case null -> {
                if (last) {
                    metrics.result(provider, "missing");
                    tickets.end(ticket, new Ticket.Pass("the batch has no result of it"));
                }
            }
        }
    }

    private void strangers(Submission submission, Results results) {
        Set<String> own = new HashSet<>();
        submission.getTaskIds().forEach(task -> own.add(CustomId.of(id, task)));
        long strange = results.lines().keySet().stream()
                .filter(name -> !own.contains(name))
                .count();
        if (strange > 0 || results.unreadable() > 0) {
            LOG.atWarn()
                    .addKeyValue("submission", id)
                    .addKeyValue("unknown", strange)
                    .addKeyValue("unreadable", results.unreadable())
                    .log("results that are nobody's");
        }
    }
}
