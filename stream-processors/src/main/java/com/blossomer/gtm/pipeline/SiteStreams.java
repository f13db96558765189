package com.blossomer.gtm.pipeline;

import com.blossomer.gtm.platform.Component;
import com.blossomer.gtm.platform.kafka.KafkaClients;
import com.blossomer.gtm.topics.Topics;
import io.micronaut.context.annotation.Requires;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs the topology. Poison goes to the dead letters; an infrastructure error replaces the thread, loudly. */
@Singleton
@Requires(property = "blossomer.roles.pipeline", value = "true", defaultValue = "true")
final class SiteStreams implements Component {

    private static final Logger log = LoggerFactory.getLogger(SiteStreams.class);
    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(10);
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final KafkaClients kafka;
    private final PipelineSettings settings;
    private final SitePipeline pipeline;
    private final CountDownLatch stopping = new CountDownLatch(1);
    private @Nullable KafkaStreams streams;

    SiteStreams(KafkaClients kafka, PipelineSettings settings, SitePipeline pipeline) {
        this.kafka = kafka;
        this.settings = settings;
        this.pipeline = pipeline;
    }

    @Override
    public String name() {
        return "site-pipeline";
    }

    @Override
    public void start() {
        KafkaStreams started = new KafkaStreams(
                SiteTopology.build(
                        pipeline, kafka::serde, settings.economyDeadline().plusHours(1)),
                properties());
        started.setUncaughtExceptionHandler(error -> {
            log.atError().setCause(error).log("stream thread failed and is replaced; its tasks are done again");
            pause();
            return StreamThreadExceptionResponse.REPLACE_THREAD;
        });
        started.start();
        streams = started;
    }

    /** On the thread that failed: what ails it (a registry that is away) is seldom over at once. */
    private void pause() {
        try {
            if (stopping.await(PAUSE.toMillis(), TimeUnit.MILLISECONDS)) {
                log.atDebug().log("stopping");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void stop() {
        stopping.countDown();
        KafkaStreams running = streams;
        if (running != null) {
            running.close(STOP_TIMEOUT);
        }
    }

    @Override
    public Health health() {
        KafkaStreams running = streams;
        KafkaStreams.State state = running == null ? KafkaStreams.State.CREATED : running.state();
        return new Health(state == KafkaStreams.State.RUNNING, state.name());
    }

    private Properties properties() {
        Map<String, Object> config = new HashMap<>(kafka.settings().common());
        config.put(StreamsConfig.APPLICATION_ID_CONFIG, settings.applicationId());
        config.put(StreamsConfig.STATE_DIR_CONFIG, settings.stateDir());
        config.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, settings.threads());
        config.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
        config.put(
                StreamsConfig.COMMIT_INTERVAL_MS_CONFIG,
                settings.commitInterval().toMillis());
        config.put(StreamsConfig.POLL_MS_CONFIG, 20);
        config.put(StreamsConfig.STATESTORE_CACHE_MAX_BYTES_CONFIG, 0);
        config.put(
                StreamsConfig.REPLICATION_FACTOR_CONFIG, (int) kafka.settings().replicationFactor());
        config.put(StreamsConfig.ROCKSDB_CONFIG_SETTER_CLASS_CONFIG, BoundedRocksDb.class);
        config.put(StreamsConfig.DESERIALIZATION_EXCEPTION_HANDLER_CLASS_CONFIG, UnreadableToDeadLetters.class);
        config.put(StreamsConfig.PROCESSING_EXCEPTION_HANDLER_CLASS_CONFIG, UnprocessableToDeadLetters.class);
        config.put(StreamsConfig.ERRORS_DEAD_LETTER_QUEUE_TOPIC_NAME_CONFIG, Topics.DEAD_LETTERS);
        config.put(StreamsConfig.producerPrefix("compression.type"), "lz4");
        // Nobody reads a record before its transaction is committed, and a commit sends whatever waits: fewer, larger
        // requests.
        config.put(StreamsConfig.producerPrefix("linger.ms"), 100);
        config.put(StreamsConfig.producerPrefix("batch.size"), 128 * 1024);
        config.put(StreamsConfig.producerPrefix("transaction.timeout.ms"), 10_000);
        config.put(StreamsConfig.consumerPrefix("fetch.max.wait.ms"), 500);
        config.put(StreamsConfig.consumerPrefix("session.timeout.ms"), 10_000);
        Properties properties = new Properties();
        properties.putAll(config);
        return properties;
    }
}
