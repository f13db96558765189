package com.blossomer.gtm.projections;

import com.blossomer.gtm.events.CampaignCommand;
import com.blossomer.gtm.events.CampaignEvent;
import com.blossomer.gtm.events.ContentResult;
import com.blossomer.gtm.events.Lane;
import com.blossomer.gtm.events.Page;
import com.blossomer.gtm.events.Provenance;
import com.blossomer.gtm.events.RunFinished;
import com.blossomer.gtm.events.RunStarted;
import com.blossomer.gtm.events.RunStatus;
import com.blossomer.gtm.events.Section;
import com.blossomer.gtm.events.SiteContent;
import com.blossomer.gtm.events.StageCompleted;
import com.blossomer.gtm.events.StageFailed;
import com.blossomer.gtm.events.StageFailure;
import com.blossomer.gtm.events.StartRun;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * What a campaign leaves on the topics: a request for an ICP, from command to end.
 *
 * @param second orders campaigns in time
 */
public record Recorded(
        String tenant,
        String campaignId,
        String site,
        @Nullable String batchId,
        long second) {

    public static final List<String> STAGES = List.of("content", "overview", "icp");
    private static final Instant EPOCH = Instant.parse("2026-03-01T12:00:00.123Z");
    private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";

    public static Recorded campaign(String campaignId, long second) {
        return new Recorded("default", campaignId, campaignId + ".example.com", null, second);
    }

    public Recorded of(String otherTenant) {
        return new Recorded(otherTenant, campaignId, site, batchId, second);
    }

    public Recorded at(String otherSite) {
        return new Recorded(tenant, campaignId, otherSite, batchId, second);
    }

    public Recorded in(String batch) {
        return new Recorded(tenant, campaignId, site, batch, second);
    }

    public Instant requestedAt() {
        return EPOCH.plusSeconds(second);
    }

    public String websiteUrl() {
        return "https://www." + site + "/";
    }

    /** Everything of a run that ends well, in order. */
    public List<SpecificRecord> completed() {
        List<SpecificRecord> records = new ArrayList<>(List.of(start(), started(), content()));
        STAGES.forEach(stage -> records.add(completed(stage)));
        records.add(finished(RunStatus.COMPLETED, null, null));
        return records;
    }

    /** Everything of a run that fails for want of text. */
    public List<SpecificRecord> failed() {
        StageFailure failure = new StageFailure("insufficient_content", "Only 12 words; give a page with text.");
        return List.of(
                start(),
                started(),
                event(1, new StageFailed("content", failure)),
                finished(RunStatus.FAILED, "content", failure));
    }

    public CampaignCommand start() {
        StartRun start = StartRun.newBuilder()
                .setWebsiteUrl(websiteUrl())
                .setAssets(List.of("icp"))
                .setLane(batchId == null ? Lane.INTERACTIVE : Lane.BATCH)
                .setBatchId(batchId)
                .build();
        return new CampaignCommand(tenant, campaignId, 1, site, requestedAt(), TRACE, start);
    }

    public CampaignEvent started() {
        return event(
                0,
                new RunStarted(
                        websiteUrl(),
                        List.of("icp"),
                        STAGES,
                        batchId == null ? Lane.INTERACTIVE : Lane.BATCH,
                        Map.of("icp", "1", "overview", "1"),
                        null));
    }

    public CampaignEvent completed(String stage) {
        Provenance provenance = Provenance.newBuilder()
                .setSource(stage.equals("content") ? "web" : "model")
                .setContentHash("c0ffee")
                .setProvider("offline")
                .setModel("extractive-1")
                .setInputTokens(1200)
                .setOutputTokens(300)
                .setCostNanoUsd(1_250_000)
                .setLatencyMs(200)
                .setCalls(1)
                .setAnsweredAt(requestedAt().plusMillis(900))
                .build();
        return event(2 + STAGES.indexOf(stage), new StageCompleted(stage, output(stage), provenance));
    }

    /** Its fields are not in alphabetical order, and must stay as they are. */
    public String output(String stage) {
        return "{\"name\":\"" + stage + " of " + site + "\",\"description\":\"é ✓\",\"aliases\":[1.50,2]}";
    }

    public ContentResult content() {
        SiteContent content = new SiteContent(
                "c0ffee",
                "A title\0 with NUL",
                null,
                "en",
                List.of(new Section(null, "hero", "Words of the page.", websiteUrl())),
                List.of(new Page(websiteUrl(), 200, 5_000L, requestedAt(), null, null)));
        return new ContentResult(
                tenant, campaignId, 1, site, "task", requestedAt().plusMillis(400), TRACE, content);
    }

    public CampaignEvent finished(RunStatus status, @Nullable String stage, @Nullable StageFailure failure) {
        return event(9, new RunFinished(status, stage, failure));
    }

    /** Any event of the run, so many steps of 100 ms after the request. */
    public CampaignEvent happened(int step, Object body) {
        return event(step, body);
    }

    private CampaignEvent event(int step, Object body) {
        return new CampaignEvent(
                tenant, campaignId, 1, site, batchId, null, requestedAt().plusMillis(500 + step * 100L), TRACE, body);
    }
}
