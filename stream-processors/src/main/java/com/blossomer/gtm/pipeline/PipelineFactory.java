package com.blossomer.gtm.pipeline;

import com.blossomer.gtm.cost.Prices;
import com.blossomer.gtm.platform.kafka.ExtraTopics;
import com.blossomer.gtm.platform.kafka.Prompts;
import io.micronaut.context.annotation.Factory;
import io.micronaut.context.annotation.Property;
import io.micronaut.context.annotation.Requires;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.admin.NewTopic;
import org.jspecify.annotations.Nullable;

/** Wires the rules. */
@Factory
@Requires(property = "blossomer.roles.pipeline", value = "true", defaultValue = "true")
final class PipelineFactory {

    @Singleton
    SitePipeline pipeline(
            ModelSettings models,
            PipelineSettings settings,
            Prompts prompts,
            @Property(name = "blossomer.llm.prices", defaultValue = "") String prices,
            @Nullable @Property(name = "blossomer.openai.api-key") String openAiKey,
            @Nullable @Property(name = "blossomer.openai.base-url") String openAiUrl,
            @Nullable @Property(name = "blossomer.anthropic.api-key") String anthropicKey,
            @Nullable @Property(name = "blossomer.gemini.api-key") String geminiKey) {
        Set<DefaultModels> configured = EnumSet.noneOf(DefaultModels.class);
        if (openAiKey != null || openAiUrl != null) {
            configured.add(DefaultModels.OPENAI);
        }
        if (anthropicKey != null) {
            configured.add(DefaultModels.ANTHROPIC);
        }
        if (geminiKey != null) {
            configured.add(DefaultModels.GEMINI);
        }
        return new SitePipeline(prompts.library(), models.plan(configured), Prices.parse(prices), settings);
    }

    /** Prompts are rendered here. */
    @Singleton
    @Named("pipeline")
    Prompts.Wanted prompts() {
        return new Prompts.Wanted();
    }

    /** Streams would make its changelogs on the fly; topics made a moment before they are written to are a hazard. */
    @Singleton
    ExtraTopics changelogs(PipelineSettings settings) {
        return kafka -> SiteTopology.changelogs(settings.applicationId()).stream()
                .map(name -> new NewTopic(name, kafka.sitePartitions(), kafka.replicationFactor())
                        .configs(Map.of("cleanup.policy", "compact", "max.message.bytes", "8388608")))
                .toList();
    }
}
