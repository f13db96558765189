package com.blossomer.gtm.ingress;

import com.blossomer.gtm.catalog.AssetCatalog;
import com.blossomer.gtm.catalog.AssetType;
import com.blossomer.gtm.events.StageFailure;
import com.blossomer.gtm.ingress.Batches.Submitted;
import com.blossomer.gtm.platform.http.Problem;
import com.blossomer.gtm.platform.http.ProblemException;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MediaType;
import io.micronaut.http.MutableHttpResponse;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Every way in which this module refuses a request, with what the caller can do about it. */
final class Problems {

    static final int SHOWN = 50;

    /** Failures that more of the same request cannot mend, because they lie in the site or in what was sent. */
    private static final Set<String> CALLERS = Set.of(
            "insufficient_content",
            "not_found",
            "http_error",
            "unreachable",
            "timeout",
            "blocked_address",
            "not_html",
            "too_large",
            "too_many_redirects",
            "invalid_url",
            "invalid_context",
            "cancelled");

    private Problems() {}

    /** The problem as an answer, for those that carry headers. */
    static MutableHttpResponse<?> response(Problem problem) {
        return HttpResponse.status(HttpStatus.valueOf(problem.status()))
                .contentType(MediaType.of(Problem.MEDIA_TYPE))
                .body(problem);
    }

    static ProblemException refused(List<Violation> violations) {
        boolean context = violations.stream().allMatch(Violation::inContext);
        Problem problem = Problem.of(
                400,
                context ? "invalid-context" : "invalid-request",
                context ? "The context does not have the right shape" : "The request is not right",
                told(violations));
        return new ProblemException(
                problem.with("errors", violations.stream().limit(SHOWN).toList()));
    }

    /** The first few violations as sentences. */
    static String told(List<Violation> violations) {
        String detail = violations.stream()
                .limit(3)
                .map(violation -> violation.pointer().substring(2).replace('/', '.') + " " + violation.detail())
                .collect(Collectors.joining(". "));
        return violations.size() > 3 ? detail + ". And " + (violations.size() - 3) + " more." : detail + ".";
    }

    static ProblemException noColumn(List<String> columns) {
        return new ProblemException(Problem.of(
                400,
                "invalid-request",
                "The CSV has no column website_url",
                "The first row must name the columns, one of them website_url; it names "
                        + columns.stream().limit(10).collect(Collectors.joining(", ")) + "."));
    }

    static ProblemException badHeader(long line, String problem) {
        return new ProblemException(Problem.of(
                400,
                "invalid-request",
                "The CSV has no readable header",
                "Line " + line + ", which must name the columns, " + problem + "."));
    }

    static ProblemException notUtf8() {
        return new ProblemException(Problem.of(
                400,
                "invalid-request",
                "The body is not UTF-8",
                "The body is UTF-16, as spreadsheets save \"Unicode text\". Save it as CSV UTF-8."));
    }

    static ProblemException emptyBatch(Submitted batch) {
        return new ProblemException(Problem.of(
                        400,
                        "empty-batch",
                        "The batch has no usable website",
                        batch.report().rejected() == 0
                                ? "The body holds no website. Send at least one."
                                : "All " + batch.report().rejected() + " rows were rejected, see rejected.")
                .with(
                        "rejected",
                        batch.report().rejectedRows().stream()
                                .map(row -> Map.of("line", row.getLine(), "problem", row.getProblem()))
                                .toList()));
    }

    static Problem batchNotProduced(Submitted batch) {
        return Problem.of(
                        503,
                        "kafka-unavailable",
                        "The batch could not be stored whole",
                        "Kafka took " + batch.accepted()
                                + " rows of the batch and then no more. None of them runs: a batch runs once all of it is"
                                + " stored. Send the whole batch again in a few seconds, with an Idempotency-Key, the same"
                                + " each time, so that it never runs twice.")
                .with("batch_id", batch.batchId())
                .with("accepted", batch.accepted());
    }

    static ProblemException unknownAsset(String name, AssetCatalog catalog) {
        List<String> known = catalog.all().stream().map(AssetType::name).toList();
        String shown = name.length() > SHOWN ? name.substring(0, SHOWN) + "…" : name;
        return new ProblemException(Problem.of(
                        404,
                        "unknown-asset",
                        "No such asset",
                        "There is no asset \"" + shown + "\". The assets are " + String.join(", ", known)
                                + "; POST /campaigns makes several at once.")
                .with("assets", known));
    }

