package com.blossomer.gtm.ingress;

import com.blossomer.gtm.catalog.AssetCatalog;
import com.blossomer.gtm.catalog.AssetType;
import com.blossomer.gtm.catalog.PromptLibrary;
import com.blossomer.gtm.events.PromptVersion;
import com.blossomer.gtm.ingress.Campaigns.Caller;
import com.blossomer.gtm.ingress.PromptVersions.Known;
import com.blossomer.gtm.ingress.PromptVersions.NotInForce;
import com.blossomer.gtm.ingress.PromptVersions.Published;
import com.blossomer.gtm.platform.http.Tenant;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.annotation.Consumes;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.Put;
import io.micronaut.http.annotation.QueryValue;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** {@code /prompts}: versions of prompts, the labels that point at them, and what differs between two. */
@Controller("/prompts")
@ExecuteOn(TaskExecutors.BLOCKING)
final class PromptController {

    /** Not to be taken for a version's name. */
    private static final Pattern LABEL = Pattern.compile("(?![0-9a-f]{12}$)[a-z][a-z0-9_-]{0,39}");

    private static final JsonMapper JSON = new JsonMapper();

    private final AssetCatalog catalog;
    private final PromptVersions versions;
    private final RequestReader reader;
    private final Callers callers;

    PromptController(AssetCatalog catalog, PromptVersions versions, RequestReader reader, Callers callers) {
        this.catalog = catalog;
        this.versions = versions;
        this.reader = reader;
        this.callers = callers;
    }

    @Get
    MutableHttpResponse<?> assets(HttpRequest<?> http) {
        String tenant = Tenant.of(http);
        ObjectNode answer = JSON.createObjectNode();
        ArrayNode assets = answer.putArray("prompts");
        for (AssetType asset : catalog.all()) {
            Map<String, String> labels = versions.labels(tenant, asset);
            assets.add(
                    PromptJson.asset(asset, labels, versions.of(tenant, asset).size()));
        }
        return json(answer);
    }

    @Get("/{asset}/versions")
    MutableHttpResponse<?> versions(HttpRequest<?> http, String asset) {
        ObjectNode answer = JSON.createObjectNode();
        List<Known> all = versions.of(Tenant.of(http), asset(asset));
        all.forEach(known -> answer.withArray("/versions").add(PromptJson.summary(known)));
        return json(answer);
    }

    /** By its name, or by that of a label that points at it. */
    @Get("/{asset}/versions/{version}")
    MutableHttpResponse<?> version(HttpRequest<?> http, String asset, String version) {
        return json(PromptJson.whole(known(Tenant.of(http), asset(asset), version)));
    }

    @Get("/{asset}/diff")
    MutableHttpResponse<?> diff(
            HttpRequest<?> http,
            String asset,
            @QueryValue(defaultValue = PromptLibrary.PRODUCTION) String from,
            @QueryValue(defaultValue = "candidate") String to) {
        String tenant = Tenant.of(http);
        AssetType type = asset(asset);
        return json(PromptJson.diff(known(tenant, type, from), known(tenant, type, to)));
    }

    /** 201 when it is new, 200 when the same version was there. */
    @Post("/{asset}/versions")
    @Consumes(MediaType.APPLICATION_JSON)
    MutableHttpResponse<?> publish(HttpRequest<byte[]> http, String asset) throws InterruptedException {
        Caller caller = callers.of(http, Duration.ZERO);
        AssetType type = asset(asset);
        ObjectNode body = reader.object(http.getBody().orElse(null));
        String basedOn = body.path(PromptJson.BASED_ON).asText(PromptLibrary.PRODUCTION);
        PromptVersion draft =
                PromptJson.draft(body, known(caller.tenant(), type, basedOn).version());
        try {
            Published published = versions.publish(type, draft, caller);
            MutableHttpResponse<?> answer = json(PromptJson.whole(published.known()));
            return (published.isNew() ? answer.status(201) : answer)
                    .header(
                            HttpHeaders.LOCATION,
                            "/prompts/" + asset + "/versions/"
                                    + published.known().version().getVersion());
        } catch (IllegalStateException e) {
            throw Problems.badPrompt(e);
        } catch (NotInForce e) {
            throw Problems.promptNotStored(e);
        }
    }

    @Put("/{asset}/labels/{label}")
    @Consumes(MediaType.APPLICATION_JSON)
    MutableHttpResponse<?> label(HttpRequest<byte[]> http, String asset, String label) throws InterruptedException {
        Caller caller = callers.of(http, Duration.ZERO);
        AssetType type = asset(asset);
        if (!LABEL.matcher(label).matches()) {
            throw Problems.badLabel(label);
        }
        ObjectNode body = reader.object(http.getBody().orElse(null));
        if (!body.path("version").isTextual() || body.size() > 1) {
            throw Problems.refused(List.of(Violation.of(
                    "version",
                    "must name a version or a label, such as {\"version\": \"candidate\"}, and nothing else")));
        }
        Known version = known(caller.tenant(), type, body.path("version").asText());
        try {
            versions.label(type, label, version.version().getVersion(), caller);
        } catch (NotInForce e) {
            throw Problems.promptNotStored(e);
        }
        return json(PromptJson.summary(
                known(caller.tenant(), type, version.version().getVersion())));
    }

    private AssetType asset(String name) {
        return catalog.find(name).orElseThrow(() -> Problems.unknownAsset(name, catalog));
    }

    private Known known(String tenant, AssetType asset, String version) {
        return versions.find(tenant, asset, version).orElseThrow(() -> Problems.noVersion(asset.name(), version));
    }

    private static MutableHttpResponse<String> json(ObjectNode json) {
        return HttpResponse.ok(json.toString()).contentType(MediaType.APPLICATION_JSON_TYPE);
    }
}
