package com.blossomer.gtm.projections;

import com.blossomer.gtm.events.BatchEvent;
import com.blossomer.gtm.events.Budget;
import com.blossomer.gtm.events.CallsPaid;
import com.blossomer.gtm.events.CampaignCommand;
import com.blossomer.gtm.events.CampaignEvent;
import com.blossomer.gtm.events.CancelRun;
import com.blossomer.gtm.events.ContentResult;
import com.blossomer.gtm.events.ContentUnchanged;
import com.blossomer.gtm.events.PaidCall;
import com.blossomer.gtm.events.Replay;
import com.blossomer.gtm.events.ResumeRun;
import com.blossomer.gtm.events.RunFinished;
import com.blossomer.gtm.events.RunResumed;
import com.blossomer.gtm.events.RunStarted;
import com.blossomer.gtm.events.SiteContent;
import com.blossomer.gtm.events.StageCompleted;
import com.blossomer.gtm.events.StageFailed;
import com.blossomer.gtm.events.StageFailure;
import com.blossomer.gtm.events.StartRun;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/** What a record changes in the tables. Pure: the same record gives the same rows, whatever is stored already. */
final class CampaignRows {

    private static final int FIRST_RUN = 1;
    private static final String COMPLETED = "completed";

    private CampaignRows() {}

    /**
     * The rows that a record speaks of; empty where there is nothing to store.
     *
     * @throws IllegalArgumentException when it is no record of a projected topic
     */
    static List<Row> apply(SpecificRecord value) {
        return apply(value, null);
    }

    /** @param origin where the record lies */
    static List<Row> apply(SpecificRecord value, Row.@Nullable Position origin) {
        return switch (value) {
            case CampaignCommand command -> ofCommand(command, origin);
            case Replay replay -> List.of(ReplayRows.of(replay));
            case CampaignEvent event -> ofEvent(event);
            case ContentResult result -> ofContent(result);
            case Budget budget -> List.of(budget(budget));
            case BatchEvent event -> List.of(BatchRows.of(event));
            default -> throw unknown(value);
        };
    }

    private static List<Row> ofCommand(CampaignCommand command, Row.@Nullable Position origin) {
        return switch (command.getBody()) {
            case StartRun start -> {
                boolean first = command.getRun() == FIRST_RUN;
                Row campaign = new Row.Campaign(
                        command.getTenant(),
                        command.getCampaignId(),
                        command.getSite(),
                        text(start.getWebsiteUrl()),
                        first ? start.getBatchId() : null,
                        first ? start.getLane().name().toLowerCase(Locale.ROOT) : null,
                        command.getOccurredAt(),
                        first && !start.getColumns().isEmpty() ? Json.ofColumns(start.getColumns()) : null,
                        first ? origin : null);
                Row run = new Row.Run(
                        command.getTenant(),
                        command.getCampaignId(),
                        command.getRun(),
                        Row.Status.PENDING,
                        Json.of(start.getAssets()),
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        start.getBaseRun(),
                        first ? null : origin);
                yield List.of(campaign, run);
            }
            case CancelRun ignored -> List.of();
            case ResumeRun ignored -> List.of();
            default -> throw unknown(command.getBody());
        };
    }

    private static List<Row> ofEvent(CampaignEvent event) {
        return switch (event.getBody()) {
            case RunStarted started -> List.of(campaign(event, started), run(event, started));
            case StageCompleted completed -> List.of(stage(event, completed));
            case StageFailed failed -> List.of(stage(event, failed));
            case RunFinished finished -> List.of(campaign(event, null), run(event, finished));
            case RunResumed ignored -> List.of(campaign(event, null), resumed(event));
            case CallsPaid paid ->
                paid.getCalls().stream().map(call -> usage(event, paid, call)).toList();
            default -> throw unknown(event.getBody());
        };
    }

    private static List<Row> ofContent(ContentResult result) {
        return switch (result.getBody()) {
            case SiteContent content ->
                List.of(new Row.Content(
                        result.getTenant(),
                        result.getSite(),
                        content.getContentHash(),
                        text(content.getTitle()),
                        text(content.getDescription()),
                        text(content.getLanguage()),
                        Json.ofSections(content.getSections()),
                        Json.ofPages(content.getPages()),
                        result.getOccurredAt()));
            case StageFailure ignored -> List.of();
            case ContentUnchanged ignored -> List.of();
            default -> throw unknown(result.getBody());
        };
    }

