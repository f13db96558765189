package com.blossomer.gtm.ingress;

import com.blossomer.gtm.ingress.Batches.Source;
import com.blossomer.gtm.ingress.Batches.Submitted;
import com.blossomer.gtm.ingress.Campaigns.Caller;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Consumes;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.QueryValue;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code POST /batches}: many websites at once, as JSON, NDJSON or CSV. */
@Controller("/batches")
@ExecuteOn(TaskExecutors.BLOCKING)
final class BatchController {

    private static final String NDJSON = "application/x-ndjson";
    private static final String BUDGET = "budget_usd";
    private static final String CSV = "text/csv";
    private static final JsonMapper JSON = new JsonMapper();

    private final Batches batches;
    private final RequestReader reader;
    private final Callers callers;
    private final IngressSettings settings;

    BatchController(Batches batches, RequestReader reader, Callers callers, IngressSettings settings) {
        this.batches = batches;
        this.reader = reader;
        this.callers = callers;
        this.settings = settings;
    }

    /** {@code {"websites": […], "assets": […]}}: as long as one body may be; longer lists come row by row. */
    @Post
    @Consumes(MediaType.APPLICATION_JSON)
    MutableHttpResponse<?> json(HttpRequest<byte[]> http) throws IOException {
        Caller caller = callers.of(http, Duration.ZERO);
        ObjectNode request = reader.object(http.getBody().orElse(null));
        List<Violation> violations = new ArrayList<>();
        request.fieldNames().forEachRemaining(name -> {
            if (!name.equals("websites") && !name.equals(RequestReader.ASSETS) && !name.equals(BUDGET)) {
                violations.add(Violation.of(name, "is no field of a batch; it takes websites, assets, " + BUDGET));
            }
        });
        List<String> assets = reader.assets(request.get(RequestReader.ASSETS), reader.all(), violations);
        Long budget = BudgetController.amount(request.get(BUDGET), BUDGET, violations);
        if (!(request.get("websites") instanceof ArrayNode websites)) {
            violations.add(Violation.of("websites", "must be a list of addresses, such as [\"https://acme.com\"]"));
            throw Problems.refused(violations);
        }
        if (!violations.isEmpty()) {
            throw Problems.refused(violations);
        }
        return submit(
                rows -> {
                    long line = 1;
                    for (JsonNode website : websites) {
                        rows.accept(BatchFormat.row(line++, website));
                    }
                },
                assets,
                budget,
                caller);
    }

    /** One website a line. */
    @Post
    @Consumes(NDJSON)
    MutableHttpResponse<?> ndjson(
            HttpRequest<?> http,
            @QueryValue @Nullable String assets,
            @QueryValue(BUDGET) @Nullable String budget,
            @Body InputStream body)
            throws IOException {
        return rows(BatchFormat.NDJSON, http, assets, budget, body);
    }

    /** A header row with {@code website_url}, then one website a row. */
    @Post
    @Consumes(CSV)
    MutableHttpResponse<?> csv(
            HttpRequest<?> http,
            @QueryValue @Nullable String assets,
            @QueryValue(BUDGET) @Nullable String budget,
            @Body InputStream body)
            throws IOException {
        return rows(BatchFormat.CSV, http, assets, budget, body);
    }

    private MutableHttpResponse<?> rows(
            BatchFormat format, HttpRequest<?> http, @Nullable String assets, @Nullable String budget, InputStream body)
            throws IOException {
        Caller caller = callers.of(http, Duration.ZERO);
        List<Violation> violations = new ArrayList<>();
        List<String> wanted = reader.assets(names(assets), reader.all(), violations);
        Long limit = BudgetController.amount(number(budget), BUDGET, violations);
        if (!violations.isEmpty()) {
            throw Problems.refused(violations);
        }
        return submit(rows -> format.read(body, settings.maxBody(), rows), wanted, limit, caller);
    }

    /** What is no number stays a text, and is refused as one. */
    private static @Nullable JsonNode number(@Nullable String text) {
        if (text == null || text.isBlank()) {
            return null;
        }
        try {
            return JSON.getNodeFactory().numberNode(new BigDecimal(text.strip()));
        } catch (NumberFormatException e) {
            return JSON.getNodeFactory().textNode(text);
        }
    }

    private static @Nullable JsonNode names(@Nullable String assets) {
        if (assets == null || assets.isBlank()) {
            return null;
        }
        ArrayNode names = JSON.createArrayNode();
        for (String name : assets.split(",", -1)) {
            names.add(name.strip());
        }
        return names;
    }

    private MutableHttpResponse<?> submit(Source source, List<String> assets, @Nullable Long budget, Caller caller)
            throws IOException {
        Submitted submitted = batches.submit(source, assets, budget, caller);
        String location = "/batches/" + submitted.batchId();
        if (!submitted.stored()) {
            return Problems.response(Problems.batchNotProduced(submitted))
                    .header(HttpHeaders.LOCATION, location)
                    .header(HttpHeaders.RETRY_AFTER, "5");
        }
        if (submitted.accepted() == 0) {
            throw Problems.emptyBatch(submitted);
        }
        ObjectNode answer = JSON.createObjectNode()
                .put("batch_id", submitted.batchId())
                .put("accepted", submitted.accepted())
                .put("rejected_count", submitted.rejected());
        answer.set("rejected", JSON.valueToTree(submitted.told()));
        return HttpResponse.accepted()
                .header(HttpHeaders.LOCATION, location)
                .contentType(MediaType.APPLICATION_JSON_TYPE)
                .body(answer.toString());
    }
}
