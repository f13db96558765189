package com.blossomer.gtm.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import com.blossomer.gtm.events.CampaignCommand;
import com.blossomer.gtm.events.ContentResult;
import com.blossomer.gtm.events.PromptResult;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.apache.avro.Schema;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.io.JsonEncoder;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.Test;

/**
 * A run that once was: its event log goes through {@code decide} and must end where it ended. A difference means that
 * runs in flight would be continued otherwise than they were begun. {@code -Dblossomer.record=true} writes it anew.
 */
class RecordedRunTest {

    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
    private static final Path FILE = Path.of("src/test/resources/recorded-run.json");

    @Test
    void a_recorded_run_ends_in_the_recorded_state() throws IOException {
        if (Boolean.getBoolean("blossomer.record")) {
            Files.writeString(FILE, JSON.writeValueAsString(record(live())) + "\n");
        }
        JsonNode recorded = JSON.readTree(FILE.toFile());
        World world = new World();
        for (JsonNode happened : recorded.path("log")) {
            world.at(Instant.parse(happened.path("at").asText())).happens(event(happened));
        }
        assertThat(record(world)).isEqualTo(recorded);
    }

    /** A page fails at first, and for those who come soon after; then one joins another, an answer comes twice, one is cancelled. */
    private static World live() {
        World world = new World();
        world.happens(World.start("c1", "pitch"));
        world.happens(World.content(world.contentTasks.removeFirst(), World.failure("timeout")));
        world.happens(World.start("c5", "teaser"));
        world.at(World.START.plus(Duration.ofMinutes(6))).happens(World.start("c2", "pitch"));
        world.happens(World.start("c3", "teaser"));
        world.happens(World.start("c4", "pitch"));
        world.happens(World.read(world.contentTasks.removeFirst()));
        world.happens(World.cancel("c4"));
        SiteEvent answer = World.answer(world.promptTasks.removeFirst());
        world.happens(answer);
        world.happens(answer);
        return world.settle();
    }

    private static ObjectNode record(World world) throws IOException {
        ObjectNode file = JSON.createObjectNode();
        ArrayNode log = file.putArray("log");
        for (World.Happened happened : world.log) {
            ObjectNode entry = log.addObject();
            entry.put("at", happened.at().toString());
            entry.set(name(happened.event()), json(body(happened.event())));
        }
        ObjectNode state = file.putObject("state");
        put(state.putObject("runs"), world.runs);
        put(state.putObject("contents"), world.contents);
        put(state.putObject("completions"), world.completions);
        ArrayNode events = file.putArray("events");
        for (SpecificRecord event : world.events) {
            events.add(json(event));
        }
        return file;
    }

    private static void put(ObjectNode node, java.util.Map<String, ? extends SpecificRecord> store) throws IOException {
        for (var entry : store.entrySet()) {
            node.set(entry.getKey(), json(entry.getValue()));
        }
    }

    private static String name(SiteEvent event) {
        SpecificRecord body = body(event);
        if (body instanceof CampaignCommand) {
            return "command";
        }
        return body instanceof ContentResult ? "content_result" : "prompt_result";
    }

    private static SpecificRecord body(SiteEvent event) {
        return switch (event) {
            case SiteEvent.Commanded commanded -> commanded.command();
            case SiteEvent.ContentAnswered answered -> answered.result();
            case SiteEvent.PromptAnswered answered -> answered.result();
            case SiteEvent.BudgetAnswered answered -> throw new IllegalArgumentException("not recorded: " + answered);
            case SiteEvent.DeadlinePassed passed -> throw new IllegalArgumentException("not recorded: " + passed);
        };
    }

    private static SiteEvent event(JsonNode happened) throws IOException {
        if (happened.has("command")) {
            return new SiteEvent.Commanded(read(happened.path("command"), CampaignCommand.class));
        }
        if (happened.has("content_result")) {
            return new SiteEvent.ContentAnswered(read(happened.path("content_result"), ContentResult.class));
        }
        return new SiteEvent.PromptAnswered(read(happened.path("prompt_result"), PromptResult.class));
    }

    private static <T extends SpecificRecord> T read(JsonNode node, Class<T> type) throws IOException {
        Schema schema = SpecificData.get().getSchema(type);
        return new SpecificDatumReader<T>(schema)
                .read(null, DecoderFactory.get().jsonDecoder(schema, node.toString()));
    }

    private static JsonNode json(SpecificRecord record) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        JsonEncoder encoder = EncoderFactory.get().jsonEncoder(record.getSchema(), out);
        new SpecificDatumWriter<SpecificRecord>(record.getSchema()).write(record, encoder);
        encoder.flush();
        return JSON.readTree(out.toByteArray());
    }
}
