package com.blossomer.gtm.embedded;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.blossomer.gtm.avro.AvroSerde;
import com.blossomer.gtm.avro.AvroSerializer;
import com.blossomer.gtm.events.BatchEvent;
import com.blossomer.gtm.events.Budget;
import com.blossomer.gtm.events.BudgetAnswer;
import com.blossomer.gtm.events.BudgetEntry;
import com.blossomer.gtm.events.CampaignCommand;
import com.blossomer.gtm.events.CampaignEvent;
import com.blossomer.gtm.events.ContentResult;
import com.blossomer.gtm.events.ContentTask;
import com.blossomer.gtm.events.PromptRecord;
import com.blossomer.gtm.events.PromptResult;
import com.blossomer.gtm.events.PromptTask;
import com.blossomer.gtm.events.Replay;
import com.blossomer.gtm.state.BudgetState;
import com.blossomer.gtm.state.Flight;
import com.blossomer.gtm.state.Reservation;
import com.blossomer.gtm.state.RunState;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/**
 * Confluent's own JavaScript client, and the one of KafkaJS, against our registry: they read what we write, and we read
 * what they write. Their packages are fetched by npm into {@code target/}; without npm or them the test is skipped.
 */
@Order(1)
class JavaScriptInteropTest {

    private static final Path SOURCES = Path.of("src/test/resources/javascript");
    private static final Path HOME = Path.of("target/javascript");
    private static final List<Class<? extends SpecificRecord>> TYPES = List.of(
            CampaignCommand.class,
            CampaignEvent.class,
            ContentTask.class,
            ContentResult.class,
            PromptTask.class,
            PromptResult.class,
            PromptRecord.class,
            Replay.class,
            BatchEvent.class,
            BudgetEntry.class,
            BudgetAnswer.class,
            Budget.class,
            Flight.class,
            RunState.class,
            BudgetState.class,
            Reservation.class);
    private static final int RECORDS_OF_EACH = 12;

    private final Map<String, Object> config = EmbeddedBackends.shared().kafkaConfig();

    @Test
    void every_record_type_goes_to_both_clients_and_back() throws Exception {
        install();
        Map<String, List<Object>> ours = new LinkedHashMap<>();
        ArrayNode request = RestClient.JSON.createArrayNode();
        long seed = Long.getLong("blossomer.seed", System.nanoTime());
        try (AvroSerializer serializer = new AvroSerializer()) {
            serializer.configure(config, false);
            for (Class<? extends SpecificRecord> type : TYPES) {
                Schema schema = SpecificData.get().getSchema(type);
                RandomAvro random = new RandomAvro(seed);
                ObjectNode asked = request.addObject().put("name", type.getSimpleName());
                asked.put("schema", schema.toString());
                ArrayNode records = asked.putArray("records");
                for (int i = 0; i < RECORDS_OF_EACH; i++) {
                    Object value = Objects.requireNonNull(random.value(schema));
                    byte[] bytes = Objects.requireNonNull(serializer.serialize("java." + type.getSimpleName(), value));
                    records.add(HexFormat.of().formatHex(bytes));
                    ours.computeIfAbsent(type.getSimpleName(), name -> new ArrayList<>())
                            .add(read(type, "java", bytes));
                }
            }
        }

        Files.writeString(HOME.resolve("request.json"), request.toString());
        Path answer = HOME.resolve("answer.json");
        Ended node = run(
                60,
                HOME.resolve("request.json"),
                answer,
                "node",
                "interop.js",
                EmbeddedBackends.shared().registryUrl());

        assertThat(node.code()).as(node.errors()).isZero();
        JsonNode theirs = RestClient.JSON.readTree(Files.readString(answer));
        for (int i = 0; i < TYPES.size(); i++) {
            String name = TYPES.get(i).getSimpleName();
            for (String client : List.of("confluent", "kafkajs")) {
                assertThat(readAll(TYPES.get(i), client, theirs.get(i).path(client)))
                        .as("%s by %s, seed %d", name, client, seed)
                        .isEqualTo(ours.get(name));
            }
        }
    }

    private List<Object> readAll(Class<? extends SpecificRecord> type, String client, JsonNode records)
            throws Exception {
        RestClient rest = new RestClient(EmbeddedBackends.shared().registryUrl());
        JsonNode subject = rest.get("/subjects/js." + client + "." + type.getSimpleName() + "-value/versions/latest")
                .body();
        List<Object> read = new ArrayList<>();
        for (JsonNode hex : records) {
            byte[] bytes = HexFormat.of().parseHex(hex.asText());
            assertThat(ByteBuffer.wrap(bytes).getInt(1))
                    .isEqualTo(subject.path("id").asInt());
            read.add(read(type, client, bytes));
        }
        return read;
    }

    /** Plain: two generated records with the same NaN are not equal. */
    private Object read(Class<? extends SpecificRecord> type, String topic, byte[] bytes) {
        SpecificRecord record = AvroSerde.of(type, config).deserializer().deserialize(topic, bytes);
        return Objects.requireNonNull(RandomAvro.plain(record));
    }

    private static void install() throws Exception {
        String wanted = Files.readString(SOURCES.resolve("package.json"));
        Path installed = HOME.resolve("installed.json");
        copySources();
        if (Files.exists(installed) && Files.readString(installed).equals(wanted)) {
            return;
        }
        Path none = Files.writeString(HOME.resolve("none"), "");
        Ended npm;
        try {
            npm = run(
                    150,
                    none,
                    HOME.resolve("npm.out"),
                    "npm",
                    "install",
                    "--no-package-lock",
                    "--no-audit",
                    "--no-fund",
                    "--ignore-scripts",
                    "--prefer-offline",
                    "--loglevel=error");
        } catch (IOException e) {
            npm = new Ended(127, "npm cannot be started: " + e.getMessage());
        }
        assumeTrue(npm.code() == 0, "npm could not get Confluent's JavaScript clients: " + npm.errors());
        Files.writeString(installed, wanted);
    }

    private static void copySources() throws IOException {
        try (Stream<Path> files = Files.walk(SOURCES)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path copy = HOME.resolve(SOURCES.relativize(file));
                Files.createDirectories(copy.getParent());
                Files.copy(file, copy, StandardCopyOption.REPLACE_EXISTING);
            }
        }
    }

    private record Ended(int code, String errors) {}

    private static Ended run(int seconds, Path in, Path out, String... command)
            throws IOException, InterruptedException {
        Path errors = HOME.resolve(command[0] + ".err");
        Process process = new ProcessBuilder(command)
                .directory(HOME.toFile())
                .redirectInput(in.toFile())
                .redirectOutput(out.toFile())
                .redirectError(errors.toFile())
                .start();
        if (!process.waitFor(seconds, TimeUnit.SECONDS)) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly().waitFor();
            return new Ended(124, command[0] + " did not end within " + seconds + " s");
        }
        return new Ended(process.exitValue(), new String(Files.readAllBytes(errors), UTF_8));
    }
}
