package com.blossomer.gtm.embedded;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import kafka.server.BrokerServer;
import kafka.server.ControllerServer;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import kafka.server.Server;
import kafka.server.SharedServer;
import kafka.server.StandardFaultHandlerFactory;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.errors.BrokerIdNotRegisteredException;
import org.apache.kafka.common.errors.NotControllerException;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.raft.QuorumConfig;
import org.apache.kafka.server.ServerSocketFactory;
import org.apache.kafka.server.common.MetadataVersion;
import org.apache.kafka.storage.internals.checkpoint.CleanShutdownFileHandler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A Kafka broker and its controller in this JVM. Its data outlive it, also when the JVM is killed; the addresses may
 * change from one start to the next. All of Kafka's internal classes are used here and nowhere else.
 */
public final class EmbeddedKafka implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(EmbeddedKafka.class);
    private static final String LOOPBACK = "127.0.0.1";

    private static final int NODE = 1;
    private static final Duration CONTROLLER_PATIENCE = Duration.ofSeconds(30);

    private final ControllerServer controller;
    private final BrokerServer broker;
    private final int port;
    private final AtomicBoolean closed = new AtomicBoolean();

    private EmbeddedKafka(ControllerServer controller, BrokerServer broker, int port) {
        this.controller = controller;
        this.broker = broker;
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
            boolean killed = !format(logs) && !new CleanShutdownFileHandler(logs.toString()).exists();
            EmbeddedKafka kafka = of(new KafkaConfig(properties(logs, broker, controller), false), broker);
            kafka.start(() -> {
                if (killed) {
                    forgetKilled(LOOPBACK + ":" + controller);
                }
            });
            ports.save();
            return kafka;
        } catch (IOException e) {
            throw new UncheckedIOException("The broker's data directory " + dataDir + " cannot be used", e);
        }
    }

    /** What {@link KafkaRaftServer} is made of, in two parts that are started one after the other. */
    private static EmbeddedKafka of(KafkaConfig config, int port) {
        var directories = KafkaRaftServer.initializeLogDirs(config, LOG, "");
        var metrics = Server.initializeMetrics(
                config, Time.SYSTEM, directories._1().clusterId().orElseThrow());
        SharedServer shared = new SharedServer(
                config,
                directories._1(),
                Time.SYSTEM,
                metrics,
                CompletableFuture.completedFuture(
                        QuorumConfig.parseVoterConnections(config.quorumConfig().voters())),
                List.of(),
                new StandardFaultHandlerFactory(),
                ServerSocketFactory.INSTANCE);
        return new EmbeddedKafka(
                new ControllerServer(shared, KafkaRaftServer.configSchema(), directories._2()),
                new BrokerServer(shared),
                port);
    }

    private void start(Runnable betweenControllerAndBroker) {
        controller.startup();
        try {
            betweenControllerAndBroker.run();
            broker.startup();
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    /**
     * Takes the registration of a broker that was killed off the controller, before its successor starts. Left to run out, it lets the
     * successor believe that it leads all partitions already: its transaction coordinator begins to send the markers of pending
     * transactions, and takes a partition for deleted as soon as the registration ends and the partition has no leader. Its transaction
     * stays open there for good ({@code docs/adr/0024}).
     */
    private static void forgetKilled(String controllerAddress) {
        try (Admin admin = Admin.create(Map.of("bootstrap.controllers", controllerAddress))) {
            long deadline = System.nanoTime() + CONTROLLER_PATIENCE.toNanos();
            while (!forgotten(admin, deadline)) {
                Thread.sleep(20);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while the broker was started", e);
        }
    }

    private static boolean forgotten(Admin admin, long deadline) throws InterruptedException {
        try {
            admin.unregisterBroker(NODE).all().get();
            return true;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof BrokerIdNotRegisteredException) {
                return true;
            }
            // Just after its start the controller is not the active one yet, which the client does not try again by
            // itself.
            if (e.getCause() instanceof NotControllerException && System.nanoTime() < deadline) {
                return false;
            }
            throw new IllegalStateException("The controller refuses to forget a killed broker", e.getCause());
        }
    }

    /** What clients connect to. */
    public String bootstrapServers() {
        return LOOPBACK + ":" + port;
    }

    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            broker.shutdown();
            controller.shutdown();
        }
    }

    /** Whether there was nothing yet. */
    private static boolean format(Path logs) throws IOException {
        if (Files.exists(logs.resolve("meta.properties"))) {
            return false;
        }
        Formatter formatter = new Formatter()
                .setClusterId(Uuid.randomUuid().toString())
                .setNodeId(NODE)
                .setDirectories(List.of(logs.toString()))
                .setMetadataLogDirectory(logs.toString())
                .setControllerListenerName("CONTROLLER")
                .setReleaseVersion(MetadataVersion.LATEST_PRODUCTION)
                .setIgnoreFormatted(true)
                .setPrintStream(new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8));
        try {
            formatter.run();
            return true;
        } catch (IOException e) {
            throw e;
        } catch (Exception e) {
            throw new IOException("Formatting " + logs + " failed", e);
        }
    }

    private static Properties properties(Path logs, int broker, int controller) {
        Properties p = new Properties();
        p.put("process.roles", "broker,controller");
        p.put("node.id", Integer.toString(NODE));
        p.put("controller.quorum.voters", NODE + "@" + LOOPBACK + ":" + controller);
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
        // No other broker could take over, so that a broker too busy to be heard of keeps its partitions.
        p.put("broker.session.timeout.ms", "60000");
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
