package com.blossomer.gtm.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.blossomer.gtm.avro.AvroDeserializer;
import com.blossomer.gtm.avro.AvroSerde;
import com.blossomer.gtm.avro.AvroSerializer;
import com.blossomer.gtm.events.StageFailure;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.generic.IndexedRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Old and new schemas side by side on one topic, as while a release is rolled out. */
class SchemaEvolutionTest {

    private static final String TEXT = "{'name':'%s','type':{'type':'string','avro.java.string':'String'}%s}";
    private static final String ALL =
            "{'name':'price','type':{'type':'bytes','logicalType':'decimal','precision':9,'scale':2}},"
                    + "{'name':'fee','type':{'type':'fixed','name':'Fee','size':8,'logicalType':'decimal','precision':9,'scale':2}},"
                    + "{'name':'day','type':{'type':'int','logicalType':'date'}},"
                    + "{'name':'at','type':{'type':'int','logicalType':'time-millis'}},"
                    + "{'name':'at_micros','type':{'type':'long','logicalType':'time-micros'}},"
                    + "{'name':'seen','type':{'type':'long','logicalType':'timestamp-millis'}},"
                    + "{'name':'seen_micros','type':{'type':'long','logicalType':'timestamp-micros'}},"
                    + "{'name':'local','type':{'type':'long','logicalType':'local-timestamp-millis'}},"
                    + "{'name':'id','type':{'type':'string','logicalType':'uuid'}}";

    private final String topic = "evolving." + UUID.randomUUID();
    private final RestClient registry = new RestClient(EmbeddedBackends.shared().registryUrl());
    private final Map<String, Object> config = EmbeddedBackends.shared().kafkaConfig();

    @ParameterizedTest
    @ValueSource(strings = {"BACKWARD", "FULL"})
    void todays_class_reads_older_and_newer_writers_through_the_registry(String level) throws Exception {
        setLevel(level);
        Schema today = StageFailure.getClassSchema();
        Schema older = failure(TEXT.formatted("reason", "") + "," + TEXT.formatted("detail", ",'default':'none'"));
        Schema newer = failure(TEXT.formatted("reason", "") + "," + TEXT.formatted("detail", ",'default':''") + ","
                + TEXT.formatted("hint", ",'default':'try again'"));
        AvroSerde<StageFailure> serde = AvroSerde.of(StageFailure.class, config);
        StageFailure value = new StageFailure("timeout", "after 30 s");

        byte[] old = write(filled(older));
        byte[] current = Objects.requireNonNull(serde.serializer().serialize(topic, value));
        byte[] fresh = write(filled(newer));

        assertThat(registry.get("/subjects/" + topic + "-value/versions").body())
                .hasToString("[1,2,3]");
        assertThat(serde.deserializer().deserialize(topic, old)).isEqualTo(new StageFailure("reason", "detail"));
        assertThat(serde.deserializer().deserialize(topic, fresh)).isEqualTo(new StageFailure("reason", "detail"));
        assertThat(serde.deserializer().deserialize(topic, current)).isEqualTo(value);
        assertThat(today.getFields()).hasSize(2);
    }

    @Test
    void all_logical_types_survive_a_new_field() throws Exception {
        setLevel("FULL");
        GenericRecord first = random(logical(ALL));
        GenericRecord second = random(logical(ALL + ",{'name':'more','type':['null',{'type':'bytes',"
                + "'logicalType':'decimal','precision':20,'scale':6}],'default':null}"));
        byte[] old = write(first);
        byte[] fresh = write(second);
        try (AvroDeserializer reader = new AvroDeserializer()) {
            reader.configure(config, false);
            IndexedRecord one = (IndexedRecord) Objects.requireNonNull(reader.deserialize(topic, old));
            IndexedRecord two = (IndexedRecord) Objects.requireNonNull(reader.deserialize(topic, fresh));
            assertThat(RandomAvro.plain(one)).isEqualTo(RandomAvro.plain(first));
            assertThat(RandomAvro.plain(two)).isEqualTo(RandomAvro.plain(second));
            for (Schema.Field field : one.getSchema().getFields()) {
                Schema.Field later = two.getSchema().getField(field.name());
                assertThat(later.schema().getLogicalType())
                        .isEqualTo(field.schema().getLogicalType());
            }
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "'scale':2}} | 'scale':4}} | keep decimal(9,2) and add a new field",
                "timestamp-millis'}},{'name':'seen_m | timestamp-micros'}},{'name':'seen_m | keep timestamp-millis",
                "'type':'int','logicalType':'date' | 'type':'int','logicalType':'time-millis' | keep date",
                "'size':8 | 'size':9 | keep the size",
                "'name':'day' | 'name':'date' | give the field a default",
                "{'type':'string','logicalType':'uuid'} | 'long' | keep the type",
            })
    void a_change_that_would_be_misread_is_refused_and_told_how_to_make_it(String was, String is, String advice)
            throws Exception {
        write(random(logical(ALL)));
        String changed = ALL.replace(was, is);
        assertThat(changed).isNotEqualTo(ALL);
        assertThatThrownBy(() -> write(random(logical(changed))))
                .isInstanceOf(SerializationException.class)
                .hasMessageContaining("409")
                .hasMessageContaining(topic + "-value")
                .hasMessageContaining(advice);
        assertThat(registry.get("/subjects/" + topic + "-value/versions").body())
                .hasToString("[1]");
    }

    private byte[] write(GenericRecord value) {
        try (AvroSerializer serializer = new AvroSerializer()) {
            serializer.configure(config, false);
            return Objects.requireNonNull(serializer.serialize(topic, value));
        }
    }

    private void setLevel(String level) throws Exception {
        assertThat(registry.call("PUT", "/config/" + topic + "-value", "{\"compatibility\":\"" + level + "\"}")
                        .status())
                .isEqualTo(200);
    }

    private static GenericRecord random(Schema schema) {
        return (GenericRecord) Objects.requireNonNull(new RandomAvro(7).value(schema));
    }

    private static GenericRecord filled(Schema schema) {
        GenericRecord record = new GenericData.Record(schema);
        schema.getFields().forEach(field -> record.put(field.pos(), field.name()));
        return record;
    }

    private static Schema failure(String fields) {
        return parse("{'type':'record','name':'StageFailure','namespace':'com.blossomer.gtm.events','fields':[" + fields
                + "]}");
    }

    private static Schema logical(String fields) {
        return parse("{'type':'record','name':'Logical','namespace':'com.example','fields':[" + fields + "]}");
    }

    private static Schema parse(String text) {
        return new Schema.Parser().parse(text.replace('\'', '"'));
    }
}
