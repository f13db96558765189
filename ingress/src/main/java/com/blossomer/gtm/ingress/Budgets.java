package com.blossomer.gtm.ingress;

import com.blossomer.gtm.events.Budget;
import com.blossomer.gtm.events.BudgetEntry;
import com.blossomer.gtm.events.SetLimit;
import com.blossomer.gtm.platform.kafka.CommandLog;
import com.blossomer.gtm.platform.kafka.CompactedView;
import com.blossomer.gtm.topics.Topics;
import jakarta.inject.Singleton;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Sets budgets, and says which of them a run must keep. */
@Singleton
final class Budgets {

    static final String TENANT = "tenant";

    /** Above this no budget is meant; it also keeps sums within a long. */
    private static final BigDecimal MOST_USD = new BigDecimal("100000000");

    private static final Duration PAUSE = Duration.ofMillis(20);

    private final CommandLog log;
    private final CompactedView<Budget> view;
    private final IngressSettings settings;
    private final Clock clock;

    Budgets(CommandLog log, CompactedView<Budget> view, IngressSettings settings, Clock clock) {
        this.log = log;
        this.view = view;
        this.settings = settings;
        this.clock = clock;
    }

    static String ofBatch(String batchId) {
        return "batch:" + batchId;
    }

    /** Billionths; null where it is no amount that a budget can have. */
    static @Nullable Long nanoUsd(BigDecimal usd) {
        return usd.signum() < 0 || usd.compareTo(MOST_USD) > 0 || usd.scale() > 9
                ? null
                : usd.movePointRight(9).longValueExact();
    }

    /** The scopes that have a limit, for a run of this tenant and, where there is one, of this batch. */
    List<String> of(String tenant, @Nullable String batchId) {
        List<String> scopes = new ArrayList<>();
        if (limited(tenant, TENANT)) {
            scopes.add(TENANT);
        }
        if (batchId != null && limited(tenant, ofBatch(batchId))) {
            scopes.add(ofBatch(batchId));
        }
        return List.copyOf(scopes);
    }

    /**
     * Completes when the limit is stored; what is reserved from then on keeps to it.
     *
     * @param nanoUsd null: without limit
     */
    CompletableFuture<Void> set(String tenant, String scope, @Nullable Long nanoUsd, String traceId) {
        Instant now = Instant.now(clock).truncatedTo(ChronoUnit.MILLIS);
        BudgetEntry entry = new BudgetEntry(tenant, "", now, traceId, new SetLimit(scope, nanoUsd));
        return log.append(Topics.BUDGET_ENTRIES, tenant, entry, settings.produceTimeout());
    }

    /** Waits until new campaigns are held to the limit; false when that takes too long. */
    boolean inForce(String tenant, String scope, @Nullable Long nanoUsd) throws InterruptedException {
        long deadline = System.nanoTime() + settings.produceTimeout().toNanos();
        while (!Objects.equals(limit(tenant, scope), nanoUsd)) {
            if (System.nanoTime() > deadline) {
                return false;
            }
            Thread.sleep(PAUSE);
        }
        return true;
    }

    private boolean limited(String tenant, String scope) {
        return limit(tenant, scope) != null;
    }

    private @Nullable Long limit(String tenant, String scope) {
        Budget budget = view.get(tenant + "/" + scope);
        return budget == null ? null : budget.getLimitNanoUsd();
    }
}
