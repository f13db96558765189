package com.blossomer.gtm.platform.kafka;

import com.blossomer.gtm.catalog.AssetCatalog;
import com.blossomer.gtm.catalog.PromptLibrary;
import com.blossomer.gtm.events.PromptRecord;
import com.blossomer.gtm.platform.Component;
import com.blossomer.gtm.topics.Topics;
import java.util.Map;

/**
 * {@code gtm.prompts} in this process: whole once started, and followed from then on. One bean of a process, made by the
 * first module that needs it. Thread-safe.
 */
public final class Prompts implements Component {

    private final CompactedView<PromptRecord> view;
    private final PromptLibrary library;

    public Prompts(KafkaClients kafka, AssetCatalog catalog) {
        this.view = new CompactedView<>(kafka, Topics.PROMPTS);
        this.library = new PromptLibrary(catalog, view::get);
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
