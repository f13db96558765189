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
    private static final String WEBSITES = "websites";
    private static final String SAMPLE = "sample";
    private static final String PRIORITY = "priority";
    private static final String DRY_RUN = "dry_run";
    private static final BigDecimal LARGEST = BigDecimal.valueOf(Long.MAX_VALUE);
    private static final List<String> FIELDS =
            List.of(WEBSITES, RequestReader.ASSETS, BUDGET, SAMPLE, PRIORITY, RequestReader.ECONOMY, DRY_RUN);
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
            if (!FIELDS.contains(name)) {
                violations.add(Violation.of(name, "is no field of a batch; it takes " + String.join(", ", FIELDS)));
            }
        });
        BatchOptions options = options(request, violations);
        if (!(request.get(WEBSITES) instanceof ArrayNode websites)) {
            violations.add(Violation.of(WEBSITES, "must be a list of addresses, such as [\"https://acme.com\"]"));
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
                options,
                caller);
    }

    /** One website a line. */
    @Post
    @Consumes({NDJSON, "application/jsonl"})
    MutableHttpResponse<?> ndjson(HttpRequest<?> http, @Body InputStream body) throws IOException {
        return rows(BatchFormat.NDJSON, http, body);
    }

    /** A header row with {@code website_url}, then one website a row. */
    @Post
    @Consumes(CSV)
    MutableHttpResponse<?> csv(HttpRequest<?> http, @Body InputStream body) throws IOException {
        return rows(BatchFormat.CSV, http, body);
    }

    private MutableHttpResponse<?> rows(BatchFormat format, HttpRequest<?> http, InputStream body) throws IOException {
        Caller caller = callers.of(http, Duration.ZERO);
        List<Violation> violations = new ArrayList<>();
        BatchOptions options = options(parameters(http), violations);
        if (!violations.isEmpty()) {
            throw Problems.refused(violations);
        }
        return submit(rows -> format.read(body, settings.maxBody(), rows), options, caller);
    }

    /** The query in the form of a JSON body, so that both are checked alike. */
    private static ObjectNode parameters(HttpRequest<?> http) {
        ObjectNode request = JSON.createObjectNode();
        for (String name : FIELDS) {
            String text = http.getParameters().get(name);
            if (text == null || text.isBlank()) {
                continue;
            }
            switch (name) {
                case RequestReader.ASSETS -> {
                    ArrayNode names = request.putArray(name);
                    for (String asset : text.split(",", -1)) {
                        names.add(asset.strip());
                    }
                }
                case DRY_RUN, RequestReader.ECONOMY ->
                    request.set(
                            name,
                            text.equals("true") || text.equals("false")
                                    ? JSON.getNodeFactory().booleanNode(text.equals("true"))
                                    : JSON.getNodeFactory().textNode(text));
                default -> request.set(name, number(text));
            }
        }
        return request;
    }

    /** What is no number stays a text, and is refused as one. */
    private static JsonNode number(String text) {
        try {
            BigDecimal number = new BigDecimal(text.strip());
            return number.scale() <= 0 && number.abs().compareTo(LARGEST) < 0
                    ? JSON.getNodeFactory().numberNode(number.longValueExact())
                    : JSON.getNodeFactory().numberNode(number);
        } catch (NumberFormatException e) {
            return JSON.getNodeFactory().textNode(text);
        }
    }

    private BatchOptions options(ObjectNode request, List<Violation> violations) {
        List<String> assets = reader.assets(request.get(RequestReader.ASSETS), reader.all(), violations);
        Long budget = BudgetController.amount(request.get(BUDGET), BUDGET, violations);
        Long sample = whole(request, SAMPLE, 0, Integer.MAX_VALUE, violations);
        Long priority = whole(request, PRIORITY, -100, 100, violations);
        boolean economy = flag(request, RequestReader.ECONOMY, violations);
        boolean dryRun = flag(request, DRY_RUN, violations);
        return new BatchOptions(assets, budget, sample, priority == null ? 0 : priority.intValue(), economy, dryRun);
    }

    private static boolean flag(ObjectNode request, String name, List<Violation> violations) {
        JsonNode value = request.path(name);
        if (!value.isMissingNode() && !value.isNull() && !value.isBoolean()) {
            violations.add(Violation.of(name, "must be true or false"));
        }
        return value.asBoolean(false);
    }

    private static @Nullable Long whole(
            ObjectNode request, String name, long least, long most, List<Violation> violations) {
        JsonNode value = request.path(name);
        if (value.isMissingNode() || value.isNull()) {
            return null;
        }
        if (!value.isIntegralNumber() || !value.canConvertToLong() || value.asLong() < least || value.asLong() > most) {
            violations.add(Violation.of(name, "must be a whole number from " + least + " to " + most));
            return null;
        }
        return value.asLong();
    }

    private MutableHttpResponse<?> submit(Source source, BatchOptions options, Caller caller) throws IOException {
        Submitted submitted = batches.submit(source, options, caller);
        String location = "/batches/" + submitted.batchId();
        if (!submitted.stored()) {
            return Problems.response(Problems.batchNotProduced(submitted)).header(HttpHeaders.RETRY_AFTER, "5");
        }
        if (submitted.accepted() == 0) {
            throw Problems.emptyBatch(submitted);
        }
        MutableHttpResponse<?> response =
                options.dryRun() ? HttpResponse.ok() : HttpResponse.accepted().header(HttpHeaders.LOCATION, location);
        return response.contentType(MediaType.APPLICATION_JSON_TYPE)
                .body(answer(submitted, options).toString());
    }

    private static ObjectNode answer(Submitted submitted, BatchOptions options) {
        BatchReport report = submitted.report();
        ObjectNode answer = JSON.createObjectNode()
                .put("batch_id", options.dryRun() ? null : submitted.batchId())
                .put("dry_run", options.dryRun())
                .put("accepted", submitted.accepted())
                .put("rejected_count", report.rejected())
                .put("duplicates_count", report.folded());
        ArrayNode rejected = answer.putArray("rejected");
        report.rejectedRows()
                .forEach(row -> rejected.addObject().put("line", row.getLine()).put("problem", row.getProblem()));
        ArrayNode duplicates = answer.putArray("duplicates");
        report.duplicateRows()
                .forEach(
                        row -> duplicates.addObject().put("line", row.getLine()).put("first_line", row.getFirstLine()));
        ArrayNode columns = answer.putArray("columns");
        report.columns().forEach(columns::add);
        return answer;
    }
}
