package com.blossomer.gtm.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.blossomer.gtm.embedded.EmbeddedKafka;
import com.blossomer.gtm.standalone.ChildJvm;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.ProducerState;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A broker in a process of its own, killed while transactions are committed. */
@Order(2)
class KilledBrokerTest {

    private static final int PRODUCERS = 16;
    private static final int PARTITIONS = 24;
    private static final int KILLS = 3;
    private static final String TOPIC = "ledger";
    private static final String SERVES = "serves ";

    @TempDir
    Path directory;

    /** The broker, until it is killed. */
    static final class Broker {

        public static void main(String[] arguments) throws InterruptedException {
            EmbeddedKafka kafka = EmbeddedKafka.start(Path.of(arguments[0]), 0);
            System.out.println(SERVES + kafka.bootstrapServers());
            Thread.currentThread().join();
        }
    }

    /** Without any later transaction of the same producer, whose markers would end the open one. */
    @Test
    void no_transaction_stays_open_after_a_kill() throws Exception {
        for (int kill = 0; kill <= KILLS; kill++) {
            ChildJvm broker = start(kill);
            try {
                String address = address(broker);
                if (kill == 0) {
                    createTopic(address);
                } else {
                    assertThat(openTransactions(address, kill - 1))
                            .as("after kill %d", kill)
                            .isEmpty();
                }
                if (kill < KILLS) {
                    killWhileCommitting(broker, address, kill);
                }
            } finally {
                broker.kill();
            }
        }
    }

    private static void killWhileCommitting(ChildJvm broker, String address, int kill) throws Exception {
        AtomicBoolean running = new AtomicBoolean(true);
        AtomicInteger committed = new AtomicInteger();
        try (var threads = Executors.newFixedThreadPool(PRODUCERS)) {
            List<Future<?>> producers = new ArrayList<>();
            for (int i = 0; i < PRODUCERS; i++) {
                String id = kill + "-" + i;
                Random random = new Random(i);
                producers.add(threads.submit(() -> commitUntilItFails(address, id, random, running, committed)));
            }
            while (committed.get() < 20 * PRODUCERS) {
                Thread.sleep(10);
            }
            broker.kill();
            running.set(false);
            for (Future<?> producer : producers) {
                producer.get();
            }
        }
    }

    @SuppressWarnings("FutureReturnValueIgnored") // The commit fails when a record could not be sent.
    private static void commitUntilItFails(
            String address, String id, Random random, AtomicBoolean running, AtomicInteger committed) {
        KafkaProducer<String, String> producer = producer(address, id);
        try {
            producer.initTransactions();
            while (running.get()) {
                producer.beginTransaction();
                for (int record = 0; record < 6; record++) {
                    producer.send(new ProducerRecord<>(TOPIC, random.nextInt(PARTITIONS), "key", "value"));
                }
                producer.commitTransaction();
                committed.incrementAndGet();
            }
        } catch (KafkaException e) {
            assertThat(running).as("only a killed broker ends it").isFalse();
        } finally {
            producer.close(Duration.ZERO);
        }
    }

    /** What is still open once every producer has begun anew. */
    private static List<String> openTransactions(String address, int kill) throws Exception {
        for (int i = 0; i < PRODUCERS; i++) {
            try (KafkaProducer<String, String> producer = producer(address, kill + "-" + i)) {
                producer.initTransactions();
            }
        }
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", address))) {
            List<TopicPartition> partitions = IntStream.range(0, PARTITIONS)
                    .mapToObj(partition -> new TopicPartition(TOPIC, partition))
                    .toList();
            List<String> open = new ArrayList<>();
            admin.describeProducers(partitions).all().get().forEach((partition, state) -> {
                for (ProducerState producer : state.activeProducers()) {
                    if (producer.currentTransactionStartOffset().isPresent()) {
                        open.add(partition + " since "
                                + producer.currentTransactionStartOffset().getAsLong());
                    }
                }
            });
            return open;
        }
    }

    private static KafkaProducer<String, String> producer(String address, String id) {
        return new KafkaProducer<>(
                Map.of(
                        "bootstrap.servers", address,
                        "transactional.id", id,
                        "max.block.ms", 3_000,
                        "request.timeout.ms", 2_000,
                        "delivery.timeout.ms", 3_000,
                        "linger.ms", 0),
                new StringSerializer(),
                new StringSerializer());
    }

    private static void createTopic(String address) throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", address))) {
            admin.createTopics(List.of(new NewTopic(TOPIC, PARTITIONS, (short) 1)))
                    .all()
                    .get();
        }
    }

    private ChildJvm start(int number) throws IOException {
        return ChildJvm.start(
                Broker.class,
                List.of("-XX:+UseSerialGC"),
                List.of(directory.resolve("data").toString()),
                Map.of(),
                directory.resolve("broker-" + number + ".log"));
    }

    private static String address(ChildJvm broker) {
        return await().atMost(Duration.ofMinutes(1))
                .failFast("it ended", () -> !broker.process().isAlive())
                .until(
                        () -> broker.output()
                                .lines()
                                .filter(line -> line.startsWith(SERVES))
                                .findFirst(),
                        Optional::isPresent)
                .orElseThrow()
                .substring(SERVES.length());
    }
}
