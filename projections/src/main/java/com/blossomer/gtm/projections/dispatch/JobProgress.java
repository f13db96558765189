package com.blossomer.gtm.projections.dispatch;

/**
 * How far a job is.
 *
 * @param position positions of its source that are behind it
 * @param dispatched commands that came of them
 * @param lost positions whose record could not be read any more
 */
record JobProgress(long position, long dispatched, long lost) {

    static final JobProgress NONE = new JobProgress(0, 0, 0);

    long inFlight(Job job) {
        return Math.max(0, dispatched - job.ended());
    }

    boolean exhausted(Job job) {
        return position >= job.source().size();
    }

    /** How many commands may be sent now. */
    long allowance(Job job) {
        return job.state() == Job.State.RUNNING && !exhausted(job) ? Math.max(0, job.limit() - dispatched) : 0;
    }
}
