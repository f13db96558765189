package com.blossomer.gtm.llm;

import com.blossomer.gtm.events.StageFailure;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** One of a task's models, and how it has done in this task so far. Used by the task's thread alone. */
final class Candidate {

    /** A prompt that breaks a provider while others' prompts are answered is given up after this many calls. */
    private static final int MAX_UNAVAILABLE = 10;

    private static final int MAX_MALFORMED = 2;

    private final ModelName model;
    private int malformed;
    private int unavailable;
    private long answeredOthers;
    private Instant notBefore = Instant.MIN;
    private boolean out;
    private @Nullable StageFailure failure;

    Candidate(ModelName model) {
        this.model = model;
    }

    ModelName model() {
        return model;
    }

    /** Why there is no answer of it; null while it was not asked. */
    @Nullable
    StageFailure failure() {
        return failure;
    }

    boolean isOut() {
        return out;
    }

    boolean isDue(Instant now) {
        return !out && !now.isBefore(notBefore);
    }

    /** How long it asked to be left alone, from now on. */
    Duration rest(Instant now) {
        return now.isBefore(notBefore) ? Duration.between(now, notBefore) : Duration.ZERO;
    }

    /** Never asked again in this task. */
    void drop(String reason, String detail) {
        failure = new StageFailure(reason, detail);
        out = true;
    }

    void throttled(String detail, Instant until) {
        failure = new StageFailure("model_unavailable", detail);
        notBefore = until;
    }

    /** @param answered how many requests the provider has answered to anybody so far */
    void unavailable(String detail, long answered) {
        if (unavailable++ == 0) {
            answeredOthers = answered;
        }
        failure = new StageFailure("model_unavailable", detail);
        out = unavailable >= MAX_UNAVAILABLE && answered > answeredOthers;
    }

    void malformed(String detail) {
        failure = new StageFailure("model_unavailable", detail);
        out = ++malformed >= MAX_MALFORMED;
    }

    /** Passed over without being asked; what it last said tells more. */
    void leftAlone(String detail, Instant until) {
        if (failure == null) {
            failure = new StageFailure("model_unavailable", detail);
        }
        notBefore = until;
    }
}
