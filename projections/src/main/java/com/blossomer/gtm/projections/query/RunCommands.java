package com.blossomer.gtm.projections.query;

import com.blossomer.gtm.events.CampaignCommand;
import com.blossomer.gtm.platform.Ids;
import com.blossomer.gtm.platform.kafka.CommandLog;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.ExecutionException;

/** Commands to runs that exist. They are sent from here because only the tables know a campaign's site: ADR 6. */
@Singleton
final class RunCommands {

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final CommandLog commands;
    private final Ids ids;
    private final Clock clock;

    RunCommands(CommandLog commands, Ids ids, Clock clock) {
        this.commands = commands;
        this.ids = ids;
        this.clock = clock;
    }

    /**
     * Returns once the command is stored.
     *
     * @param body a {@code CancelRun} or a {@code ResumeRun}
     */
    void append(CampaignRun run, Object body) throws InterruptedException {
        CampaignCommand command = new CampaignCommand(
                run.tenant(),
                run.campaignId(),
                run.run(),
                run.site(),
                Instant.now(clock).truncatedTo(ChronoUnit.MILLIS),
                ids.traceId(),
                body);
        try {
            commands.append(command, PATIENCE).get();
        } catch (ExecutionException e) {
            throw Problems.notStored(run, e);
        }
    }
}
