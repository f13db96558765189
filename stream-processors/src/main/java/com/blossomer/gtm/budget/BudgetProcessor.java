package com.blossomer.gtm.budget;

import com.blossomer.gtm.events.Budget;
import com.blossomer.gtm.events.BudgetAnswer;
import com.blossomer.gtm.events.BudgetEntry;
import com.blossomer.gtm.platform.kafka.CommitPace;
import com.blossomer.gtm.platform.kafka.Events;
import com.blossomer.gtm.state.BudgetState;
import com.blossomer.gtm.state.Reservation;
import com.blossomer.gtm.topics.Topic;
import com.blossomer.gtm.topics.Topics;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/** Loads, calls {@link BudgetGate}, stores and forwards. Owned by one stream thread. */
final class BudgetProcessor implements Processor<String, BudgetEntry, String, SpecificRecord> {

    /** How often those who wait are looked at without an occasion, and lost reservations are given back. */
    private static final Duration TICK = Duration.ofSeconds(10);

    private final Duration patience;
    private final CommitPace pace = new CommitPace();
    private @Nullable Stores stores;

    /** @param patience after which a task that was let out and never answered is taken for lost */
    BudgetProcessor(Duration patience) {
        this.patience = patience;
    }

    private record Stores(
            ProcessorContext<String, SpecificRecord> context,
            KeyValueStore<String, BudgetState> budgets,
            KeyValueStore<String, Reservation> reservations,
            KeyValueStore<String, String> queue)
            implements Books {

        @Override
        public @Nullable BudgetState budget(String tenant, String scope) {
            return budgets.get(key(tenant, scope));
        }

        @Override
        public void putBudget(String tenant, String scope, BudgetState budget) {
            budgets.put(key(tenant, scope), budget);
        }

        @Override
        public @Nullable Reservation reservation(String taskId) {
            return reservations.get(taskId);
        }

        @Override
        public void putReservation(Reservation reservation) {
            reservations.put(reservation.getTaskId(), reservation);
        }

        @Override
        public void dropReservation(String taskId) {
            reservations.delete(taskId);
        }

        @Override
        public @Nullable String waiting(String tenant, String scope, long number) {
            return queue.get(place(tenant, scope, number));
        }

        @Override
        public void putWaiting(String tenant, String scope, long number, String taskId) {
            queue.put(place(tenant, scope, number), taskId);
        }

        @Override
        public void dropWaiting(String tenant, String scope, long number) {
            queue.delete(place(tenant, scope, number));
        }

        private static String key(String tenant, String scope) {
            return tenant + "/" + scope;
        }

        private static String place(String tenant, String scope, long number) {
            return String.format(Locale.ROOT, "%s/%s#%019d", tenant, scope, number);
        }
    }

    @Override
    public void init(ProcessorContext<String, SpecificRecord> context) {
        stores = new Stores(
                context,
                context.getStateStore(BudgetTopology.BUDGETS),
                context.getStateStore(BudgetTopology.RESERVATIONS),
                context.getStateStore(BudgetTopology.QUEUE));
        context.schedule(TICK, PunctuationType.WALL_CLOCK_TIME, millis -> tick(Instant.ofEpochMilli(millis)));
    }

    @Override
    public void process(Record<String, BudgetEntry> record) {
        Stores opened = opened();
        Instant now = Instant.ofEpochMilli(opened.context().currentSystemTimeMs());
        forward(new BudgetGate(opened, now).on(record.value()), now);
        if (pace.commitsAt(now.toEpochMilli(), record.timestamp())) {
            opened.context().commit();
        }
    }

    private void tick(Instant now) {
        Stores opened = opened();
        List<Reservation> lost = new ArrayList<>();
        try (KeyValueIterator<String, Reservation> all = opened.reservations().all()) {
            all.forEachRemaining(entry -> {
                if (entry.value.getAt().plus(patience).isBefore(now)) {
                    lost.add(entry.value);
                }
            });
        }
        lost.forEach(reservation -> forward(new BudgetGate(opened, now).release(reservation), now));
        List<String> queues = new ArrayList<>();
        try (KeyValueIterator<String, BudgetState> all = opened.budgets().all()) {
            while (all.hasNext()) {
                KeyValue<String, BudgetState> budget = all.next();
                if (budget.value.getQueueHead() < budget.value.getQueueTail()) {
                    queues.add(budget.key);
                }
            }
        }
        for (String key : queues) {
            int slash = key.indexOf('/');
            forward(new BudgetGate(opened, now).goOn(key.substring(0, slash), key.substring(slash + 1)), now);
        }
    }

    private void forward(List<SpecificRecord> said, Instant now) {
        for (SpecificRecord record : said) {
            switch (record) {
                case BudgetAnswer answer -> forward(Topics.BUDGET_ANSWERS, answer.getSite(), answer, now);
                case Budget budget ->
                    forward(Topics.BUDGETS, budget.getTenant() + "/" + budget.getScope(), budget, now);
                default ->
                    throw new IllegalStateException(
                            "no topic is known for " + record.getClass().getName());
            }
        }
    }

    private <V extends SpecificRecord> void forward(Topic<V> topic, String key, V value, Instant now) {
        opened().context()
                .forward(
                        new Record<>(key, (SpecificRecord) value, now.toEpochMilli(), Events.headers(topic, value)),
                        BudgetTopology.sink(topic));
    }

    private Stores opened() {
        Stores opened = stores;
        if (opened == null) {
            throw new IllegalStateException("the processor was not initialised");
        }
        return opened;
    }
}
