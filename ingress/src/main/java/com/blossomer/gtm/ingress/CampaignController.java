package com.blossomer.gtm.ingress;

import com.blossomer.gtm.catalog.AssetCatalog;
import com.blossomer.gtm.catalog.AssetType;
import com.blossomer.gtm.ingress.Campaigns.AssetReady;
import com.blossomer.gtm.ingress.Campaigns.Caller;
import com.blossomer.gtm.ingress.Campaigns.NotStored;
import com.blossomer.gtm.ingress.Campaigns.Outcome;
import com.blossomer.gtm.ingress.Campaigns.RunFailed;
import com.blossomer.gtm.ingress.Campaigns.RunOver;
import com.blossomer.gtm.ingress.Campaigns.StillRunning;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.annotation.Consumes;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Post;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** {@code POST /campaigns} and {@code POST /campaigns/{asset}}, for every asset of the catalogue. */
@Controller("/campaigns")
@Consumes(MediaType.APPLICATION_JSON)
@ExecuteOn(TaskExecutors.BLOCKING)
final class CampaignController {

    static final String CAMPAIGN_ID = "Blossomer-Campaign-Id";
    private static final JsonMapper JSON = new JsonMapper();
    private static final String PREFERENCE_APPLIED = "Preference-Applied";

    private final AssetCatalog catalog;
    private final RequestReader reader;
    private final Campaigns campaigns;
    private final Callers callers;
    private final IngressSettings settings;

    CampaignController(
            AssetCatalog catalog,
            RequestReader reader,
            Campaigns campaigns,
            Callers callers,
            IngressSettings settings) {
        this.catalog = catalog;
        this.reader = reader;
        this.campaigns = campaigns;
        this.callers = callers;
        this.settings = settings;
    }

    /** One asset: 200 with it when it is there within the wait, else 202. */
    @Post("/{asset}")
    CompletableFuture<MutableHttpResponse<?>> one(HttpRequest<byte[]> http, String asset) {
        AssetType type = catalog.find(asset).orElseThrow(() -> Problems.unknownAsset(asset, catalog));
        CampaignRequest request =
                accepted(reader.one(reader.object(http.getBody().orElse(null)), type));
        return start(request, type, callers.of(http, settings.defaultWait()));
    }

    /** The whole package, or the assets named: 202, unless the caller prefers to wait. */
    @Post
    CompletableFuture<MutableHttpResponse<?>> several(HttpRequest<byte[]> http) {
        CampaignRequest request =
                accepted(reader.several(reader.object(http.getBody().orElse(null))));
        return start(request, null, callers.of(http, Duration.ZERO));
    }

    private CompletableFuture<MutableHttpResponse<?>> start(
            CampaignRequest request, @Nullable AssetType asset, Caller caller) {
        return campaigns.start(request, asset, caller).thenApply(outcome -> {
            MutableHttpResponse<?> response = answer(outcome).header(CAMPAIGN_ID, outcome.campaignId());
            String applied = caller.preference().applied();
            return applied == null ? response : response.header(PREFERENCE_APPLIED, applied);
        });
    }

    private static CampaignRequest accepted(RequestReader.Read read) {
        return switch (read) {
            case RequestReader.Accepted accepted -> accepted.request();
            case RequestReader.Refused refused -> throw Problems.refused(refused.violations());
        };
    }

    private static MutableHttpResponse<?> answer(Outcome outcome) {
        String id = outcome.campaignId();
        String location = "/campaigns/" + id;
        return switch (outcome) {
            case AssetReady ready ->
                json(ready.json())
                        .header(
                                HttpHeaders.CONTENT_LOCATION,
                                location + "/assets/" + ready.asset().name());
            case RunOver over -> json(over.json()).header(HttpHeaders.CONTENT_LOCATION, location);
            case StillRunning run ->
                HttpResponse.accepted()
                        .header(HttpHeaders.LOCATION, location)
                        .contentType(MediaType.APPLICATION_JSON_TYPE)
                        .body(JSON.createObjectNode()
                                .put("campaign_id", id)
                                .put("status", run.status())
                                .put("website_url", run.websiteUrl())
                                .toString());
            case RunFailed failed ->
                Problems.response(Problems.failed(
                                id, failed.why().getStage(), failed.why().getFailure()))
                        .header(HttpHeaders.LOCATION, location);
            case NotStored lost -> Problems.response(Problems.notProduced(id)).header(HttpHeaders.RETRY_AFTER, "5");
        };
    }

    private static MutableHttpResponse<String> json(String json) {
        return HttpResponse.ok(json).contentType(MediaType.APPLICATION_JSON_TYPE);
    }
}
