package com.blossomer.gtm.pipeline;

import com.blossomer.gtm.catalog.AssetType;
import com.blossomer.gtm.catalog.PromptLibrary;
import com.blossomer.gtm.events.StartRun;
import com.blossomer.gtm.state.RunState;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.errors.RetriableException;

/** The assets as a run has them: with the versions of their prompts that it started with. */
final class PinnedPrompts {

    private final PromptLibrary prompts;

    PinnedPrompts(PromptLibrary prompts) {
        this.prompts = prompts;
    }

    /** The version was published, and has not reached this process yet: what needs it is done again in a moment. */
    static final class NotHereYet extends RetriableException {
        private static final long serialVersionUID = 1L;

        NotHereYet(String what) {
            super(what + " has not arrived yet");
        }
    }

    /** Asset to version, for all that a run will make, and for what it keeps of the run that was edited. */
    static Map<String, String> pin(StartRun start, List<AssetType> plan) {
        Map<String, String> versions = new LinkedHashMap<>();
        for (String kept : start.getKept().keySet()) {
            String version = start.getPromptVersions().get(kept);
            if (version != null) {
                versions.put(kept, version);
            }
        }
        for (AssetType type : plan) {
            String builtIn = type.prompt().version();
            versions.put(type.name(), start.getPromptVersions().getOrDefault(type.name(), builtIn));
        }
        return versions;
    }

    /** Those of the pinned versions that are not known, as {@code asset version}. */
    List<String> unknown(String tenant, Map<String, String> versions) {
        List<String> unknown = new ArrayList<>();
        versions.forEach((asset, version) -> {
            if (prompts.find(tenant, asset, version).isEmpty()) {
                unknown.add(asset + " " + version);
            }
        });
        return unknown;
    }

    AssetType get(RunState run, String asset) {
        String version = run.getPromptVersions()
                .getOrDefault(asset, prompts.catalog().get(asset).prompt().version());
        return prompts.find(run.getTenant(), asset, version).orElseThrow(() -> new NotHereYet(asset + " " + version));
    }
}