    static ProblemException malformed(String why, int line, int column) {
        return new ProblemException(Problem.of(
                400,
                "malformed-json",
                "The body is not JSON",
                "At line " + line + ", column " + column + ": " + why
                        + ". Send an object such as {\"website_url\": \"https://acme.com\"}."));
    }

    static ProblemException notAnObject(String kind) {
        return new ProblemException(Problem.of(
                400,
                "malformed-json",
                "The body is not a JSON object",
                "The body holds " + kind + ". Send an object such as {\"website_url\": \"https://acme.com\"}."));
    }

    static ProblemException tooLarge(String what, long size, long limit) {
        return new ProblemException(Problem.of(
                413,
                "too-large",
                "The request is too large",
                what + " is " + size + " bytes long; at most " + limit + " are taken. Shorten the context."));
    }

    static ProblemException badKey() {
        return new ProblemException(Problem.of(
                400,
                "invalid-idempotency-key",
                "The Idempotency-Key is not usable",
                "Idempotency-Key must be 1 to 255 visible characters, such as a UUID, the same for each repetition of one"
                        + " request."));
    }

    static ProblemException keyReused(String campaignId) {
        return new ProblemException(Problem.of(
                        422,
                        "idempotency-key-reused",
                        "The Idempotency-Key belongs to another request",
                        "This Idempotency-Key came before with a request that asked for something else of the same site. Use a"
                                + " new key for a new request.")
                .with("campaign_id", campaignId));
    }

    static Problem notProduced(String campaignId) {
        return Problem.of(
                        503,
                        "kafka-unavailable",
                        "The request could not be stored",
                        "Kafka did not take the request, so it may not be worked on. Send it again in a few seconds; with the"
                                + " same Idempotency-Key it is never done twice.")
                .with("campaign_id", campaignId);
    }

    static ProblemException budgetNotStored() {
        return new ProblemException(Problem.of(
                503,
                "kafka-unavailable",
                "The budget could not be stored",
                "Kafka did not take the request. Send it again in a few seconds."));
    }

    static ProblemException badPrompt(IllegalStateException why) {
        String detail = String.valueOf(why.getMessage());
        return new ProblemException(Problem.of(
                422,
                "invalid-prompt",
                "The prompt cannot be used",
                detail.replaceFirst("^catalog/[a-z0-9_]+: ", "").replaceFirst(" \\(version [^)]*\\)$", "")
                        + ". Nothing was published."));
    }

    static ProblemException badLabel(String label) {
        String shown = label.length() > SHOWN ? label.substring(0, SHOWN) + "…" : label;
        return new ProblemException(Problem.of(
                400,
                "invalid-request",
                "The label is not usable",
                "\"" + shown + "\" cannot be a label: use a-z, 0-9, - and _, a letter first, at most 40."));
    }

    static ProblemException noVersion(String asset, String version) {
        String shown = version.length() > SHOWN ? version.substring(0, SHOWN) + "…" : version;
        return new ProblemException(Problem.of(
                404,
                "unknown-prompt-version",
                "No such version",
                "The prompt of " + asset + " has no version and no label \"" + shown + "\"; GET /prompts/" + asset
                        + "/versions lists them."));
    }

    static ProblemException promptNotStored(Exception why) {
        return new ProblemException(Problem.of(
                503,
                "kafka-unavailable",
                "The prompt is not in force",
                "Of what was asked, " + why.getMessage()
                        + ". Send it again in a few seconds; the same version is made once."));
    }

    static Problem failed(String campaignId, String stage, StageFailure failure) {
        if (failure.getReason().equals("budget_exhausted")) {
            return Problem.of(402, "budget-exhausted", "The budget is spent", failure.getDetail())
                    .with("campaign_id", campaignId)
                    .with("stage", stage)
                    .with("reason", failure.getReason());
        }
        boolean callers = CALLERS.contains(failure.getReason()) || stage.equals(AssetType.CONTENT);
        return Problem.of(
                        callers ? 422 : 502,
                        failure.getReason().replace('_', '-'),
                        callers ? "The website could not be turned into assets" : "The model gave no usable answer",
                        failure.getDetail())
                .with("campaign_id", campaignId)
                .with("stage", stage)
                .with("reason", failure.getReason());
    }
}
