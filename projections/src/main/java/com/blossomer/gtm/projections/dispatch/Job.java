package com.blossomer.gtm.projections.dispatch;

import com.blossomer.gtm.events.CampaignCommand;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Commands to be sent to the pipeline bit by bit, as they stand at one moment. How far a job is, is not said here: the
 * dispatcher keeps it, under tenant and id.
 *
 * @param id unique over jobs of all kinds
 * @param transform what a record of the source becomes; empty where it is none of this job's. Called again for the same record
 *     after a crash, and must give a command of the same campaign and run then: the pipeline ignores a run that it knows
 * @param limit how many commands may have been sent for now; {@code Long.MAX_VALUE} for all
 * @param priority higher goes first
 * @param ended how many of the runs that were sent have ended
 */
public record Job(
        String tenant,
        String id,
        Source source,
        Transform transform,
        long limit,
        int priority,
        State state,
        long ended) {

    /** Makes commands of a source's records, one for one; owned by the dispatcher's thread. */
    public interface Transform {

        /**
         * @param connection for what has to be looked up
         * @return one for each record, in their order; empty where it is none of the job's
         */
        List<Optional<CampaignCommand>> apply(Connection connection, List<CampaignCommand> records) throws SQLException;

        /** For what can be told of each record alone. */
        static Transform each(Function<CampaignCommand, Optional<CampaignCommand>> one) {
            return (connection, records) -> records.stream().map(one).toList();
        }
    }

    /** What is asked of a job. */
    public enum State {
        RUNNING,
        /** Nothing more is sent; what was sent goes on. */
        PAUSED,
        /** Nothing more is sent; what is under way is cancelled. */
        CANCELLED
    }

    /** Names a job. */
    record Key(String tenant, String id) {}

    Key key() {
        return new Key(tenant, id);
    }
}
