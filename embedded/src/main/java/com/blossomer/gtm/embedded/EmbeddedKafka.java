package com.blossomer.gtm.embedded;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicBoolean;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.MetadataVersion;

/**
 * A Kafka broker and its controller in this JVM. Its data outlive it, also when the JVM is killed; the addresses may
 * change from one start to the next. All of Kafka's internal classes are used here and nowhere else.
 */
public final class EmbeddedKafka implements AutoCloseable {

    private static final String LOOPBACK = "127.0.0.1";

    private final KafkaRaftServer server;
    private final int port;
    private final AtomicBoolean closed = new AtomicBoolean();

    private EmbeddedKafka(KafkaRaftServer server, int port) {
        this.server = server;
        this.port = port;
    }

    /**
     * Starts and returns once the broker serves.
     *
     * @param port where to listen; 0 for the port this data directory had last, or a free one
     */
    public static EmbeddedKafka start(Path dataDir, int port) {
        Ports ports = Ports.of(dataDir.resolve("ports.properties"));
        int broker = port == 0 ? ports.get("broker") : port;
        int controller = ports.get("controller");
        try {
            Path logs = Files.createDirectories(dataDir.resolve("kafka"));
            format(logs);
            KafkaRaftServer server =
                    new KafkaRaftServer(new KafkaConfig(properties(logs, broker, controller), false), Time.SYSTEM);
            server.startup();
            ports.save();
            return new EmbeddedKafka(server, broker);
        } catch (IOException e) {
            throw new UncheckedIOException("The broker's data directory " + dataDir + " cannot be used", e);
        }
    }

    /** What clients connect to. */
    public String bootstrapServers() {
        return LOOPBACK + ":" + port;
    }

    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            server.shutdown();
            server.awaitShutdown();
        }
    }

    private static void format(Path logs) throws IOException {
        if (Files.exists(logs.resolve("meta.properties"))) {
            return;
        }
        Formatter formatter = new Formatter()
                .setClusterId(Uuid.randomUuid().toString())
                .setNodeId(1)
                .setDirectories(List.of(logs.toString()))
                .setMetadataLogDirectory(logs.toString())
                .setControllerListenerName("CONTROLLER")
                .setReleaseVersion(MetadataVersion.LATEST_PRODUCTION)
                .setIgnoreFormatted(true)
                .setPrintStream(new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8));
        try {
            formatter.run();
        } catch (IOException e) {
            throw e;
        } catch (Exception e) {
            throw new IOException("Formatting " + logs + " failed", e);
        }
    }

    private static Properties properties(Path logs, int broker, int controller) {
        Properties p = new Properties();
        p.put("process.roles", "broker,controller");
        p.put("node.id", "1");
        p.put("controller.quorum.voters", "1@" + LOOPBACK + ":" + controller);
        p.put("controller.listener.names", "CONTROLLER");
        p.put("listeners", "PLAINTEXT://" + LOOPBACK + ":" + broker + ",CONTROLLER://" + LOOPBACK + ":" + controller);
        p.put("advertised.listeners", "PLAINTEXT://" + LOOPBACK + ":" + broker);
        p.put("listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT");
        p.put("inter.broker.listener.name", "PLAINTEXT");
        p.put("log.dirs", logs.toString());
        p.put("auto.create.topics.enable", "false");
        p.put("message.max.bytes", "8388608");
        p.put("replica.fetch.max.bytes", "8388608");
        oneBroker(p);
        // A killed broker's session must end before the next start is let in.
        p.put("broker.session.timeout.ms", "2000");
        p.put("broker.heartbeat.interval.ms", "250");
        p.put("log.cleaner.dedupe.buffer.size", "4194304");
        p.put("group.initial.rebalance.delay.ms", "0");
        p.put("num.network.threads", "2");
        p.put("num.io.threads", "4");
        return p;
    }

    private static void oneBroker(Properties p) {
        for (String topic : List.of("offsets.topic", "transaction.state.log", "share.coordinator.state.topic")) {
            p.put(topic + ".replication.factor", "1");
        }
        p.put("transaction.state.log.min.isr", "1");
        p.put("share.coordinator.state.topic.min.isr", "1");
        p.put("offsets.topic.num.partitions", "4");
        p.put("transaction.state.log.num.partitions", "4");
        p.put("share.coordinator.state.topic.num.partitions", "1");
        p.put("default.replication.factor", "1");
        p.put("min.insync.replicas", "1");
    }
}
