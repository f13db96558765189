package com.blossomer.gtm.avro;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.blossomer.gtm.avro.StubRegistry.Answer;
import com.blossomer.gtm.events.StageFailure;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.SerializationException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AvroSerdesTest {

    private static final int ID = 0x01020304;
    private static final StageFailure VALUE = new StageFailure("timeout", "ä");

    /** 0, the id in four bytes, then Avro: strings with their length, zig-zag. */
    private static final String BYTES = "00" + "01020304" + "0e" + "74696d656f7574" + "04" + "c3a4";

    private final StubRegistry stub = StubRegistry.of(ID, StageFailure.getClassSchema());

    @AfterEach
    void stop() {
        stub.close();
    }

    @Test
    void a_value_is_a_zero_the_schema_id_and_avro() {
        byte[] bytes = serializer().serialize("t", VALUE);
        assertThat(HexFormat.of().formatHex(bytes)).isEqualTo(BYTES);
        assertThat(stub.lines()).containsExactly("POST /subjects/t-value/versions");
        assertThat(deserializer("specific.avro.reader", true).deserialize("t", bytes))
                .isEqualTo(VALUE);
    }

    @Test
    void a_schema_is_asked_for_once_for_each_topic_and_id() {
        AvroSerde<StageFailure> serde = AvroSerde.of(StageFailure.class, stub.config());
        for (int i = 0; i < 3; i++) {
            serde.deserializer().deserialize("t", serde.serializer().serialize("t", VALUE));
            serde.serializer().serialize("u", VALUE);
        }
        assertThat(stub.lines())
                .containsExactly(
                        "POST /subjects/t-value/versions", "GET /schemas/ids/" + ID, "POST /subjects/u-value/versions");
    }

    @Test
    void a_tombstone_stays_null() {
        AvroSerde<StageFailure> serde = AvroSerde.of(StageFailure.class, stub.config());
        assertThat(serde.serializer().serialize("t", null)).isNull();
        assertThat(serde.deserializer().deserialize("t", null)).isNull();
        assertThat(serializer().serialize("t", null)).isNull();
        assertThat(deserializer().deserialize("t", null)).isNull();
        assertThat(stub.requests).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "'', too few", // nothing
        "00010203, too few", // no whole id
        "01010203040e74696d656f757404c3a4, not with 0", // another magic byte
        "7b226a736f6e223a317d, not with 0", // JSON
        "00010203040e74696d656f757404c3a400, left over", // one byte too many
        "00010203040e74696d656f757404c3, cannot be read", // one too few
        "0001020304, cannot be read", // no value
        "00010203040f74696d656f757404c3a4, cannot be read", // negative length
        "0001020304feffffff0f74, cannot be read", // a length that no record has
    })
    void bytes_that_are_no_record_are_poison(String hex, String why) {
        byte[] bytes = HexFormat.of().parseHex(hex);
        assertThatThrownBy(() -> AvroSerde.of(StageFailure.class, stub.config())
                        .deserializer()
                        .deserialize("t", bytes))
                .isInstanceOf(SerializationException.class)
                .hasMessageContaining("topic t")
                .hasMessageContaining(why);
    }

    @Test
    void an_unknown_id_is_poison_and_a_registry_that_is_away_is_not() {
        try (StubRegistry unknown =
                        StubRegistry.answering(404, "{\"error_code\":40403,\"message\":\"Schema not found\"}");
                StubRegistry away = StubRegistry.answering(503, "")) {
            byte[] bytes = HexFormat.of().parseHex(BYTES);
            assertThatThrownBy(() -> AvroSerde.of(StageFailure.class, unknown.config())
                            .deserializer()
                            .deserialize("t", bytes))
                    .isInstanceOf(SerializationException.class)
                    .hasMessageContaining("schema id " + ID);
            assertThatThrownBy(() -> AvroSerde.of(StageFailure.class, away.config("max.retries", 0))
                            .deserializer()
                            .deserialize("t", bytes))
                    .isInstanceOf(RegistryUnavailableException.class);
        }
    }

    @Test
    void after_an_outage_the_same_serde_goes_on() {
        boolean[] ill = {true};
        try (StubRegistry registry =
                new StubRegistry(request -> ill[0] ? new Answer(503, "") : new Answer(200, "{\"id\":5}"))) {
            AvroSerializer serializer = new AvroSerializer();
            serializer.configure(registry.config("max.retries", 0), false);
            assertThatThrownBy(() -> serializer.serialize("t", VALUE)).isInstanceOf(RegistryUnavailableException.class);
            ill[0] = false;
            assertThat(serializer.serialize("t", VALUE)).startsWith(0, 0, 0, 0, 5);
            serializer.close();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "io.confluent.kafka.serializers.subject.TopicNameStrategy, t-value, t-key",
        "io.confluent.kafka.serializers.subject.RecordNameStrategy, com.blossomer.gtm.events.StageFailure,"
                + " com.blossomer.gtm.events.StageFailure",
        "TopicRecordNameStrategy, t-com.blossomer.gtm.events.StageFailure, t-com.blossomer.gtm.events.StageFailure",
    })
    void subjects_are_named_by_confluents_strategies(String strategy, String value, String key) {
        AvroSerializer values = serializer("value.subject.name.strategy", strategy);
        AvroSerializer keys = new AvroSerializer();
        keys.configure(stub.config("key.subject.name.strategy", strategy), true);
        values.serialize("t", VALUE);
        keys.serialize("t", VALUE);
        assertThat(stub.lines())
                .containsExactly("POST /subjects/" + value + "/versions", "POST /subjects/" + key + "/versions");
        keys.close();
    }

    @Test
    void a_record_name_needs_a_record_and_a_strategy_its_name() {
        assertThatThrownBy(() -> serializer("value.subject.name.strategy", "RecordNameStrategy")
                        .serialize("t", "text"))
                .isInstanceOf(SerializationException.class)
                .hasMessageContaining("TopicNameStrategy");
        assertThatThrownBy(() -> serializer("value.subject.name.strategy", "MyStrategy"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("TopicRecordNameStrategy");
    }

    @Test
    void without_automatic_registration_the_schema_must_be_there_already() {
        serializer("auto.register.schemas", false).serialize("t", VALUE);
        assertThat(stub.lines()).containsExactly("POST /subjects/t-value");
        try (StubRegistry empty =
                StubRegistry.answering(404, "{\"error_code\":40403,\"message\":\"Schema not found\"}")) {
            AvroSerializer strict = new AvroSerializer();
            strict.configure(empty.config("auto.register.schemas", "false"), false);
            assertThatThrownBy(() -> strict.serialize("t", VALUE))
                    .isInstanceOf(SerializationException.class)
                    .hasMessageContaining("auto.register.schemas=true");
            strict.close();
        }
    }

    @Test
    void the_latest_version_is_written_when_it_is_asked_for() {
        Schema latest = Schema.createRecord("StageFailure", null, "com.blossomer.gtm.events", false);
        Schema text = StageFailure.getClassSchema().getField("reason").schema();
        latest.setFields(java.util.List.of(new Schema.Field("reason", text)));
        try (StubRegistry registry = StubRegistry.of(8, latest)) {
            AvroSerializer serializer = new AvroSerializer();
            serializer.configure(registry.config("auto.register.schemas", false, "use.latest.version", true), false);
            assertThat(HexFormat.of().formatHex(serializer.serialize("t", VALUE)))
                    .isEqualTo("00" + "00000008" + "0e" + "74696d656f7574");
            assertThat(registry.lines()).containsExactly("GET /subjects/t-value/versions/latest");
            serializer.close();
        }
        try (StubRegistry other = StubRegistry.of(9, Schema.create(Schema.Type.LONG))) {
            AvroSerializer serializer = new AvroSerializer();
            serializer.configure(other.config("auto.register.schemas", false, "use.latest.version", true), false);
            assertThatThrownBy(() -> serializer.serialize("t", VALUE))
                    .isInstanceOf(SerializationException.class)
                    .hasMessageContaining("latest.compatibility.strict");
            serializer.close();
        }
    }

    @Test
    void plain_values_have_plain_schemas_and_bytes_are_left_as_they_are() {
        Map<Object, String> written =
                Map.of("é", "04c3a9", ByteBuffer.wrap(new byte[] {7, 8}), "0708", 42, "54", -1L, "01", true, "01");
        written.forEach((value, hex) -> assertThat(
                        HexFormat.of().formatHex(serializer().serialize("t", value)))
                .isEqualTo("0001020304" + hex));
        assertThat(serializer().serialize("t", "raw".getBytes(UTF_8))).endsWith("raw".getBytes(UTF_8));
        assertThatThrownBy(() -> serializer().serialize("t", new Object()))
                .isInstanceOf(SerializationException.class)
                .hasMessageContaining("java.lang.Object");
    }

    @Test
    void a_reader_takes_generic_records_the_writers_class_or_the_class_it_is_told() {
        byte[] bytes = HexFormat.of().parseHex(BYTES);
        GenericRecord expected = new GenericData.Record(StageFailure.getClassSchema());
        expected.put("reason", "timeout");
        expected.put("detail", "ä");
        Object generic = deserializer().deserialize("t", bytes);
        assertThat(generic).isInstanceOf(GenericData.Record.class);
        assertThat(generic).hasToString(expected.toString());
        assertThat(deserializer("specific.avro.reader", true).deserialize("t", bytes))
                .isInstanceOf(StageFailure.class);
        assertThat(deserializer("specific.avro.value.type", StageFailure.class).deserialize("t", bytes))
                .isEqualTo(VALUE);
    }

    @Test
    void a_value_that_does_not_fit_its_schema_says_so_and_leaves_nothing_behind() {
        AvroSerializer serializer = serializer();
        GenericRecord unfit = new GenericData.Record(StageFailure.getClassSchema());
        unfit.put("reason", "a long text that is written before the trouble begins");
        assertThatThrownBy(() -> serializer.serialize("t", unfit))
                .isInstanceOf(SerializationException.class)
                .hasMessageContaining("StageFailure");
        assertThat(HexFormat.of().formatHex(serializer.serialize("t", VALUE))).isEqualTo(BYTES);
    }

    @Test
    void what_is_missing_in_the_configuration_is_said() {
        try (AvroSerializer serializer = new AvroSerializer()) {
            assertThatThrownBy(() -> serializer.serialize("t", VALUE)).isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(() -> serializer.configure(Map.of(), false))
                    .isInstanceOf(ConfigException.class)
                    .hasMessageContaining("schema.registry.url");
            assertThatThrownBy(() -> serializer.configure(Map.of("schema.registry.url", "localhost:8081"), false))
                    .isInstanceOf(ConfigException.class)
                    .hasMessageContaining("http://");
        }
    }

    private AvroSerializer serializer(Object... config) {
        AvroSerializer serializer = new AvroSerializer();
        serializer.configure(stub.config(config), false);
        return serializer;
    }

    private AvroDeserializer deserializer(Object... config) {
        AvroDeserializer deserializer = new AvroDeserializer();
        deserializer.configure(stub.config(config), false);
        return deserializer;
    }
}
