package com.blossomer.gtm.ingress;

import com.blossomer.gtm.events.BatchEvent;
import com.blossomer.gtm.events.BatchReceived;
import com.blossomer.gtm.events.Lane;
import com.blossomer.gtm.ingress.Campaigns.Caller;
import com.blossomer.gtm.platform.kafka.CommandLog;
import com.blossomer.gtm.topics.Topics;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Stores the rows of a batch, one at a time, each as the command that it becomes once the dispatcher comes to it, and at the
 * end that they are all there: a batch is never held whole, and none runs of which not all is there (ADR 18).
 */
@Singleton
final class Batches {

    private final CommandLog log;
    private final Campaigns campaigns;
    private final Budgets budgets;
    private final CampaignIds ids;
    private final RequestReader reader;
    private final IngressSettings settings;
    private final Clock clock;

    Batches(
            CommandLog log,
            Campaigns campaigns,
            Budgets budgets,
            CampaignIds ids,
            RequestReader reader,
            IngressSettings settings,
            Clock clock) {
        this.log = log;
        this.campaigns = campaigns;
        this.budgets = budgets;
        this.ids = ids;
        this.reader = reader;
        this.settings = settings;
        this.clock = clock;
    }

    /**
     * What came of a batch.
     *
     * @param accepted rows that campaigns are made of
     * @param stored whether all of it is on Kafka; true of a dry run
     */
    record Submitted(String batchId, long accepted, BatchReport report, boolean stored) {}

    /** Where rows come from. */
    interface Source {
        void forEach(Consumer<BatchRow> rows) throws IOException;
    }

    Submitted submit(Source source, BatchOptions options, Caller caller) throws IOException {
        String batchId = ids.batch(caller.tenant(), caller.idempotencyKey());
        List<String> scopes = new ArrayList<>(budgets.of(caller.tenant(), null));
        if (options.budget() != null) {
            scopes.add(Budgets.ofBatch(batchId));
        }
        Upload upload = new Upload(batchId, options, List.copyOf(scopes), caller);
        boolean stored = false;
        try {
            if (options.budget() != null && !options.dryRun()) {
                budgets.set(caller.tenant(), Budgets.ofBatch(batchId), options.budget(), caller.traceId())
                        .get();
            }
            source.forEach(upload::row);
            stored = upload.finish();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (Stopped | ExecutionException e) {
            // Not stored whole: the caller is told so.
        }
        long accepted = stored ? upload.accepted : upload.writer.stored();
        return new Submitted(batchId, accepted, upload.report, stored);
    }

    /** Kafka takes no more: the rest of the body need not be read. */
    private static final class Stopped extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Stopped() {
            super("Kafka takes no more rows", null, false, false);
        }
    }

    private final class Upload {
        private final String batchId;
        private final BatchOptions options;
        private final List<String> scopes;
        private final Caller caller;
        private final BatchWriter writer;
        private final BatchReport report = new BatchReport();
        private final SiteSet sites = new SiteSet();
        private long accepted;

        Upload(String batchId, BatchOptions options, List<String> scopes, Caller caller) {
            this.batchId = batchId;
            this.options = options;
            this.scopes = scopes;
            this.caller = caller;
            this.writer = new BatchWriter(log, batchId, settings.maxInFlight(), settings.produceTimeout());
        }

        void row(BatchRow row) {
            switch (row) {
                case BatchRow.Unreadable unreadable -> report.reject(unreadable.line(), unreadable.problem());
                case BatchRow.Fields fields -> {
                    report.columns(fields.columns().keySet());
                    switch (reader.several(fields.body(), options.assets(), options.economy())) {
                        case RequestReader.Accepted request -> add(fields, request.request());
                        case RequestReader.Refused refused ->
                            report.reject(fields.line(), Problems.told(refused.violations()));
                    }
                }
            }
        }

        private void add(BatchRow.Fields row, CampaignRequest request) {
            int own = row.columns().entrySet().stream()
                    .mapToInt(column ->
                            column.getKey().length() + column.getValue().length())
                    .sum();
            if (own > settings.maxContext()) {
                report.reject(
                        row.line(),
                        "has " + own + " characters in columns of its own; at most " + settings.maxContext()
                                + " are kept");
                return;
            }
            long before = sites.add(request.url().site(), row.line());
            if (before > 0) {
                report.fold(row.line(), before);
                return;
            }
            accepted++;
            if (!options.dryRun()) {
                write(row, request);
            }
        }

        private void write(BatchRow.Fields row, CampaignRequest request) {
            @Nullable
            String key = caller.idempotencyKey() == null ? null : caller.idempotencyKey() + " line " + row.line();
            String id = ids.ofRow(caller.tenant(), request.url().site(), key);
            Map<String, String> columns = row.columns().entrySet().stream()
                    .filter(column -> !column.getValue().isEmpty())
                    .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
            try {
                if (!writer.add(campaigns.command(id, request, Lane.BATCH, batchId, scopes, columns, caller))) {
                    throw new Stopped();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new Stopped();
            }
        }

        /** Says that the batch is there, once it is. */
        boolean finish() throws InterruptedException, ExecutionException {
            if (options.dryRun() || accepted == 0) {
                return true;
            }
            boolean written = writer.finish();
            BatchWriter.Extent extent = writer.extent();
            if (!written || extent == null) {
                return false;
            }
            BatchReceived received = BatchReceived.newBuilder()
                    .setRows(accepted)
                    .setRejected(report.rejected())
                    .setDuplicates(report.folded())
                    .setPartition(extent.partition())
                    .setFirstOffset(extent.first())
                    .setEndOffset(extent.end())
                    .setSample(options.sample())
                    .setPriority(options.priority())
                    .setAssets(options.assets())
                    .setColumns(report.columns())
                    .setRejectedRows(report.rejectedRows())
                    .setDuplicateRows(report.duplicateRows())
                    .build();
            BatchEvent event = BatchEvent.newBuilder()
                    .setTenant(caller.tenant())
                    .setCampaignId("")
                    .setBatchId(batchId)
                    .setOccurredAt(Instant.now(clock).truncatedTo(ChronoUnit.MILLIS))
                    .setTraceId(caller.traceId())
                    .setBody(received)
                    .build();
            log.append(Topics.BATCH_EVENTS, batchId, event, settings.produceTimeout())
                    .get();
            return true;
        }
    }
}
