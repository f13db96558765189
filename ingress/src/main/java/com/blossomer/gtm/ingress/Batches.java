package com.blossomer.gtm.ingress;

import com.blossomer.gtm.events.Lane;
import com.blossomer.gtm.ingress.Campaigns.Caller;
import com.blossomer.gtm.platform.kafka.CommandLog;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Turns the rows of a batch into campaigns of the batch lane, one at a time: a batch is never held whole. */
@Singleton
final class Batches {

    /** Rejected rows that are told one by one; of more, only the number. */
    private static final int TOLD = 1_000;

    private final CommandLog commands;
    private final Campaigns campaigns;
    private final Budgets budgets;
    private final CampaignIds ids;
    private final RequestReader reader;
    private final IngressSettings settings;

    Batches(
            CommandLog commands,
            Campaigns campaigns,
            Budgets budgets,
            CampaignIds ids,
            RequestReader reader,
            IngressSettings settings) {
        this.commands = commands;
        this.campaigns = campaigns;
        this.budgets = budgets;
        this.ids = ids;
        this.reader = reader;
        this.settings = settings;
    }

    /** A row that no campaign was made of. */
    record Rejected(long line, String problem) {}

    /**
     * What came of a batch.
     *
     * @param accepted campaigns that are stored on Kafka
     * @param stored whether all that were accepted are
     */
    record Submitted(String batchId, long accepted, long rejected, List<Rejected> told, boolean stored) {}

    /** Where rows come from. */
    interface Source {
        void forEach(Consumer<BatchRow> rows) throws IOException;
    }

    /**
     * @param assets of every row that names none of its own
     * @param budget billionths of a US dollar that the batch may cost; null without limit
     */
    Submitted submit(Source source, List<String> assets, @Nullable Long budget, Caller caller) throws IOException {
        String batchId = ids.batch(caller.tenant(), caller.idempotencyKey());
        List<String> scopes = new ArrayList<>(budgets.of(caller.tenant(), null));
        if (budget != null) {
            scopes.add(Budgets.ofBatch(batchId));
        }
        Run run = new Run(batchId, assets, scopes, caller);
        try {
            if (budget != null) {
                budgets.set(caller.tenant(), Budgets.ofBatch(batchId), budget, caller.traceId())
                        .get();
            }
            source.forEach(run::row);
            run.finish();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            run.stored = false;
        } catch (Stopped | ExecutionException e) {
            run.stored = false;
        }
        return new Submitted(batchId, run.writer.stored(), run.rejected, run.told, run.stored);
    }

    /** Kafka takes no more: the rest of the body need not be read. */
    private static final class Stopped extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Stopped() {
            super("Kafka takes no more commands", null, false, false);
        }
    }

    private final class Run {
        private final String batchId;
        private final List<String> assets;
        private final List<String> scopes;
        private final Caller caller;
        private final BatchWriter writer = new BatchWriter(commands, settings.maxInFlight(), settings.produceTimeout());
        private final List<Rejected> told = new ArrayList<>();
        private long rejected;
        private boolean stored = true;

        Run(String batchId, List<String> assets, List<String> scopes, Caller caller) {
            this.batchId = batchId;
            this.assets = assets;
            this.scopes = List.copyOf(scopes);
            this.caller = caller;
        }

        void row(BatchRow row) {
            switch (row) {
                case BatchRow.Unreadable unreadable -> reject(unreadable.line(), unreadable.problem());
                case BatchRow.Fields fields -> {
                    switch (reader.several(fields.body(), assets)) {
                        case RequestReader.Accepted accepted -> add(fields.line(), accepted.request());
                        case RequestReader.Refused refused ->
                            reject(fields.line(), Problems.told(refused.violations()));
                    }
                }
            }
        }

        private void add(long line, CampaignRequest request) {
            @Nullable String key = caller.idempotencyKey() == null ? null : caller.idempotencyKey() + " line " + line;
            String id = ids.ofRow(caller.tenant(), request.url().site(), key);
            try {
                if (!writer.add(campaigns.command(id, request, Lane.BATCH, batchId, scopes, caller))) {
                    throw new Stopped();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new Stopped();
            }
        }

        private void reject(long line, String problem) {
            rejected++;
            if (told.size() < TOLD) {
                told.add(new Rejected(line, problem));
            }
        }

        void finish() throws InterruptedException {
            stored = writer.finish();
        }
    }
}
