package com.blossomer.gtm.ingress;

import com.blossomer.gtm.ingress.Campaigns.Caller;
import com.blossomer.gtm.platform.Ids;
import com.blossomer.gtm.platform.http.Tenant;
import com.blossomer.gtm.platform.telemetry.TraceParent;
import io.micronaut.http.HttpRequest;
import jakarta.inject.Singleton;
import java.time.Duration;

/** Reads who asks, and how, from a request's headers. */
@Singleton
final class Callers {

    private final Ids ids;
    private final IngressSettings settings;

    Callers(Ids ids, IngressSettings settings) {
        this.ids = ids;
        this.settings = settings;
    }

    /** @param wait where the caller prefers none */
    Caller of(HttpRequest<?> request, Duration wait) {
        String key = request.getHeaders().get("Idempotency-Key");
        return new Caller(
                Tenant.of(request),
                TraceParent.parse(request.getHeaders().get(TraceParent.HEADER))
                        .map(TraceParent::traceId)
                        .orElseGet(ids::traceId),
                key == null ? null : CampaignIds.checked(key),
                Preference.of(request.getHeaders().getAll("Prefer"), wait, settings.maxWait()));
    }
}
