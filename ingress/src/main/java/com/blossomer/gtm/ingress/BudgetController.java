package com.blossomer.gtm.ingress;

import com.blossomer.gtm.ingress.Campaigns.Caller;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.annotation.Consumes;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Delete;
import io.micronaut.http.annotation.Put;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/** {@code PUT} and {@code DELETE /budgets/tenant} and {@code /budgets/batches/{batchId}}. */
@Controller("/budgets")
@ExecuteOn(TaskExecutors.BLOCKING)
final class BudgetController {

    static final String LIMIT = "limit_usd";
    private static final JsonMapper JSON = new JsonMapper();

    private final Budgets budgets;
    private final RequestReader reader;
    private final Callers callers;

    BudgetController(Budgets budgets, RequestReader reader, Callers callers) {
        this.budgets = budgets;
        this.reader = reader;
        this.callers = callers;
    }

    @Put("/tenant")
    @Consumes(MediaType.APPLICATION_JSON)
    MutableHttpResponse<?> tenant(HttpRequest<byte[]> http) throws InterruptedException {
        return set(http, Budgets.TENANT, limit(http));
    }

    @Put("/batches/{batchId}")
    @Consumes(MediaType.APPLICATION_JSON)
    MutableHttpResponse<?> batch(HttpRequest<byte[]> http, String batchId) throws InterruptedException {
        return set(http, Budgets.ofBatch(batchId), limit(http));
    }

    @Delete("/tenant")
    @Consumes(MediaType.ALL)
    MutableHttpResponse<?> noTenant(HttpRequest<?> http) throws InterruptedException {
        return set(http, Budgets.TENANT, null);
    }

    @Delete("/batches/{batchId}")
    @Consumes(MediaType.ALL)
    MutableHttpResponse<?> noBatch(HttpRequest<?> http, String batchId) throws InterruptedException {
        return set(http, Budgets.ofBatch(batchId), null);
    }

    /** 200 when campaigns are held to it from now on, 202 when it is stored and will be in force in a moment. */
    private MutableHttpResponse<?> set(HttpRequest<?> http, String scope, @Nullable Long nanoUsd)
            throws InterruptedException {
        Caller caller = callers.of(http, Duration.ZERO);
        try {
            budgets.set(caller.tenant(), scope, nanoUsd, caller.traceId()).get();
        } catch (ExecutionException e) {
            throw Problems.budgetNotStored();
        }
        ObjectNode answer = JSON.createObjectNode().put("scope", scope);
        answer.set(
                LIMIT,
                nanoUsd == null
                        ? JSON.nullNode()
                        : JSON.getNodeFactory()
                                .numberNode(BigDecimal.valueOf(nanoUsd, 9).stripTrailingZeros()));
        MutableHttpResponse<String> response =
                budgets.inForce(caller.tenant(), scope, nanoUsd) ? HttpResponse.ok() : HttpResponse.accepted();
        return response.contentType(MediaType.APPLICATION_JSON_TYPE).body(answer.toString());
    }

    private long limit(HttpRequest<byte[]> http) {
        ObjectNode body = reader.object(http.getBody().orElse(null));
        List<Violation> violations = new ArrayList<>();
        body.fieldNames().forEachRemaining(name -> {
            if (!name.equals(LIMIT)) {
                violations.add(Violation.of(name, "is no field of a budget; it takes " + LIMIT));
            }
        });
        Long limit = amount(body.get(LIMIT), LIMIT, violations);
        if (limit == null || !violations.isEmpty()) {
            throw Problems.refused(
                    violations.isEmpty()
                            ? List.of(Violation.of(LIMIT, "is missing; write US dollars, such as 25.00"))
                            : violations);
        }
        return limit;
    }

    /** Billionths of a US dollar; null where there is none, or none that a budget can have. */
    static @Nullable Long amount(@Nullable JsonNode value, String field, List<Violation> violations) {
        if (value == null || value.isNull()) {
            return null;
        }
        Long nano = value.isNumber() ? Budgets.nanoUsd(value.decimalValue()) : null;
        if (nano == null) {
            violations.add(Violation.of(
                    field, "must be US dollars, from 0 to 100000000 and with at most nine decimals, such as 25.00"));
        }
        return nano;
    }
}
