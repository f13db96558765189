package com.blossomer.gtm.llm.offline;

import com.blossomer.gtm.catalog.PromptBlocks;
import com.blossomer.gtm.cost.TokenUsage;
import com.blossomer.gtm.llm.LlmOutcome;
import com.blossomer.gtm.llm.LlmProvider;
import com.blossomer.gtm.llm.LlmRequest;
import java.util.Map;

/**
 * Writes honest drafts from the page's own words: what runs without a key, in demos and in load tests. Deterministic. An
 * asset type without a draft of its own is written from its schema alone.
 */
public final class OfflineProvider implements LlmProvider {

    private static final String MODEL = "extractive-1";

    private final Fields fields = Fields.load();
    private final Draft generic = new GenericDraft();
    private final Map<String, Draft> drafts = Map.of(
            "overview", new OverviewDraft(),
            "icp", new IcpDraft(),
            "positioning", new PositioningDraft(),
            "valueprops", new ValuePropsDraft(),
            "usecasefit", new UseCaseFitDraft(),
            "email", new EmailDraft());

    @Override
    public String name() {
        return "offline";
    }

    @Override
    public String describe() {
        return "always there, needs no key";
    }

    @Override
    public LlmOutcome complete(LlmRequest request) {
        if (!request.model().equals(MODEL)) {
            return new LlmOutcome.Rejected("there is no offline model " + request.model() + "; write offline/" + MODEL);
        }
        DraftInput input = new DraftInput(PromptBlocks.parse(request.user()), request.outputSchema(), fields);
        // A draft whose first version broke a rule of an edited schema is written from that schema instead.
        Draft draft = request.earlier().isEmpty() ? drafts.getOrDefault(request.asset(), generic) : generic;
        return new LlmOutcome.Completed(draft.write(input).toString(), MODEL, TokenUsage.NONE);
    }
}
