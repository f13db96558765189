package com.blossomer.gtm.topics;

import com.blossomer.gtm.events.BatchEvent;
import com.blossomer.gtm.events.Budget;
import com.blossomer.gtm.events.BudgetAnswer;
import com.blossomer.gtm.events.BudgetEntry;
import com.blossomer.gtm.events.CampaignCommand;
import com.blossomer.gtm.events.CampaignEvent;
import com.blossomer.gtm.events.ContentResult;
import com.blossomer.gtm.events.ContentTask;
import com.blossomer.gtm.events.PromptRecord;
import com.blossomer.gtm.events.PromptResult;
import com.blossomer.gtm.events.PromptTask;
import com.blossomer.gtm.events.Replay;
import com.blossomer.gtm.events.Submission;
import com.blossomer.gtm.topics.Topic.Cleanup;
import com.blossomer.gtm.topics.Topic.Data;
import com.blossomer.gtm.topics.Topic.Owner;
import java.time.Duration;
import java.util.List;

/**
 * All topics. Those keyed by site have the same number of partitions, so that one stream task owns everything about
 * a site; the number is configuration ({@code KafkaSettings}), and must not change once there is data.
 */
public final class Topics {

    private static final String SITE = "site key";

    /**
     * Asked of the pipeline: starts by ingress, cancellations by the projections (ADR 6). Kept as long as campaigns: replays
     * read the requests themselves again.
     */
    public static final Topic<CampaignCommand> CAMPAIGN_COMMANDS = new Topic<>(
            "gtm.campaign.commands", CampaignCommand.class, SITE, Owner.INGRESS, Cleanup.with(Data.CAMPAIGNS));

    /**
     * Rows of batches, each the command that it becomes once its turn has come (ADR 18). A batch lies in one partition, in
     * order.
     */
    public static final Topic<CampaignCommand> BATCH_ROWS =
            new Topic<>("gtm.batch.rows", CampaignCommand.class, "batch id", Owner.INGRESS, Cleanup.afterDays(30));

    /** That a batch is there whole, and what is asked of it since: by ingress, and by the projections. */
    public static final Topic<BatchEvent> BATCH_EVENTS =
            new Topic<>("gtm.batch.events", BatchEvent.class, "batch id", Owner.INGRESS, Cleanup.with(Data.CAMPAIGNS));

    public static final Topic<ContentTask> CONTENT_TASKS =
            new Topic<>("gtm.content.tasks", ContentTask.class, SITE, Owner.STREAM_PROCESSORS, Cleanup.afterDays(7));

    public static final Topic<ContentResult> CONTENT_RESULTS = new Topic<>(
            "gtm.content.results", ContentResult.class, SITE, Owner.CONTENT_WORKERS, Cleanup.with(Data.CONTENT));

    /** Prompts that somebody waits for. */
    public static final Topic<PromptTask> PROMPT_TASKS_INTERACTIVE = new Topic<>(
            "gtm.prompt.tasks.interactive", PromptTask.class, SITE, Owner.STREAM_PROCESSORS, Cleanup.afterDays(7));

    /** Prompts of batches and replays. */
    public static final Topic<PromptTask> PROMPT_TASKS_BATCH = new Topic<>(
            "gtm.prompt.tasks.batch", PromptTask.class, SITE, Owner.STREAM_PROCESSORS, Cleanup.afterDays(7));

    public static final Topic<PromptResult> PROMPT_RESULTS =
            new Topic<>("gtm.prompt.results", PromptResult.class, SITE, Owner.LLM_WORKERS, Cleanup.afterDays(30));

    /**
     * What was handed to providers' batch APIs, the last state of each. All in one partition: of two that name the same
     * task, the one that was written first has it.
     */
    public static final Topic<Submission> LLM_SUBMISSIONS =
            new Topic<>("gtm.llm.submissions", Submission.class, "submission", Owner.LLM_WORKERS, Cleanup.byKey());

    /** Limits, reservations and bills; keyed by tenant, so that one task keeps a tenant's books. */
    public static final Topic<BudgetEntry> BUDGET_ENTRIES = new Topic<>(
            "gtm.budget.entries", BudgetEntry.class, "tenant", Owner.STREAM_PROCESSORS, Cleanup.afterDays(30));

    /** Prompt tasks that may be let out, and those that may not. */
    public static final Topic<BudgetAnswer> BUDGET_ANSWERS =
            new Topic<>("gtm.budget.answers", BudgetAnswer.class, SITE, Owner.STREAM_PROCESSORS, Cleanup.afterDays(7));

    /** How budgets stand, the last state of each; the gate writes it, whoever shows or obeys budgets reads it. */
    public static final Topic<Budget> BUDGETS =
            new Topic<>("gtm.budgets", Budget.class, "tenant/scope", Owner.STREAM_PROCESSORS, Cleanup.byKey());

    /** Versions of prompts, and labels that point at them; whoever starts runs or renders prompts reads all of it. */
    public static final Topic<PromptRecord> PROMPTS = new Topic<>(
            "gtm.prompts", PromptRecord.class, "tenant/asset/versions|labels/name", Owner.INGRESS, Cleanup.byKey());

    /** Replays, and what is asked of them. */
    public static final Topic<Replay> REPLAYS =
            new Topic<>("gtm.replays", Replay.class, "tenant/replay", Owner.PROJECTIONS, Cleanup.byKey());

    /** What happened, for projections and live progress. Kept as long as all that the projections make of it. */
    public static final Topic<CampaignEvent> CAMPAIGN_EVENTS = new Topic<>(
            "gtm.campaign.events",
            CampaignEvent.class,
            SITE,
            Owner.STREAM_PROCESSORS,
            Cleanup.with(Data.CAMPAIGNS, Data.USAGE));

    /**
     * Records that could not be handled: the raw key and value, with where they came from and why in the headers of
     * Kafka Streams' own dead letters ({@code __streams.errors.*}). Not typed: its values are anything.
     */
    public static final String DEAD_LETTERS = "gtm.dead-letters";

    /** How long a dead letter waits for somebody to look at it, unless that is configured. */
    public static final Duration DEAD_LETTERS_RETENTION = Duration.ofDays(90);

    /** Where the embedded schema registry keeps its schemas, as Confluent's does. */
    public static final String SCHEMAS = "_schemas";

    private static final List<Topic<?>> ALL = List.of(
            CAMPAIGN_COMMANDS,
            BATCH_ROWS,
            BATCH_EVENTS,
            CONTENT_TASKS,
            CONTENT_RESULTS,
            PROMPT_TASKS_INTERACTIVE,
            PROMPT_TASKS_BATCH,
            PROMPT_RESULTS,
            LLM_SUBMISSIONS,
            BUDGET_ENTRIES,
            BUDGET_ANSWERS,
            BUDGETS,
            PROMPTS,
            REPLAYS,
            CAMPAIGN_EVENTS);

    private Topics() {}

    /** Every typed topic. */
    public static List<Topic<?>> all() {
        return ALL;
    }
}
