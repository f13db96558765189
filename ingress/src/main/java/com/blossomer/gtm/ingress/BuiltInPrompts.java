package com.blossomer.gtm.ingress;

import com.blossomer.gtm.catalog.AssetType;
import com.blossomer.gtm.catalog.PromptLibrary;
import com.blossomer.gtm.events.PromptRecord;
import com.blossomer.gtm.events.PromptVersion;
import com.blossomer.gtm.platform.Component;
import com.blossomer.gtm.platform.Ids;
import com.blossomer.gtm.platform.kafka.CommandLog;
import com.blossomer.gtm.platform.kafka.Prompts;
import com.blossomer.gtm.topics.Topics;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Publishes the versions that this release brings along, so that runs pinned to them, and replays of them, outlive it. Once:
 * a version that is there already is left alone.
 */
@Singleton
final class BuiltInPrompts implements Component {

    private static final Logger LOG = LoggerFactory.getLogger(BuiltInPrompts.class);

    private final CommandLog log;
    private final Prompts prompts;
    private final IngressSettings settings;
    private final Ids ids;
    private final Clock clock;

    BuiltInPrompts(CommandLog log, Prompts prompts, IngressSettings settings, Ids ids, Clock clock) {
        this.log = log;
        this.prompts = prompts;
        this.settings = settings;
        this.ids = ids;
        this.clock = clock;
    }

    @Override
    public String name() {
        return "built-in-prompts";
    }

    @Override
    public int phase() {
        return 5;
    }

    @Override
    public void start() {
        for (AssetType asset : prompts.library().catalog().all()) {
            PromptVersion version = PromptLibrary.version(asset);
            String key = PromptLibrary.versionKey(PromptLibrary.EVERYBODY, asset.name(), version.getVersion());
            PromptRecord known = prompts.records().get(key);
            if (known == null) {
                publish(key, asset, version);
            } else if (!((PromptVersion) known.getBody()).getHash().equals(version.getHash())) {
                LOG.atWarn()
                        .addKeyValue("asset", asset.name())
                        .addKeyValue("version", version.getVersion())
                        .log("the prompt was changed without a new version; give it one in its asset.yaml");
            }
        }
    }

    @SuppressWarnings("FutureReturnValueIgnored") // the next start does what this one could not
    private void publish(String key, AssetType asset, PromptVersion version) {
        PromptRecord record = PromptRecord.newBuilder()
                .setTenant(PromptLibrary.EVERYBODY)
                .setAsset(asset.name())
                .setOccurredAt(Instant.now(clock).truncatedTo(ChronoUnit.MILLIS))
                .setTraceId(ids.traceId())
                .setBody(version)
                .build();
        log.append(Topics.PROMPTS, key, record, settings.produceTimeout()).exceptionally(failure -> {
            LOG.atWarn().addKeyValue("asset", asset.name()).setCause(failure).log("its prompt could not be published");
            return null;
        });
    }

    @Override
    public void stop() {
        // nothing is left running
    }

    @Override
    public Health health() {
        return new Health(true, "published");
    }
}