    private static Row campaign(CampaignEvent event, @Nullable RunStarted started) {
        boolean first = event.getRun() == FIRST_RUN;
        return new Row.Campaign(
                event.getTenant(),
                event.getCampaignId(),
                event.getSite(),
                started == null ? null : text(started.getWebsiteUrl()),
                first ? event.getBatchId() : null,
                first && started != null ? started.getLane().name().toLowerCase(Locale.ROOT) : null,
                event.getOccurredAt(),
                null,
                null);
    }

    private static Row run(CampaignEvent event, RunStarted started) {
        return new Row.Run(
                event.getTenant(),
                event.getCampaignId(),
                event.getRun(),
                Row.Status.RUNNING,
                Json.of(started.getAssets()),
                Json.of(started.getStages()),
                Json.of(started.getPromptVersions()),
                event.getOccurredAt(),
                null,
                null,
                null,
                null,
                null,
                started.getBaseRun(),
                null);
    }

    private static Row run(CampaignEvent event, RunFinished finished) {
        StageFailure failure = finished.getFailure();
        return new Row.Run(
                event.getTenant(),
                event.getCampaignId(),
                event.getRun(),
                switch (finished.getStatus()) {
                    case COMPLETED -> Row.Status.COMPLETED;
                    case PARTIAL -> Row.Status.PARTIAL;
                    case FAILED -> Row.Status.FAILED;
                    case CANCELLED -> Row.Status.CANCELLED;
                },
                null,
                null,
                null,
                null,
                event.getOccurredAt(),
                finished.getFailedStage(),
                failure == null ? null : failure.getReason(),
                failure == null ? null : text(failure.getDetail()),
                null,
                null,
                null);
    }

    private static Row resumed(CampaignEvent event) {
        return new Row.Run(
                event.getTenant(),
                event.getCampaignId(),
                event.getRun(),
                Row.Status.RUNNING,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                event.getOccurredAt(),
                null,
                null);
    }

    private static Row usage(CampaignEvent event, CallsPaid paid, PaidCall call) {
        return new Row.Usage(
                event.getTenant(),
                LocalDate.ofInstant(event.getOccurredAt(), ZoneOffset.UTC),
                call.getProvider(),
                call.getModel(),
                paid.getStage(),
                paid.getSource(),
                event.getBatchId() == null ? "" : event.getBatchId(),
                1,
                call.getOutcome().equals(COMPLETED) ? 0 : 1,
                call.getPriced() ? 0 : 1,
                call.getInputTokens(),
                call.getCachedInputTokens(),
                call.getOutputTokens(),
                call.getReasoningTokens(),
                call.getCostNanoUsd());
    }

    private static Row budget(Budget budget) {
        return new Row.Budget(
                budget.getTenant(),
                budget.getScope(),
                budget.getLimitNanoUsd(),
                budget.getSpentNanoUsd(),
                budget.getReservedNanoUsd(),
                budget.getOccurredAt());
    }

    private static Row stage(CampaignEvent event, StageCompleted completed) {
        return new Row.Stage(
                event.getTenant(),
                event.getCampaignId(),
                event.getRun(),
                completed.getStage(),
                true,
                completed.getOutput(),
                Json.of(completed.getProvenance()),
                null,
                null,
                event.getOccurredAt());
    }

    private static Row stage(CampaignEvent event, StageFailed failed) {
        return new Row.Stage(
                event.getTenant(),
                event.getCampaignId(),
                event.getRun(),
                failed.getStage(),
                false,
                null,
                null,
                failed.getFailure().getReason(),
                text(failed.getFailure().getDetail()),
                event.getOccurredAt());
    }

    /** Without NUL, which Postgres cannot hold in text and pages do contain. */
    private static @Nullable String text(@Nullable String text) {
        return text == null || text.indexOf('\0') < 0 ? text : text.replace("\0", "");
    }

    private static IllegalArgumentException unknown(@Nullable Object value) {
        return new IllegalArgumentException("no rows are known for "
                + (value == null ? "null" : value.getClass().getName()));
    }
}
