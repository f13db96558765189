package com.blossomer.gtm.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import com.blossomer.gtm.avro.AvroDeserializer;
import com.blossomer.gtm.avro.AvroSerializer;
import java.nio.ByteBuffer;
import java.util.Objects;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.io.DecoderFactory;
import org.junit.jupiter.api.Test;

class RandomSchemasTest {

    private static final int CASES = 300;

    private final RestClient rest = new RestClient(EmbeddedBackends.shared().registryUrl());

    /** Again with the seed of a failure: {@code -Dblossomer.seed=…}. */
    @Test
    void any_value_of_any_schema_comes_back_as_it_was() throws Exception {
        long seed = Long.getLong("blossomer.seed", System.nanoTime());
        try (AvroSerializer serializer = new AvroSerializer();
                AvroDeserializer deserializer = new AvroDeserializer()) {
            serializer.configure(EmbeddedBackends.shared().kafkaConfig(), false);
            deserializer.configure(EmbeddedBackends.shared().kafkaConfig(), false);
            for (int number = 0; number < CASES; number++) {
                RandomAvro random = new RandomAvro(seed + number);
                Schema schema = random.record(3);
                Object value = Objects.requireNonNull(random.value(schema));
                String topic = "random." + seed + "." + number;
                String what = "seed " + (seed + number) + ", schema " + schema;

                byte[] bytes = Objects.requireNonNull(serializer.serialize(topic, value), what);

                Object wanted = RandomAvro.plain(value);
                assertThat(RandomAvro.plain(deserializer.deserialize(topic, bytes)))
                        .as(what)
                        .isEqualTo(wanted);
                assertThat(RandomAvro.plain(plainAvro(bytes))).as(what).isEqualTo(wanted);
            }
        }
    }

    /** By Avro alone and a plain HTTP request, so that two errors of ours do not cancel out. */
    private Object plainAvro(byte[] bytes) throws Exception {
        int id = ByteBuffer.wrap(bytes).getInt(1);
        String schema = rest.get("/schemas/ids/" + id).body().path("schema").asText();
        return new GenericDatumReader<>(new Schema.Parser().parse(schema))
                .read(null, DecoderFactory.get().binaryDecoder(bytes, 5, bytes.length - 5, null));
    }
}
