package com.blossomer.gtm.projections.query;

import com.blossomer.gtm.catalog.AssetCatalog;
import com.blossomer.gtm.catalog.AssetType;
import com.blossomer.gtm.events.StartRun;
import com.blossomer.gtm.platform.kafka.KafkaClients;
import com.blossomer.gtm.projections.dispatch.CommandReader;
import com.blossomer.gtm.projections.dispatch.Span;
import com.blossomer.gtm.topics.Topics;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.inject.Singleton;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Estimates what the rest of a batch will cost, from what campaigns did cost; where nothing is known, it says so. */
@Singleton
final class BatchPreview {

    /** Rows that are looked at to tell how many sites are known already; four places of the batch. */
    private static final int PROBED = 2_000;

    private static final int PLACES = 4;

    /** Of the price, unless the operator has set others: see docs/economy.md. */
    private static final double ECONOMY_SAVES = 0.5;

    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final TypeReference<List<String>> NAMES = new TypeReference<>() {};

    private final KafkaClients kafka;
    private final CostHistory history;
    private final AssetCatalog catalog;

    BatchPreview(KafkaClients kafka, CostHistory history, Optional<AssetCatalog> catalog) {
        this.kafka = kafka;
        this.history = history;
        this.catalog = catalog.orElseGet(AssetCatalog::load);
    }

    /** An amount between two. */
    record Interval(BigDecimal low, BigDecimal high) {}

    /** What is expected. */
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    @JsonInclude(JsonInclude.Include.ALWAYS)
    @Schema(name = "BatchPreview")
    record View(
            String batchId,
            long rows,

            @Schema(description = "Rows that have not been started; the estimate is for them.")
            long remaining,

            @Schema(
                    description =
                            "Of those, estimated from up to 2,000 of them: sites that you have assets of already.")
            long cacheHits,

            @Schema(description = "Of those, estimated in the same way: rows that take the economy lane.")
            long economy,

            @Schema(description = "`batch`, `history`, or null where nothing is known.") @Nullable
            String basedOn,

            @Schema(description = "Campaigns that the estimate rests on.")
            long campaigns,

            @Nullable Interval tokens,

            @Schema(
                    description =
                            "Low: a tenth of campaigns cost less, and known sites cost nothing; from history, the economy lane"
                                    + " costs half. High: a tenth cost more, every site is new, and no provider answers by"
                                    + " the economy lane.")
            @Nullable
            Interval costUsd,

            String note) {}

    View of(BatchRecord batch) {
        long remaining = Math.max(0, batch.rows() - batch.lost() - batch.dispatched());
        Set<String> stages = stages(batch);
        Optional<CostHistory.Figures> own = history.ofBatch(batch.tenant(), batch.batchId(), stages);
        Optional<CostHistory.Figures> known = own.isPresent() ? own : history.ofTenant(batch.tenant(), stages);
        Probe probe = remaining == 0 ? Probe.NOTHING : probe(batch, remaining);
        if (known.isEmpty()) {
            return view(batch, remaining, probe, null, 0, null, null, """
                    Nothing is known yet of what your campaigns cost. Run a sample (POST /batches?sample=20) and ask again\
                     once it has ended.""");
        }
        CostHistory.Figures figures = known.get();
        Interval tokens = new Interval(
                amount(figures.tokensLow() * (remaining - probe.hits()), 0),
                amount(figures.tokensHigh() * remaining, 0));
        String basis = own.isPresent() ? "batch" : "history";
        if (figures.unpriced()) {
            return view(batch, remaining, probe, basis, figures.campaigns(), tokens, null, """
                    Some of the models that answered have no price, so that no cost can be told: see BLOSSOMER_LLM_PRICES in\
                     docs/costs.md.""");
        }
        // The batch's own campaigns went by the lane that the rest will take.
        double economy = own.isPresent() || remaining == 0 ? 0 : (double) probe.economy() / remaining;
        Interval cost = new Interval(
                amount(figures.costLow() * (remaining - probe.hits()) * (1 - economy * ECONOMY_SAVES), 6),
                amount(figures.costHigh() * remaining, 6));
        return view(
                batch,
                remaining,
                probe,
                basis,
                figures.campaigns(),
                tokens,
                cost,
                "From " + figures.campaigns()
                        + (own.isPresent() ? " campaigns of this batch." : " earlier campaigns of yours.")
                        + (economy > 0 ? " Low counts on half the price for the economy lane." : ""));
    }

    private static BigDecimal amount(double amount, int scale) {
        return BigDecimal.valueOf(amount).setScale(scale, RoundingMode.HALF_UP);
    }

    private static View view(
            BatchRecord batch,
            long remaining,
            Probe probe,
            @Nullable String basis,
            long campaigns,
            @Nullable Interval tokens,
            @Nullable Interval cost,
            String note) {
        return new View(
                batch.batchId(),
                batch.rows(),
                remaining,
                probe.hits(),
                probe.economy(),
                basis,
                campaigns,
                tokens,
                cost,
                note);
    }

    /** Of the assets that were asked for, with what they depend on. */
    private Set<String> stages(BatchRecord batch) {
        Set<String> stages = new LinkedHashSet<>();
        names(batch.assets()).forEach(name -> add(name, stages));
        return stages;
    }

    private void add(String name, Set<String> stages) {
        catalog.find(name).map(AssetType::dependsOn).ifPresent(needs -> needs.forEach(need -> add(need, stages)));
        stages.add(name);
    }

    private static List<String> names(@Nullable String json) {
        try {
            return json == null ? List.of() : MAPPER.readValue(json, NAMES);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("batches.assets is no array of names", e);
        }
    }

    /** What is expected of the remaining rows: how many are of known sites, and how many take the economy lane. */
    private record Probe(long hits, long economy) {
        private static final Probe NOTHING = new Probe(0, 0);
    }

    private Probe probe(BatchRecord batch, long remaining) {
        List<Span> spans = new ArrayList<>();
        long first = batch.firstOffset() + batch.position();
        long size = batch.endOffset() - first;
        int each = (int) Math.min(PROBED / PLACES, Math.max(1, size / PLACES));
        for (int i = 0; i < PLACES && first + i * (size / PLACES) < batch.endOffset(); i++) {
            long from = first + i * (size / PLACES);
            spans.add(new Span(batch.partition(), from, (int) Math.min(each, batch.endOffset() - from)));
        }
        Set<String> sites = new LinkedHashSet<>();
        long rows = 0;
        long economy = 0;
        try (CommandReader reader = new CommandReader("batch-preview", kafka, null)) {
            for (var row : reader.read(Topics.BATCH_ROWS, spans)) {
                if (row.isEmpty() || !row.get().getTenant().equals(batch.tenant())) {
                    continue;
                }
                sites.add(row.get().getSite());
                rows++;
                if (row.get().getBody() instanceof StartRun start && start.getEconomy()) {
                    economy++;
                }
            }
        }
        return rows == 0
                ? Probe.NOTHING
                : new Probe(
                        Math.round((double) remaining * history.known(batch.tenant(), sites) / sites.size()),
                        Math.round((double) remaining * economy / rows));
    }
}
