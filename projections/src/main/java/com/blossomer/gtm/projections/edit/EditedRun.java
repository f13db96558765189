package com.blossomer.gtm.projections.edit;

import com.blossomer.gtm.catalog.AssetCatalog;
import com.blossomer.gtm.catalog.AssetType;
import com.blossomer.gtm.events.KeptStage;
import com.blossomer.gtm.events.Lane;
import com.blossomer.gtm.events.StartRun;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The run that an edit comes to. The edited asset stands as given, all that rests on it is made anew, and everything else
 * stands as it was.
 *
 * @param request that starts it
 * @param regenerated assets that are made anew, each after those it rests on
 * @param replaced of these, assets that the caller had handed in or edited before
 */
record EditedRun(StartRun request, List<String> regenerated, List<String> replaced) {

    private static final String GIVEN = "given";
    /** The pages as they were read, however old. */
    private static final long ANY_AGE = Duration.ofDays(3_650).toSeconds();

    /**
     * @param request the one that the base answers
     * @param json of the edited asset
     * @param production asset to version, for what the base has no version of
     */
    static EditedRun of(
            AssetCatalog catalog,
            Base base,
            StartRun request,
            String asset,
            String json,
            Map<String, String> production,
            List<String> budgets) {
        Standing standing = Standing.of(catalog, base, asset, json);
        List<AssetType> plan = catalog.plan(known(catalog, request.getAssets()), standing.names());
        Map<String, KeptStage> kept = new HashMap<>(standing.kept());
        KeptStage content = base.stages().get(AssetType.CONTENT);
        if (content != null && plan.stream().noneMatch(type -> type.dependsOn().contains(AssetType.CONTENT))) {
            kept.put(AssetType.CONTENT, content);
        }
        List<String> regenerated = plan.stream().map(AssetType::name).toList();
        StartRun start = StartRun.newBuilder(request)
                .setAssets(known(catalog, request.getAssets()))
                .setLane(Lane.INTERACTIVE)
                .setBatchId(null)
                .setColumns(Map.of())
                .setEconomy(false)
                .setReplayId(null)
                .setMaxAgeSeconds(ANY_AGE)
                .setBudgets(budgets)
                .setGivenAssets(standing.given())
                .setPromptVersions(versions(base, regenerated, kept.keySet(), production))
                .setBaseRun(base.run())
                .setEdited(standing.edited())
                .setKept(kept)
                .build();
        List<String> replaced = regenerated.stream()
                .filter(name -> isGiven(base.stages().get(name)))
                .toList();
        return new EditedRun(start, regenerated, replaced);
    }

    /**
     * What the edit does not reach, and the edited asset itself.
     *
     * @param given assets that a user wrote
     * @param edited of these, the run whose asset each took the place of
     * @param kept assets that were made
     */
    private record Standing(Map<String, String> given, Map<String, Integer> edited, Map<String, KeptStage> kept) {

        static Standing of(AssetCatalog catalog, Base base, String asset, String json) {
            Standing standing = new Standing(new HashMap<>(), new HashMap<>(), new HashMap<>());
            base.stages().forEach((stage, result) -> {
                if (catalog.find(stage).isPresent() && !catalog.restsOn(stage, asset)) {
                    standing.add(stage, result);
                }
            });
            standing.given.put(asset, json);
            standing.edited.put(asset, base.run());
            return standing;
        }

        private void add(String stage, KeptStage result) {
            Integer from = result.getProvenance().getEditedFrom();
            if (!isGiven(result)) {
                kept.put(stage, result);
                return;
            }
            given.put(stage, result.getOutput());
            if (from != null) {
                edited.put(stage, from);
            }
        }

        Set<String> names() {
            Set<String> names = new HashSet<>(given.keySet());
            names.addAll(kept.keySet());
            return names;
        }
    }

    private static boolean isGiven(@Nullable KeptStage result) {
        return result != null && result.getProvenance().getSource().equals(GIVEN);
    }

    /** Without assets that this release has no more. */
    private static List<String> known(AssetCatalog catalog, List<String> assets) {
        return assets.stream().filter(name -> catalog.find(name).isPresent()).toList();
    }

    /** As the base had them. */
    private static Map<String, String> versions(
            Base base, List<String> regenerated, Set<String> kept, Map<String, String> production) {
        Map<String, String> versions = new HashMap<>();
        List<String> all = new ArrayList<>(regenerated);
        all.addAll(kept);
        for (String name : all) {
            String version = base.versions().get(name);
            String otherwise = production.get(name);
            if (version != null) {
                versions.put(name, version);
            } else if (otherwise != null && regenerated.contains(name)) {
                versions.put(name, otherwise);
            }
        }
        return versions;
    }
}
