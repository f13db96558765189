package com.blossomer.gtm.llm.economy;

import com.blossomer.gtm.events.Submission;
import com.blossomer.gtm.events.SubmissionState;
import com.blossomer.gtm.llm.LlmOutcome;
import com.blossomer.gtm.llm.economy.BatchApi.Absent;
import com.blossomer.gtm.llm.economy.BatchApi.Created;
import com.blossomer.gtm.llm.economy.BatchApi.Ended;
import com.blossomer.gtm.llm.economy.BatchApi.Failed;
import com.blossomer.gtm.llm.economy.BatchApi.Found;
import com.blossomer.gtm.llm.economy.BatchApi.Gone;
import com.blossomer.gtm.llm.economy.BatchApi.NoAnswer;
import com.blossomer.gtm.llm.economy.BatchApi.NotCreated;
import com.blossomer.gtm.llm.economy.BatchApi.Running;
import com.blossomer.gtm.llm.economy.BatchApi.Unclear;
import com.blossomer.gtm.llm.economy.BatchApi.Unsure;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One submission, from gathering its tasks to handing back their results, by one thread. What is known of it is on the log
 * before anything rests on it, so that after a crash another errand, here or elsewhere, goes on from the last word: one that
 * may be with the provider is looked for there, never sent again.
 */
final class Errand implements Runnable {

    private static final Logger LOG = LoggerFactory.getLogger(Errand.class);
    private static final int MAX_CREATIONS = 10;
    private static final int MAX_GONE = 3;

    /** How long those that are delivered again after a crash are waited for, so that results are fetched once for all. */
    private static final Duration REUNION = Duration.ofSeconds(2);

    private final String id;
    private final EconomyTerms terms;
    private final BatchApi api;
    private final String provider;
    private final String model;
    private final Tickets tickets;
    private final Consumer<Errand> gathered;
    private volatile boolean over;

    /**
     * @param tickets bounded for a new submission, unbounded for one that is on the log already
     * @param gathered told when no more tasks are taken that nobody has
     */
    Errand(
            String id,
            EconomyTerms terms,
            BatchApi api,
            String provider,
            String model,
            Tickets tickets,
            Consumer<Errand> gathered) {
        this.id = id;
        this.terms = terms;
        this.api = api;
        this.provider = provider;
        this.model = model;
        this.tickets = tickets;
        this.gathered = gathered;
    }

    String id() {
        return id;
    }

    Tickets tickets() {
        return tickets;
    }

    boolean isOver() {
        return over;
    }

    @Override
    public void run() {
        try {
            Optional<Submission> known = terms.log().submissions().find(id);
            Submission now = known.isPresent() ? reunion(known.get()) : begin();
            while (now != null) {
                now = switch (now.getState()) {
                    case INTENDED -> settle(now);
                    case SUBMITTED, COLLECTED -> watch(now);
                    case WITHDRAWN -> withdrawn();
                };
            }
        } catch (InterruptedException e) {
            LOG.atDebug().addKeyValue("submission", id).log("left to whoever goes on");
        } catch (RuntimeException | Error e) {
            // Its tasks go on from what the log says: asking them alone might pay for them twice.
            LOG.atError().addKeyValue("submission", id).setCause(e).log("errand failed and begins anew");
            pause();
        } finally {
            over = true;
        }
    }

