package com.blossomer.gtm.projections.edit;

import com.blossomer.gtm.catalog.AssetShape;
import com.blossomer.gtm.catalog.AssetType;
import com.blossomer.gtm.catalog.PromptLibrary;
import com.blossomer.gtm.events.CampaignCommand;
import com.blossomer.gtm.events.StartRun;
import com.blossomer.gtm.platform.Ids;
import com.blossomer.gtm.platform.kafka.CommandLog;
import com.blossomer.gtm.platform.kafka.KafkaClients;
import com.blossomer.gtm.platform.kafka.Prompts;
import com.blossomer.gtm.projections.dispatch.CommandReader;
import com.blossomer.gtm.projections.dispatch.Span;
import com.blossomer.gtm.topics.Topics;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;

/**
 * Makes runs of edits. What the campaign was asked for is read from its request again, as replays do; what stands comes
 * from the tables, and travels with the request, so that the pipeline and a projection that is built anew need nothing else.
 */
@Singleton
final class Edits {

    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Duration PAUSE = Duration.ofMillis(25);
    private static final Set<String> OPEN = Set.of("pending", "running");

    private final EditTables tables;
    private final KafkaClients kafka;
    private final CommandLog log;
    private final PromptLibrary prompts;
    private final Ids ids;
    private final Clock clock;

    Edits(EditTables tables, KafkaClients kafka, CommandLog log, Prompts prompts, Ids ids, Clock clock) {
        this.tables = tables;
        this.kafka = kafka;
        this.log = log;
        this.prompts = prompts.library();
        this.ids = ids;
        this.clock = clock;
    }

    /** The asset of that name. */
    AssetType type(String asset) {
        return prompts.catalog().find(asset).orElseThrow(() -> EditProblems.noAsset(asset, prompts.catalog()));
    }

    /**
     * Starts the run that an edit comes to; returns once the tables show it, as a rule.
     *
     * @param patience how long to wait for its end
     */
    EditView edit(Base base, AssetType type, ObjectNode asset, Duration patience) throws InterruptedException {
        if (!base.ended()) {
            throw EditProblems.notEnded(base);
        }
        if (!base.stages().containsKey(type.name())) {
            throw EditProblems.notMade(base, type.name());
        }
        check(base, type, asset);
        StartRun request = request(base);
        Map<String, String> production =
                prompts.production(base.tenant(), prompts.catalog().all());
        EditedRun edited = EditedRun.of(
                prompts.catalog(),
                base,
                request,
                type.name(),
                asset.toString(),
                production,
                tables.budgets(base.tenant()));
        int run = tables.take(base, now());
        append(base, run, edited.request());
        return new EditView(
                base.campaignId(),
                run,
                await(base, run, patience),
                type.name(),
                base.run(),
                edited.regenerated(),
                edited.replaced());
    }

    /** By the schema that the asset was made with. */
    private void check(Base base, AssetType type, ObjectNode asset) {
        String version = base.versions().getOrDefault(type.name(), type.prompt().version());
        AssetShape shape = AssetShape.of(prompts.find(base.tenant(), type.name(), version)
                .orElse(type)
                .prompt()
                .outputSchema());
        shape.recount(asset);
        List<AssetShape.Misfit> misfits = shape.misfits(asset);
        if (!misfits.isEmpty()) {
            throw EditProblems.misfits(type.name(), misfits);
        }
    }

    /** What the base run answers. */
    private StartRun request(Base base) {
        Integer partition = base.partition();
        Long offset = base.offset();
        if (partition == null || offset == null) {
            throw EditProblems.requestGone(base);
        }
        try (CommandReader reader = new CommandReader("edits", kafka, null)) {
            Optional<CampaignCommand> found = reader.read(
                            Topics.CAMPAIGN_COMMANDS, List.of(new Span(partition, offset, 1)))
                    .getFirst();
            if (found.isPresent()
                    && found.get().getTenant().equals(base.tenant())
                    && found.get().getCampaignId().equals(base.campaignId())
                    && found.get().getBody() instanceof StartRun start) {
                return start;
            }
            throw EditProblems.requestGone(base);
        }
    }

    private void append(Base base, int run, StartRun start) throws InterruptedException {
        CampaignCommand command =
                new CampaignCommand(base.tenant(), base.campaignId(), run, base.site(), now(), ids.traceId(), start);
        try {
            log.append(command, PATIENCE).get();
        } catch (ExecutionException e) {
            throw EditProblems.notStored(base.campaignId(), e);
        }
    }

    /** Whoever follows the {@code Location} at once must not meet a 404; whoever wants to wait for the end may. */
    private String await(Base base, int run, Duration patience) throws InterruptedException {
        long started = System.nanoTime();
        Optional<String> status = tables.status(base, run);
        while (System.nanoTime() - started < (status.isEmpty() ? PATIENCE : patience).toNanos()
                && status.map(OPEN::contains).orElse(true)) {
            Thread.sleep(PAUSE);
            status = tables.status(base, run);
        }
        return status.orElse("pending");
    }

    private Instant now() {
        return Instant.now(clock).truncatedTo(ChronoUnit.MILLIS);
    }
}
