package com.blossomer.gtm.projections.replay;

import com.blossomer.gtm.platform.http.Problem;
import com.blossomer.gtm.platform.http.ProblemException;
import org.jspecify.annotations.Nullable;

/** What is refused of replays, and what to do about it. */
final class ReplayProblems {

    private ReplayProblems() {}

    static ProblemException wrong(String detail) {
        return new ProblemException(Problem.of(400, "invalid-request", "The replay is not right", detail));
    }

    static ProblemException none(String replayId) {
        return new ProblemException(Problem.of(
                404,
                "replay-not-found",
                "No such replay",
                "There is no replay " + replayId + ", or it was discarded. GET /replays lists them."));
    }

    /** @param note what of it reaches past what is kept; null where nothing does */
    static ProblemException empty(@Nullable String note) {
        return new ProblemException(Problem.of(
                422,
                "empty-cohort",
                "The cohort is empty",
                "No campaign that has ended is in the cohort. "
                        + (note == null ? "POST /replays/preview tells how many a cohort has." : note)));
    }

    /** There are campaigns, but what they asked cannot be read any more. */
    static ProblemException notKept(ReplayPreview preview) {
        Problem problem = Problem.of(
                        422,
                        "cohort-not-kept",
                        "The requests of the cohort are not kept any more",
                        String.valueOf(preview.note()))
                .with("campaigns", preview.campaigns())
                .with("unreachable", preview.unreachable());
        return new ProblemException(
                preview.requestsKeptSince() == null
                        ? problem
                        : problem.with(
                                "requests_kept_since",
                                preview.requestsKeptSince().toString()));
    }

    static ProblemException nothingChanges() {
        return new ProblemException(Problem.of(
                422,
                "nothing-changes",
                "Nothing would change",
                "No campaign of the cohort has a stage that the change reaches: it has these versions already, or was not"
                        + " asked for those assets. With \"unchanged\": true it is replayed all the same."));
    }

    static ProblemException conflict(String replayId, String state, String why) {
        return new ProblemException(Problem.of(409, "replay-" + state, "The replay is " + state, why)
                .with("replay_id", replayId));
    }

    static ProblemException notStored(String replayId) {
        return new ProblemException(Problem.of(
                        503,
                        "kafka-unavailable",
                        "The request could not be stored",
                        "Kafka did not take it. Send it again in a few seconds.")
                .with("replay_id", replayId));
    }
}
