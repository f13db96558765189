package com.blossomer.gtm.platform;

import com.blossomer.gtm.platform.kafka.TopicProvisioner;
import io.micronaut.context.BeanProvider;
import io.micronaut.context.event.ShutdownEvent;
import io.micronaut.context.event.StartupEvent;
import io.micronaut.runtime.event.annotation.EventListener;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Starts every {@link Component} when the application context has started, which is before the HTTP server serves: topics
 * first, then phase by phase. Stops them in reverse when the context closes. A component that cannot start stops those that
 * have, and the start of the context fails with its exception.
 */
@Singleton
public final class Components {

    private static final Logger LOG = LoggerFactory.getLogger(Components.class);

    private final ComponentSettings settings;
    private final ConfigurationCheck configuration;
    private final BeanProvider<TopicProvisioner> topics;
    private final BeanProvider<Component> beans;
    private final List<Component> started = new ArrayList<>();
    private final AtomicBoolean running = new AtomicBoolean();

    Components(
            ComponentSettings settings,
            ConfigurationCheck configuration,
            BeanProvider<TopicProvisioner> topics,
            BeanProvider<Component> beans) {
        this.settings = settings;
        this.configuration = configuration;
        this.topics = topics;
        this.beans = beans;
    }

    @EventListener
    void onStartup(StartupEvent event) {
        configuration.run();
        if (settings.enabled()) {
            start();
        }
    }

    @EventListener
    void onShutdown(ShutdownEvent event) {
        stop();
    }

    private void start() {
        List<Component> all = beans.stream()
                .sorted(Comparator.comparingInt(Component::phase).thenComparing(Component::name))
                .toList();
        if (all.isEmpty() || !running.compareAndSet(false, true)) {
            return;
        }
        try {
            topics.get().provision();
            all.forEach(this::start);
        } catch (RuntimeException e) {
            stop();
            throw e;
        }
    }

    private void start(Component component) {
        long begin = System.nanoTime();
        synchronized (started) {
            started.add(component);
        }
        component.start();
        LOG.atInfo()
                .addKeyValue("component", component.name())
                .addKeyValue("ms", (System.nanoTime() - begin) / 1_000_000)
                .log("started");
    }

    /** Stops all that started, the last first. Does nothing the second time. */
    @PreDestroy
    public void stop() {
        List<Component> toStop;
        synchronized (started) {
            toStop = List.copyOf(started).reversed();
            started.clear();
        }
        for (Component component : toStop) {
            try {
                component.stop();
                LOG.atInfo().addKeyValue("component", component.name()).log("stopped");
            } catch (RuntimeException e) {
                LOG.atError()
                        .addKeyValue("component", component.name())
                        .setCause(e)
                        .log("did not stop cleanly");
            }
        }
        running.set(false);
    }

    /** The state of every component that was started, by name. */
    public Map<String, Component.Health> health() {
        Map<String, Component.Health> states = new LinkedHashMap<>();
        synchronized (started) {
            started.forEach(component -> states.put(component.name(), component.health()));
        }
        return states;
    }
}
