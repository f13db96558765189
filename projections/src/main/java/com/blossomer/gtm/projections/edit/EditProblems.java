package com.blossomer.gtm.projections.edit;

import com.blossomer.gtm.catalog.AssetCatalog;
import com.blossomer.gtm.catalog.AssetShape;
import com.blossomer.gtm.catalog.AssetType;
import com.blossomer.gtm.platform.http.Problem;
import com.blossomer.gtm.platform.http.ProblemException;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What is refused of edits, and what to do about it. */
final class EditProblems {

    private static final Logger LOG = LoggerFactory.getLogger(EditProblems.class);
    private static final int SHOWN = 50;

    private EditProblems() {}

    static ProblemException noAsset(String name, AssetCatalog catalog) {
        List<String> known = catalog.all().stream().map(AssetType::name).toList();
        String shown = name.length() > SHOWN ? name.substring(0, SHOWN) + "…" : name;
        return new ProblemException(Problem.of(
                404,
                "unknown-asset",
                "No such asset",
                "There is no asset \"" + shown + "\". The assets are " + String.join(", ", known) + "."));
    }

    static ProblemException notAnObject(String why) {
        return new ProblemException(Problem.of(
                400,
                "malformed-json",
                "The body is not a JSON object",
                why + ". Send the whole asset, as GET answers it, with your changes in it."));
    }

    static ProblemException tooLarge(long size, long limit) {
        return new ProblemException(Problem.of(
                413,
                "too-large",
                "The asset is too large",
                "The asset is " + size + " bytes long; at most " + limit + " are taken. Shorten it."));
    }

    static ProblemException misfits(String asset, List<AssetShape.Misfit> misfits) {
        String told = misfits.stream()
                .limit(3)
                .map(misfit -> (misfit.pointer().isEmpty() ? asset : misfit.pointer()) + ": " + misfit.problem())
                .collect(Collectors.joining(". "));
        return new ProblemException(Problem.of(
                        422,
                        "invalid-asset",
                        "The asset does not have the right shape",
                        told + (misfits.size() > 3 ? ". And " + (misfits.size() - 3) + " more." : ".")
                                + " Nothing was changed.")
                .with(
                        "errors",
                        misfits.stream()
                                .limit(SHOWN)
                                .map(misfit -> Map.of("pointer", "#" + misfit.pointer(), "detail", misfit.problem()))
                                .toList()));
    }

    static ProblemException notEnded(Base base) {
        return conflict(
                base,
                "campaign-not-ended",
                "The campaign is not done",
                "The campaign is " + base.status()
                        + ", and what it makes would overtake the edit. Follow GET /campaigns/" + base.campaignId()
                        + "/events and edit it when it has ended, or cancel it.");
    }

    static ProblemException underWay(Base base, int run) {
        return conflict(
                base,
                "edit-under-way",
                "Another edit is under way",
                "Run " + run + " is an edit of this campaign that has not ended. Wait for it with GET /campaigns/"
                        + base.campaignId() + "?run=" + run + " and edit what it made.");
    }

    static ProblemException overtaken(Base base, int run) {
        return conflict(
                base,
                "campaign-changed",
                "The campaign has changed",
                "It shows run " + run
                        + " since a moment ago. GET the asset again, make the change there, and send it.");
    }

    static ProblemException notMade(Base base, String asset) {
        return conflict(
                base,
                "asset-not-made",
                "There is no such asset to edit",
                "The campaign has no " + asset + " in run " + base.run() + ". POST /campaigns/" + asset
                        + " makes one; if it failed, POST /campaigns/" + base.campaignId() + "/resume tries again.");
    }

    static ProblemException requestGone(Base base) {
        return conflict(
                base,
                "request-gone",
                "The campaign can be edited no more",
                "Its request is not kept any more, and with it what the assets rest on besides the site. POST /campaigns"
                        + " makes it anew; your asset can be handed in as llm_inferred_context.");
    }

    static ProblemException changed(Base base) {
        return new ProblemException(Problem.of(
                        412,
                        "campaign-changed",
                        "The campaign has changed",
                        "It shows run " + base.run()
                                + " now, not the one in If-Match. GET the asset again, make the change there, and send it"
                                + " with the ETag that came with it.")
                .with("campaign_id", base.campaignId())
                .with("run", base.run()));
    }

    static ProblemException notStored(String campaignId, Exception why) {
        LOG.atError()
                .addKeyValue("campaign", campaignId)
                .setCause(why)
                .log("Kafka did not take an edit; the caller was told with 503");
        return new ProblemException(Problem.of(
                        503,
                        "kafka-unavailable",
                        "The request could not be stored",
                        "Kafka did not take the edit, so nothing may have changed. Send it again in half a minute.")
                .with("campaign_id", campaignId));
    }

    private static ProblemException conflict(Base base, String type, String title, String detail) {
        return new ProblemException(Problem.of(409, type, title, detail)
                .with("campaign_id", base.campaignId())
                .with("campaign_status", base.status())
                .with("run", base.run()));
    }
}
