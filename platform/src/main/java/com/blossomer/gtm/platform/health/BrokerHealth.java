package com.blossomer.gtm.platform.health;

import com.blossomer.gtm.platform.kafka.KafkaClients;
import io.micronaut.management.health.indicator.annotation.Readiness;
import io.micronaut.scheduling.TaskExecutors;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.jspecify.annotations.Nullable;

/** Whether the broker answers. */
@Singleton
@Readiness
final class BrokerHealth extends BackendHealth {

    private static final int SECONDS = 3;

    private final KafkaClients clients;
    private @Nullable Admin admin;

    BrokerHealth(KafkaClients clients, @Named(TaskExecutors.BLOCKING) ExecutorService blocking) {
        super("kafka", blocking);
        this.clients = clients;
    }

    @Override
    Map<String, Object> ask() throws Exception {
        int nodes =
                admin().describeCluster().nodes().get(SECONDS, TimeUnit.SECONDS).size();
        return Map.of("bootstrap_servers", clients.settings().bootstrapServers(), "nodes", nodes);
    }

    private synchronized Admin admin() {
        if (admin == null) {
            admin = clients.admin();
        }
        return admin;
    }

    @PreDestroy
    synchronized void close() {
        if (admin != null) {
            admin.close(java.time.Duration.ofSeconds(1));
        }
    }
}
