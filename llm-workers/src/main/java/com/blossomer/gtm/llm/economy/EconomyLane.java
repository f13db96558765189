package com.blossomer.gtm.llm.economy;

import com.blossomer.gtm.events.Submission;
import com.blossomer.gtm.llm.LlmRequest;
import com.blossomer.gtm.platform.Component;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The way to providers' batch APIs. A task waits here on its own thread until its batch has ended; which submission has it
 * is told by the log alone, so that a task which is delivered again, here or elsewhere, waits for the same one.
 */
public final class EconomyLane implements Component {

    private static final Logger LOG = LoggerFactory.getLogger(EconomyLane.class);

    /** How often a task is gathered anew when its submission came to nothing. */
    private static final int MAX_RELEASES = 3;

    private static final Duration MOMENT = Duration.ofMillis(20);

    private final EconomyTerms terms;
    private final Supplier<String> ids;

    /** By provider and model: the one that is gathering now. Guarded by this. */
    private final Map<String, Errand> gathering = new HashMap<>();

    /** By submission. Guarded by this. */
    private final Map<String, Errand> errands = new HashMap<>();

    private final Map<Errand, Thread> threads = new ConcurrentHashMap<>();
    private volatile boolean stopping;

    /** @param ids of submissions: at most 38 of a-z and 0-9, never one twice */
    public EconomyLane(
            EconomySettings settings, SubmissionLog log, MeterRegistry registry, Clock clock, Supplier<String> ids) {
        EconomyMetrics metrics = new EconomyMetrics(registry);
        this.terms = new EconomyTerms(settings, log, metrics, clock);
        this.ids = ids;
        metrics.watch(this, lane -> lane.waiting(true), lane -> lane.waiting(false));
    }

    /** Whether a provider's batches are to be used. */
    public boolean uses(String provider) {
        return terms.settings().names(provider);
    }

    /**
     * Has one request answered with others, and waits for it.
     *
     * @throws InterruptedException when the worker stops; what was submitted stays so
     */
    public EconomyReply ask(String taskId, String provider, BatchApi api, LlmRequest request)
            throws InterruptedException {
        Optional<String> body = api.body(request);
        if (body.isEmpty()) {
            return new EconomyReply.Passed("it cannot be put in the provider's words");
        }
        Instant since = terms.clock().instant();
        for (int releases = 0; releases <= MAX_RELEASES; releases++) {
            Ticket ticket = new Ticket(taskId, request, body.get());
            switch (await(ticket, provider, api)) {
                case Ticket.Answer answer -> {
                    Duration took = Duration.between(since, terms.clock().instant());
                    return new EconomyReply.Answered(api.outcome(answer.response(), request), took);
                }
                case Ticket.Verdict verdict -> {
                    return new EconomyReply.Answered(verdict.outcome(), Duration.ZERO);
                }
                case Ticket.Pass pass -> {
                    return new EconomyReply.Passed(pass.why());
                }
                case Ticket.Release release ->
                    LOG.atDebug().addKeyValue("task", taskId).log("gathered anew");
            }
        }
        if (terms.log().submissions().holder(taskId).isPresent()) {
            throw new IllegalStateException("a submission with the provider fails again and again; see the log");
        }
        return new EconomyReply.Passed("its submissions came to nothing");
    }

    private Ticket.End await(Ticket ticket, String provider, BatchApi api) throws InterruptedException {
        Errand errand = join(ticket, provider, api);
        while (errand == null) {
            Thread.sleep(MOMENT);
            errand = join(ticket, provider, api);
        }
        try {
            return ticket.await();
        } catch (InterruptedException e) {
            errand.tickets().leave(ticket);
            throw e;
        }
    }

    /** Null when the errand that has the task is between two steps. */
    private synchronized @Nullable Errand join(Ticket ticket, String provider, BatchApi api) {
        Optional<Submission> holder = terms.log().submissions().holder(ticket.taskId());
        if (holder.isPresent()) {
            Submission known = holder.get();
            Errand running = errands.get(known.getSubmissionId());
            if (running == null || running.isOver()) {
                running = start(errand(known.getSubmissionId(), api, provider, known.getModel(), Tickets.unbounded()));
            }
            return running.tickets().join(ticket) ? running : null;
        }
        String model = ticket.request().model();
        String key = provider + "/" + model;
        Errand open = gathering.get(key);
        if (open == null || !open.tickets().join(ticket)) {
            EconomySettings settings = terms.settings();
            Tickets tickets = new Tickets(settings.maxEntries(), settings.maxBytes());
            open = errand(ids.get(), api, provider, model, tickets);
            tickets.join(ticket);
            gathering.put(key, open);
            start(open);
        }
        return open;
    }

    private Errand errand(String id, BatchApi api, String provider, String model, Tickets tickets) {
        return new Errand(id, terms, api, provider, model, tickets, this::gathered);
    }

    private synchronized void gathered(Errand errand) {
        gathering.values().remove(errand);
    }

    private Errand start(Errand errand) {
        errands.put(errand.id(), errand);
        Thread thread = Thread.ofVirtual().name("economy-" + errand.id()).unstarted(() -> {
            try {
                errand.run();
            } finally {
                over(errand);
            }
        });
        threads.put(errand, thread);
        thread.start();
        return errand;
    }

    private void over(Errand errand) {
        threads.remove(errand);
        synchronized (this) {
            errands.remove(errand.id(), errand);
            gathering.values().remove(errand);
        }
        // Whoever came at the last moment goes on elsewhere; when all stops, the worker does so with its tasks.
        if (!stopping) {
            errand.tickets().endAll(new Ticket.Release());
        }
    }

    private synchronized double waiting(boolean gathered) {
        double count = 0;
        for (Errand errand : errands.values()) {
            if (gathering.containsValue(errand) == gathered) {
                count += errand.tickets().count();
            }
        }
        return count;
    }

    @Override
    public String name() {
        return "llm-economy";
    }

    @Override
    public int phase() {
        return 15;
    }

    @Override
    public void start() {
        stopping = false;
    }

    /** What was submitted stays so, and is gone on with by the next process. */
    @Override
    public void stop() {
        stopping = true;
        List<Thread> running = List.copyOf(threads.values());
        running.forEach(Thread::interrupt);
        for (Thread thread : running) {
            try {
                thread.join(Duration.ofSeconds(2));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    @Override
    public Health health() {
        return new Health(true, (int) waiting(true) + " gathered, " + (int) waiting(false) + " submitted");
    }
}
