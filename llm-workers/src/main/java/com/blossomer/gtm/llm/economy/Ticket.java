package com.blossomer.gtm.llm.economy;

import com.blossomer.gtm.llm.LlmOutcome;
import com.blossomer.gtm.llm.LlmRequest;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/** A task that waits for its place in a batch, and then for its result. */
final class Ticket {

    private final String taskId;
    private final LlmRequest request;
    private volatile @Nullable String body;
    private final CompletableFuture<End> end = new CompletableFuture<>();

    Ticket(String taskId, LlmRequest request, String body) {
        this.taskId = taskId;
        this.request = request;
        this.body = body;
    }

    /** What becomes of a ticket. */
    sealed interface End {}

    /** The provider answered its entry. */
    record Answer(BatchApi.Response response) implements End {}

    /** The provider will answer none. */
    record Verdict(LlmOutcome outcome) implements End {}

    /** There is no result; it is to be asked by itself. */
    record Pass(String why) implements End {}

    /** Its submission came to nothing, or it is in another one. */
    record Release() implements End {}

    String taskId() {
        return taskId;
    }

    LlmRequest request() {
        return request;
    }

    /** Empty once it is with the provider. */
    String body() {
        String kept = body;
        return kept == null ? "" : kept;
    }

    int size() {
        return body().length();
    }

    void forgetBody() {
        body = null;
    }

    void ends(End with) {
        end.complete(with);
    }

    End await() throws InterruptedException {
        try {
            return end.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("a ticket only ever ends well", e);
        }
    }
}
