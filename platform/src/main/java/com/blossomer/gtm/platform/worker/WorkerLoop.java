package com.blossomer.gtm.platform.worker;

import com.blossomer.gtm.platform.Component;
import com.blossomer.gtm.platform.kafka.KafkaClients;
import com.blossomer.gtm.topics.Topic;
import io.micrometer.core.instrument.MeterRegistry;
import org.apache.avro.specific.SpecificRecord;

/** Runs the tasks of a topic. */
public final class WorkerLoop<T extends SpecificRecord, R extends SpecificRecord> implements Component {

    private final WorkerSettings settings;

    public WorkerLoop(
            KafkaClients clients,
            Topic<T> tasks,
            TaskHandler<T, R> handler,
            WorkerSettings settings,
            MeterRegistry registry) {
        this.settings = settings;
    }

    @Override
    public String name() {
        return settings.group();
    }

    @Override
    public int phase() {
        return 20;
    }

    @Override
    public void start() {
        throw new UnsupportedOperationException("to come");
    }

    @Override
    public void stop() {}

    @Override
    public Health health() {
        return new Health(false, "to come");
    }
}
