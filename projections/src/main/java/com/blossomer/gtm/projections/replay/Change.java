package com.blossomer.gtm.projections.replay;

import com.blossomer.gtm.catalog.AssetCatalog;
import com.blossomer.gtm.catalog.AssetType;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a replay makes otherwise.
 *
 * @param promptVersions asset to the version that takes the place of its own
 * @param models provider/model, in the order to try them; empty: as configured
 * @param fromStage the asset from which on the models hold; null for all
 */
record Change(
        Map<String, String> promptVersions,
        List<String> models,
        @Nullable String fromStage) {

    Change {
        promptVersions = Map.copyOf(promptVersions);
        models = List.copyOf(models);
    }

    /** The versions of a run that had others before. */
    Map<String, String> versions(Map<String, String> before) {
        Map<String, String> versions = new LinkedHashMap<>(before);
        promptVersions.forEach((asset, version) -> versions.replace(asset, version));
        return versions;
    }

    /** The stages of a run that are asked for anew: those that are changed, and those that rest on them. */
    Set<String> reaches(AssetCatalog catalog, Map<String, String> before) {
        Set<String> reached = new LinkedHashSet<>();
        for (AssetType type : catalog.all()) {
            String name = type.name();
            String version = before.get(name);
            if (version == null) {
                continue;
            }
            boolean prompt = !promptVersions.getOrDefault(name, version).equals(version);
            boolean model = !models.isEmpty() && (fromStage == null || catalog.restsOn(name, fromStage));
            if (prompt || model || type.dependsOn().stream().anyMatch(reached::contains)) {
                reached.add(name);
            }
        }
        return reached;
    }
}
