package com.blossomer.gtm.pipeline;

import com.blossomer.gtm.events.BudgetAnswer;
import com.blossomer.gtm.events.CampaignCommand;
import com.blossomer.gtm.events.ContentResult;
import com.blossomer.gtm.events.PromptResult;

/** What can happen to a site: all that {@link SitePipeline#decide} decides about. */
sealed interface SiteEvent {

    record Commanded(CampaignCommand command) implements SiteEvent {}

    record ContentAnswered(ContentResult result) implements SiteEvent {}

    record PromptAnswered(PromptResult result) implements SiteEvent {}

    record BudgetAnswered(BudgetAnswer answer) implements SiteEvent {}

    /** The clock passed the time that a run gave itself. */
    record DeadlinePassed(String runKey) implements SiteEvent {}
}
