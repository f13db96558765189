package com.blossomer.gtm.ingress;

import com.blossomer.gtm.events.CampaignEvent;
import com.blossomer.gtm.events.RunFinished;
import com.blossomer.gtm.events.RunStarted;
import com.blossomer.gtm.events.StageCompleted;
import com.blossomer.gtm.events.StageFailed;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Follows the first run of one campaign until it has what the caller waits for. Events come from the tail's thread, the
 * answer is read from others.
 */
final class RunWatch implements Consumer<CampaignEvent> {

    private final RunView view;
    private final @Nullable String asset;
    private final CompletableFuture<Void> done = new CompletableFuture<>();

    /** @param asset what is waited for; null for the whole run */
    RunWatch(RunView view, @Nullable String asset) {
        this.view = view;
        this.asset = asset;
    }

    /** Completes when the asset is there, or the run is over. */
    CompletableFuture<Void> done() {
        return done;
    }

    @Override
    public void accept(CampaignEvent event) {
        if (event.getRun() != 1) {
            return; // a replay of the campaign
        }
        boolean enough;
        synchronized (view) {
            switch (event.getBody()) {
                case RunStarted started -> view.started(started);
                case StageCompleted completed -> view.completed(completed);
                case StageFailed failed -> view.failed(failed);
                case RunFinished finished -> view.finished(finished, event.getOccurredAt());
                case Object newer -> {} // an event of a later version of this program: none of our business
            }
            enough = view.isFinished() || (asset != null && view.asset(asset) != null);
        }
        if (enough) {
            done.complete(null);
        }
    }

    /** What is known now. */
    <T> T read(java.util.function.Function<RunView, T> reader) {
        synchronized (view) {
            return reader.apply(view);
        }
    }
}