    private void pause() {
        try {
            Thread.sleep(terms.settings().poll());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Submission reunion(Submission known) throws InterruptedException {
        Duration poll = terms.settings().poll();
        Thread.sleep(poll.compareTo(REUNION) < 0 ? poll : REUNION);
        return known;
    }

    /** Gathers tasks, and claims them: what another submission has by then is its. Null when nothing is left. */
    private @Nullable Submission begin() throws InterruptedException {
        List<Ticket> all = tickets.gathered(terms.settings().collect());
        gathered.accept(this);
        if (all.isEmpty()) {
            return null;
        }
        Submission intent = write(intent(all));
        List<Ticket> claimed = all.stream().filter(this::has).toList();
        for (Ticket ticket : all) {
            if (!claimed.contains(ticket)) {
                tickets.end(ticket, new Ticket.Release());
            }
        }
        if (claimed.isEmpty()) {
            return write(with(intent, SubmissionState.WITHDRAWN));
        }
        if (claimed.size() < all.size()) {
            intent = write(intent(claimed));
        }
        tickets.reopen();
        return create(intent, claimed);
    }

    private boolean has(Ticket ticket) {
        return terms.log()
                .submissions()
                .holder(ticket.taskId())
                .map(holder -> holder.getSubmissionId().equals(id))
                .orElse(false);
    }

    /** Creates the batch, and says where that leads. */
    private Submission create(Submission intent, List<Ticket> claimed) throws InterruptedException {
        List<BatchApi.Entry> entries = claimed.stream()
                .map(ticket -> new BatchApi.Entry(CustomId.of(id, ticket.taskId()), ticket.body()))
                .toList();
        Pace pace = new Pace(terms.settings().poll());
        for (int attempt = 1; ; attempt++) {
            switch (api.create(id, model, entries)) {
                case Created created -> {
                    claimed.forEach(Ticket::forgetBody);
                    return write(submitted(intent, created.batch()));
                }
                case Unclear unclear -> {
                    log("batch may have been created: " + unclear.detail());
                    claimed.forEach(Ticket::forgetBody);
                    return intent;
                }
                case NotCreated not -> {
                    if (attempt >= MAX_CREATIONS || !worthAnotherTry(not.why())) {
                        return notCreated(intent, not.why());
                    }
                    pace.failed(not.why());
                }
            }
            Thread.sleep(pace.next());
            Submission said = terms.log().submissions().find(id).orElse(intent);
            if (said.getState() != SubmissionState.INTENDED) {
                return said;
            }
            intent = write(Submission.newBuilder(intent)
                    .setIntendedAt(now())
                    .setOccurredAt(now())
                    .build());
        }
    }

    private static boolean worthAnotherTry(LlmOutcome why) {
        return why instanceof LlmOutcome.Throttled || why instanceof LlmOutcome.Unavailable;
    }

    private Submission notCreated(Submission intent, LlmOutcome why) throws InterruptedException {
        log("batch was not created: " + why);
        Submission withdrawn = write(with(intent, SubmissionState.WITHDRAWN));
        boolean account = why instanceof LlmOutcome.Rejected rejected && rejected.account();
        endAll(account ? new Ticket.Verdict(why) : new Ticket.Pass("no batch was created: " + why), "not_created");
        return withdrawn;
    }

    /** Finds out whether a batch was created that nobody confirmed. Null when nobody here waits for it any more. */
    private @Nullable Submission settle(Submission intent) throws InterruptedException {
        Pace pace = new Pace(terms.settings().poll());
        while (!tickets.closedAsEmpty()) {
            Submission said = terms.log().submissions().find(id).orElse(intent);
            if (said.getState() != SubmissionState.INTENDED) {
                return said;
            }
            switch (api.find(wanted(said))) {
                case Found found -> {
                    return write(submitted(said, found.batch()));
                }
                case Absent absent -> {
                    if (now().isAfter(said.getIntendedAt().plus(terms.settings().settle()))) {
                        return write(with(said, SubmissionState.WITHDRAWN));
                    }
                }
                case Unsure unsure -> {
                    log("batch is looked for: " + unsure.detail());
                    if (impatient(said)) {
                        return pass("it could not be found out whether its batch was created", "lost");
                    }
                }
            }
            Thread.sleep(pace.next());
        }
        return null;
    }

    private BatchApi.Wanted wanted(Submission intent) {
        return new BatchApi.Wanted(
                id,
                model,
                intent.getTaskIds().size(),
                intent.getIntendedAt(),
                terms.log().submissions().othersBatches(id));
    }

    private @Nullable Submission withdrawn() {
        tickets.endAll(new Ticket.Release());
        return null;
    }

    /** Waits for a batch to end, and hands its results back. Null when nobody here waits for it any more. */
    private @Nullable Submission watch(Submission submission) throws InterruptedException {
        Pace pace = new Pace(terms.settings().poll());
        Readings readings = new Readings(id, provider, model, api, tickets, terms.metrics());
        int gone = 0;
        boolean first = true;
        while (!tickets.closedAsEmpty()) {
            if (!first) {
                Thread.sleep(pace.next());
            }
            first = false;
            switch (api.poll(batch(submission), model)) {
                case Running running -> pace.answered();
                case Ended ended -> {
                    if (readings.read(submission, ended, pace)) {
                        collected(submission);
                    }
                }
                case Failed failed -> {
                    return failed(submission, failed);
                }
                case Gone lost -> {
                    if (++gone >= MAX_GONE) {
                        return pass(lost.detail(), "lost");
                    }
                }
                case NoAnswer none -> pace.failed(none.why());
            }
            if (!tickets.closedAsEmpty() && impatient(submission)) {
                return pass("its batch was not done in time", "expired");
            }
        }
        return null;
    }

    private @Nullable Submission failed(Submission submission, Failed failed) throws InterruptedException {
        log(failed.detail());
        collected(submission);
        Ticket.End end = failed.account()
                ? new Ticket.Verdict(LlmOutcome.Rejected.ofAccount(failed.detail()))
                : new Ticket.Pass(failed.detail());
        endAll(end, "failed");
        return null;
    }

    private void collected(Submission submission) throws InterruptedException {
        Submission said = terms.log().submissions().find(id).orElse(submission);
        if (said.getState() != SubmissionState.COLLECTED) {
            write(with(submission, SubmissionState.COLLECTED));
        }
    }

    private @Nullable Submission pass(String why, String outcome) {
        log(why);
        endAll(new Ticket.Pass(why), outcome);
        return null;
    }

    private void endAll(Ticket.End with, String outcome) {
        int count = tickets.endAll(with);
        for (int i = 0; i < count; i++) {
            terms.metrics().result(provider, outcome);
        }
    }

    private boolean impatient(Submission submission) {
        return now().isAfter(submission.getIntendedAt().plus(terms.settings().patience()));
    }

    private Submission write(Submission submission) throws InterruptedException {
        terms.log().write(submission);
        terms.metrics().state(provider, submission.getState());
        LOG.atInfo()
                .addKeyValue("submission", id)
                .addKeyValue("provider", provider)
                .addKeyValue("model", model)
                .addKeyValue("batch", String.valueOf(submission.getBatch()))
                .addKeyValue("tasks", submission.getTaskIds().size())
                .log("submission " + submission.getState());
        return submission;
    }

    private Submission intent(List<Ticket> tasks) {
        return Submission.newBuilder()
                .setSubmissionId(id)
                .setCampaignId("")
                .setTraceId("")
                .setOccurredAt(now())
                .setProvider(provider)
                .setModel(model)
                .setState(SubmissionState.INTENDED)
                .setIntendedAt(now())
                .setBatch(null)
                .setTaskIds(tasks.stream().map(Ticket::taskId).toList())
                .build();
    }

    private Submission with(Submission submission, SubmissionState state) {
        return Submission.newBuilder(submission)
                .setState(state)
                .setOccurredAt(now())
                .build();
    }

    private Submission submitted(Submission submission, String batch) {
        return Submission.newBuilder(with(submission, SubmissionState.SUBMITTED))
                .setBatch(batch)
                .build();
    }

    private static String batch(Submission submission) {
        String batch = submission.getBatch();
        if (batch == null) {
            throw new IllegalStateException("a submission that is submitted has a batch");
        }
        return batch;
    }

    private Instant now() {
        return terms.clock().instant().truncatedTo(ChronoUnit.MILLIS);
    }

    private void log(String what) {
        LOG.atInfo()
                .addKeyValue("submission", id)
                .addKeyValue("provider", provider)
                .log(what);
    }
}
