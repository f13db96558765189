package com.blossomer.gtm.ingress;

import com.blossomer.gtm.catalog.AssetType;
import com.blossomer.gtm.catalog.PromptLibrary;
import com.blossomer.gtm.events.PromptLabel;
import com.blossomer.gtm.events.PromptRecord;
import com.blossomer.gtm.events.PromptVersion;
import com.blossomer.gtm.ingress.Campaigns.Caller;
import com.blossomer.gtm.platform.kafka.CommandLog;
import com.blossomer.gtm.platform.kafka.Prompts;
import com.blossomer.gtm.topics.Topics;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Publishes versions of prompts and moves labels, on {@code gtm.prompts}; what it has stored it also shows. */
@Singleton
final class PromptVersions {

    /** A version is named by what is in it, so that publishing the same twice makes one. */
    private static final int NAME_LENGTH = 12;

    private static final long PAUSE_MILLIS = 10;

    private final CommandLog log;
    private final Prompts prompts;
    private final IngressSettings settings;
    private final Clock clock;

    PromptVersions(CommandLog log, Prompts prompts, IngressSettings settings, Clock clock) {
        this.log = log;
        this.prompts = prompts;
        this.settings = settings;
        this.clock = clock;
    }

    /**
     * A version as it is listed.
     *
     * @param asset the asset with this version
     * @param publishedAt null for one that the release brings along
     */
    record Known(
            AssetType asset,
            PromptVersion version,
            @Nullable Instant publishedAt,
            boolean builtIn,
            List<String> labels) {}

    /** What publishing came to. */
    record Published(Known known, boolean isNew) {}

    /** What is on Kafka, but not in force here within the time that a request waits. */
    static final class NotInForce extends Exception {
        private static final long serialVersionUID = 1L;

        NotInForce(String what, @Nullable Throwable cause) {
            super(what, cause);
        }
    }

    /** Label to version, {@code production} always among them. */
    Map<String, String> labels(String tenant, AssetType asset) {
        Map<String, String> labels = new TreeMap<>();
        labels.put(PromptLibrary.PRODUCTION, asset.prompt().version());
        prompts.records().forEach((key, record) -> {
            if (key.startsWith(PromptLibrary.labelKey(tenant, asset.name(), ""))
                    && record.getBody() instanceof PromptLabel label) {
                labels.put(label.getLabel(), label.getVersion());
            }
        });
        return labels;
    }

    /** Newest first, those of the release last. */
    List<Known> of(String tenant, AssetType asset) {
        Map<String, String> labels = labels(tenant, asset);
        Stream<Known> published = prompts.records().entrySet().stream()
                .filter(entry -> entry.getKey().startsWith(PromptLibrary.versionKey(tenant, asset.name(), ""))
                        || entry.getKey()
                                .startsWith(PromptLibrary.versionKey(PromptLibrary.EVERYBODY, asset.name(), "")))
                .map(Map.Entry::getValue)
                .filter(record -> !name(record).equals(asset.prompt().version()))
                .map(record -> known(asset, record, labels));
        Known builtIn = new Known(
                asset,
                PromptLibrary.version(asset),
                null,
                true,
                pointing(labels, asset.prompt().version()));
        return Stream.concat(published, Stream.of(builtIn))
                .sorted(Comparator.comparing(
                                (Known known) -> known.publishedAt() == null ? Instant.EPOCH : known.publishedAt())
                        .reversed())
                .toList();
    }

    /** @param name of a version or a label */
    Optional<Known> find(String tenant, AssetType asset, String name) {
        String version = prompts.library().labelled(tenant, asset.name(), name).orElse(name);
        return of(tenant, asset).stream()
                .filter(known -> known.version().getVersion().equals(version))
                .findFirst();
    }

    /**
     * Publishes a version, unless the same one is there.
     *
     * @param draft its own name and hash do not matter
     * @throws IllegalStateException saying what is wrong with it
     */
    Published publish(AssetType asset, PromptVersion draft, Caller caller) throws InterruptedException, NotInForce {
        String hash = PromptLibrary.compile(asset, draft).prompt().hash();
        Optional<Known> same = of(caller.tenant(), asset).stream()
                .filter(known -> known.version().getHash().equals(hash))
                .findFirst();
        if (same.isPresent()) {
            return new Published(same.get(), false);
        }
        PromptVersion version = PromptVersion.newBuilder(draft)
                .setVersion(hash.substring(0, NAME_LENGTH))
                .setHash(hash)
                .build();
        String key = PromptLibrary.versionKey(caller.tenant(), asset.name(), version.getVersion());
        store(key, record(caller, asset, version), () -> prompts.records().containsKey(key));
        return new Published(
                find(caller.tenant(), asset, version.getVersion())
                        .orElseThrow(() -> new IllegalStateException("what was stored is not there: " + key)),
                true);
    }

    /** Lets a label point at a version that is known. */
    void label(AssetType asset, String label, String version, Caller caller) throws InterruptedException, NotInForce {
        String key = PromptLibrary.labelKey(caller.tenant(), asset.name(), label);
        store(
                key,
                record(caller, asset, new PromptLabel(label, version)),
                () -> prompts.library()
                        .labelled(caller.tenant(), asset.name(), label)
                        .equals(Optional.of(version)));
    }

    private void store(String key, PromptRecord record, BooleanSupplier inForce)
            throws InterruptedException, NotInForce {
        try {
            log.append(Topics.PROMPTS, key, record, settings.produceTimeout()).get();
        } catch (ExecutionException e) {
            throw new NotInForce("Kafka did not take it", e);
        }
        long deadline = System.nanoTime() + settings.produceTimeout().toNanos();
        while (!inForce.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new NotInForce("it is stored, but was not read back in time", null);
            }
            Thread.sleep(PAUSE_MILLIS);
        }
    }

    private PromptRecord record(Caller caller, AssetType asset, Object body) {
        return PromptRecord.newBuilder()
                .setTenant(caller.tenant())
                .setAsset(asset.name())
                .setOccurredAt(Instant.now(clock).truncatedTo(ChronoUnit.MILLIS))
                .setTraceId(caller.traceId())
                .setBody(body)
                .build();
    }

    private Known known(AssetType asset, PromptRecord record, Map<String, String> labels) {
        PromptVersion version = (PromptVersion) record.getBody();
        return new Known(
                prompts.library()
                        .find(record.getTenant(), asset.name(), version.getVersion())
                        .orElse(asset),
                version,
                record.getOccurredAt(),
                record.getTenant().equals(PromptLibrary.EVERYBODY),
                pointing(labels, version.getVersion()));
    }

    private static String name(PromptRecord record) {
        return ((PromptVersion) record.getBody()).getVersion();
    }

    private static List<String> pointing(Map<String, String> labels, String version) {
        return labels.entrySet().stream()
                .filter(label -> Objects.equals(label.getValue(), version))
                .map(Map.Entry::getKey)
                .toList();
    }
}
