package com.blossomer.gtm.ingress;

import com.blossomer.gtm.ingress.Campaigns.Outcome;
import jakarta.inject.Singleton;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The last requests with an {@code Idempotency-Key} that came to this instance, and their answers. That a repeated request
 * starts nothing new does not depend on it; it only gives the answer again at once, and tells who uses one key for two
 * different requests.
 */
@Singleton
final class KeyedRequests {

    private static final int KEPT = 1_000;

    private final Map<String, Known> known = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Known> eldest) {
            return size() > KEPT;
        }
    };

    private record Known(String fingerprint, @Nullable Outcome outcome) {}

    /**
     * The answer that this request had, or null where there is none yet.
     *
     * @param fingerprint of all that was asked
     */
    synchronized @Nullable Outcome repeated(String campaignId, String fingerprint) {
        Known before = known.putIfAbsent(campaignId, new Known(fingerprint, null));
        if (before == null) {
            return null;
        }
        if (!before.fingerprint().equals(fingerprint)) {
            throw Problems.keyReused(campaignId);
        }
        return before.outcome();
    }

    /** Remembers what is final. */
    synchronized void answered(String campaignId, String fingerprint, Outcome outcome) {
        switch (outcome) {
            case Campaigns.AssetReady ready -> known.put(campaignId, new Known(fingerprint, ready));
            case Campaigns.RunOver over -> known.put(campaignId, new Known(fingerprint, over));
            case Campaigns.RunFailed failed -> known.put(campaignId, new Known(fingerprint, failed));
            case Campaigns.StillRunning running -> {}
            case Campaigns.NotStored lost -> {}
        }
    }
}
