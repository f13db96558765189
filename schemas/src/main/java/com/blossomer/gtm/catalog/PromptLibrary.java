package com.blossomer.gtm.catalog;

import com.blossomer.gtm.events.PromptLabel;
import com.blossomer.gtm.events.PromptRecord;
import com.blossomer.gtm.events.PromptVersion;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Every version of every asset's prompt: those that this release brings along, those of other releases, and those that a
 * tenant published. A version never changes, so each is compiled once. Labels point at versions, and move. Thread-safe.
 */
public final class PromptLibrary {

    /** The label that new campaigns are made with; the version that the release brings along, until it is moved. */
    public static final String PRODUCTION = "production";

    /** In the place of the tenant: versions that releases bring along. */
    public static final String EVERYBODY = "*";

    private final AssetCatalog catalog;
    private final Records records;
    private final Map<String, AssetType> compiled = new ConcurrentHashMap<>();

    /** Where published versions and labels are, by the keys of this class. */
    public interface Records {
        @Nullable
        PromptRecord get(String key);
    }

    public PromptLibrary(AssetCatalog catalog, Records records) {
        this.catalog = catalog;
        this.records = records;
    }

    /** Only what this release brings along. */
    public static PromptLibrary builtIn(AssetCatalog catalog) {
        return new PromptLibrary(catalog, key -> null);
    }

    /** The assets as this release brings them along. */
    public AssetCatalog catalog() {
        return catalog;
    }

    public static String versionKey(String tenant, String asset, String version) {
        return tenant + "/" + asset + "/versions/" + version;
    }

    public static String labelKey(String tenant, String asset, String label) {
        return tenant + "/" + asset + "/labels/" + label;
    }

    /** The asset as this version of its prompt makes it; empty where no such version is known, or not yet. */
    public Optional<AssetType> find(String tenant, String asset, String version) {
        Optional<AssetType> builtIn = catalog.find(asset);
        if (builtIn.isEmpty() || builtIn.get().prompt().version().equals(version)) {
            return builtIn;
        }
        return published(versionKey(tenant, asset, version), builtIn.get())
                .or(() -> published(versionKey(EVERYBODY, asset, version), builtIn.get()));
    }

    private Optional<AssetType> published(String key, AssetType builtIn) {
        AssetType known = compiled.get(key);
        PromptRecord record = known == null ? records.get(key) : null;
        if (record != null) {
            known = compile(builtIn, (PromptVersion) record.getBody());
            compiled.put(key, known);
        }
        return Optional.ofNullable(known);
    }

    /** The version that a label points at; empty where there is no such label. */
    public Optional<String> labelled(String tenant, String asset, String label) {
        PromptRecord record = records.get(labelKey(tenant, asset, label));
        if (record != null) {
            return Optional.of(((PromptLabel) record.getBody()).getVersion());
        }
        return label.equals(PRODUCTION)
                ? catalog.find(asset).map(type -> type.prompt().version())
                : Optional.empty();
    }

    /** What a run that starts now is made with: asset to version. */
    public Map<String, String> production(String tenant, Collection<AssetType> assets) {
        Map<String, String> versions = new LinkedHashMap<>();
        for (AssetType asset : assets) {
            labelled(tenant, asset.name(), PRODUCTION).ifPresent(version -> versions.put(asset.name(), version));
        }
        return versions;
    }

    /**
     * An asset with another version of its prompt: templates compiled and tried out on sample inputs, schema and settings
     * checked.
     *
     * @throws IllegalStateException saying what is wrong with the version
     */
    public static AssetType compile(AssetType asset, PromptVersion version) {
        return AssetFolder.of(asset, version).type();
    }

    /** What {@link #compile} would make the same asset of again. */
    public static PromptVersion version(AssetType asset) {
        Prompt prompt = asset.prompt();
        return PromptVersion.newBuilder()
                .setVersion(prompt.version())
                .setHash(prompt.hash())
                .setSystem(prompt.texts().system())
                .setPrompt(prompt.texts().prompt())
                .setOutputSchema(prompt.texts().outputSchema())
                .setTier(asset.tier().name().toLowerCase(Locale.ROOT))
                .setTemperature(asset.temperature())
                .setMaxOutputTokens(asset.maxOutputTokens())
                .build();
    }
}
