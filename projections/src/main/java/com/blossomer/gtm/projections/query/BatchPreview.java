package com.blossomer.gtm.projections.query;

import com.blossomer.gtm.catalog.AssetCatalog;
import com.blossomer.gtm.catalog.AssetType;
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

            @Schema(description = "`batch`, `history`, or null where nothing is known.") @Nullable
            String basedOn,

            @Schema(description = "Campaigns that the estimate rests on.")
            long campaigns,

            @Nullable Interval tokens,

            @Schema(
                    description =
                            "Low: a tenth of campaigns cost less, and known sites cost nothing. High: a tenth cost"
                                    + " more, and every site is new.")
            @Nullable
            Interval costUsd,

            String note) {}

    View of(BatchRecord batch) {
        long remaining = Math.max(0, batch.rows() - batch.lost() - batch.dispatched());
        Set<String> stages = stages(batch);
        Optional<CostHistory.Figures> own = history.ofBatch(batch.tenant(), batch.batchId(), stages);
        Optional<CostHistory.Figures> known = own.isPresent() ? own : history.ofTenant(batch.tenant(), stages);
        long hits = remaining == 0 ? 0 : hits(batch, remaining);
        if (known.isEmpty()) {
            return view(batch, remaining, hits, null, 0, null, null, """
                    Nothing is known yet of what your campaigns cost. Run a sample (POST /batches?sample=20) and ask again\
                     once it has ended.""");
        }
        CostHistory.Figures figures = known.get();
        Interval tokens = interval(figures.tokensLow(), figures.tokensHigh(), remaining, hits, 0);
        String basis = own.isPresent() ? "batch" : "history";
        if (figures.unpriced()) {
            return view(batch, remaining, hits, basis, figures.campaigns(), tokens, null, """
                    Some of the models that answered have no price, so that no cost can be told: see BLOSSOMER_LLM_PRICES in\
                     docs/costs.md.""");
        }
        Interval cost = interval(figures.costLow(), figures.costHigh(), remaining, hits, 6);
        return view(
                batch,
                remaining,
                hits,
                basis,
                figures.campaigns(),
                tokens,
                cost,
                "From " + figures.campaigns()
                        + (own.isPresent() ? " campaigns of this batch." : " earlier campaigns of yours."));
    }

    private static Interval interval(double low, double high, long remaining, long hits, int scale) {
        return new Interval(
                BigDecimal.valueOf(low * (remaining - hits)).setScale(scale, RoundingMode.HALF_UP),
                BigDecimal.valueOf(high * remaining).setScale(scale, RoundingMode.HALF_UP));
    }

    private static View view(
            BatchRecord batch,
            long remaining,
            long hits,
            @Nullable String basis,
            long campaigns,
            @Nullable Interval tokens,
            @Nullable Interval cost,
            String note) {
        return new View(batch.batchId(), batch.rows(), remaining, hits, basis, campaigns, tokens, cost, note);
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

    private long hits(BatchRecord batch, long remaining) {
        List<Span> spans = new ArrayList<>();
        long first = batch.firstOffset() + batch.position();
        long size = batch.endOffset() - first;
        int each = (int) Math.min(PROBED / PLACES, Math.max(1, size / PLACES));
        for (int i = 0; i < PLACES && first + i * (size / PLACES) < batch.endOffset(); i++) {
            long from = first + i * (size / PLACES);
            spans.add(new Span(batch.partition(), from, (int) Math.min(each, batch.endOffset() - from)));
        }
        Set<String> sites = new LinkedHashSet<>();
        try (CommandReader reader = new CommandReader("batch-preview", kafka, null)) {
            for (var row : reader.read(Topics.BATCH_ROWS, spans)) {
                row.filter(command -> command.getTenant().equals(batch.tenant()))
                        .ifPresent(command -> sites.add(command.getSite()));
            }
        }
        return sites.isEmpty()
                ? 0
                : Math.round((double) remaining * history.known(batch.tenant(), sites) / sites.size());
    }
}
