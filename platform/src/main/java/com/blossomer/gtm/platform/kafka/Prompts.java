package com.blossomer.gtm.platform.kafka;

import com.blossomer.gtm.catalog.AssetCatalog;
import com.blossomer.gtm.catalog.PromptLibrary;
import com.blossomer.gtm.events.PromptRecord;
import com.blossomer.gtm.platform.Component;
import com.blossomer.gtm.topics.Topics;
import io.micronaut.context.annotation.Requires;
import jakarta.inject.Singleton;
import java.util.Map;

/**
 * {@code gtm.prompts} in this process: whole once started, and followed from then on. One bean of a process, where a module
 * of it says with a bean of {@link Wanted} that it needs prompts. Thread-safe.
 */
@Singleton
@Requires(beans = Prompts.Wanted.class)
public final class Prompts implements Component {

    /** Says that prompts are needed in this process. */
    public record Wanted() {}

    private final CompactedView<PromptRecord> view;
    private final PromptLibrary library;

    Prompts(KafkaClients kafka) {
        this.view = new CompactedView<>(kafka, Topics.PROMPTS);
        this.library = new PromptLibrary(AssetCatalog.load(), view::get);
    }

    public PromptLibrary library() {
        return library;
    }

    /** Every published version and label, by the keys of {@link PromptLibrary}. */
    public Map<String, PromptRecord> records() {
        return view.all();
    }

    @Override
    public String name() {
        return view.name();
    }

    @Override
    public int phase() {
        return view.phase();
    }

    @Override
    public void start() {
        view.start();
    }

    @Override
    public void stop() {
        view.stop();
    }

    @Override
    public Health health() {
        return view.health();
    }
}
