package com.blossomer.gtm.projections.dispatch;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/**
 * Where jobs of one kind come from. A bean of this type is all that a new kind needs: the dispatcher asks each of them
 * several times a second, so the queries must be cheap whatever the size of a job.
 */
public interface JobKind {

    /** Jobs that {@code dispatch_jobs} does not call done, as they stand now. */
    List<Job> open(Connection connection) throws SQLException;

    /** Runs of a cancelled job that have not ended, as far as they are projected. */
    List<Underway> underWay(Connection connection, Job job, int most) throws SQLException;

    /** A run that has not ended. */
    record Underway(String campaignId, int run, String site) {}
}
