package com.blossomer.gtm.avro;

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
import com.blossomer.gtm.events.Submission;
import com.blossomer.gtm.state.BudgetState;
import com.blossomer.gtm.state.Flight;
import com.blossomer.gtm.state.Reservation;
import com.blossomer.gtm.state.RunState;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/** All record types that lie on topics, and sample values of any schema. */
final class Contracts {

    private Contracts() {}

    static Stream<Class<? extends SpecificRecord>> types() {
        return Stream.of(
                CampaignCommand.class,
                CampaignEvent.class,
                ContentTask.class,
                ContentResult.class,
                PromptTask.class,
                PromptResult.class,
                PromptRecord.class,
                Replay.class,
                BatchEvent.class,
                Submission.class,
                BudgetEntry.class,
                BudgetAnswer.class,
                Budget.class,
                Flight.class,
                RunState.class,
                BudgetState.class,
                Reservation.class);
    }

    static Schema schema(Class<? extends SpecificRecord> type) {
        return SpecificData.get().getSchema(type);
    }

    /** Always the same records; together they have every branch of every union, and optional fields with and without. */
    static List<GenericRecord> samples(Schema record) {
        int branches = mostBranches(record, new HashMap<>());
        List<GenericRecord> samples = new ArrayList<>();
        for (int i = 0; i < 2 * branches; i++) {
            samples.add((GenericRecord) value(record, "", i % branches, i >= branches));
        }
        return samples;
    }

    private static int mostBranches(Schema schema, Map<String, Integer> known) {
        return switch (schema.getType()) {
            case RECORD -> {
                if (known.putIfAbsent(schema.getFullName(), 1) != null) {
                    yield 1;
                }
                yield schema.getFields().stream()
                        .mapToInt(field -> mostBranches(field.schema(), known))
                        .max()
                        .orElse(1);
            }
            case ARRAY -> mostBranches(schema.getElementType(), known);
            case MAP -> mostBranches(schema.getValueType(), known);
            case UNION ->
                Math.max(
                        optional(schema) ? 1 : schema.getTypes().size(),
                        schema.getTypes().stream()
                                .mapToInt(branch -> mostBranches(branch, known))
                                .max()
                                .orElse(1));
            case ENUM -> schema.getEnumSymbols().size();
            case STRING, BYTES, FIXED, INT, LONG, FLOAT, DOUBLE, BOOLEAN, NULL -> 1;
        };
    }

    private static boolean optional(Schema union) {
        return union.getTypes().size() == 2 && union.isNullable();
    }

    private static @Nullable Object value(Schema schema, String name, int number, boolean full) {
        return switch (schema.getType()) {
            case RECORD -> {
                GenericRecord record = new GenericData.Record(schema);
                schema.getFields()
                        .forEach(field -> record.put(field.pos(), value(field.schema(), field.name(), number, full)));
                yield record;
            }
            case UNION -> {
                List<Schema> branches = schema.getTypes();
                int branch = optional(schema) ? (full ? 1 : 0) : number % branches.size();
                yield value(branches.get(branch), name, number, full);
            }
            case ARRAY -> {
                Schema items = schema.getElementType();
                List<@Nullable Object> list = new ArrayList<>();
                for (int i = 0; i < (full ? 2 : 0); i++) {
                    list.add(value(items, name, number + i, i == 0));
                }
                yield new GenericData.Array<>(schema, list);
            }
            case MAP -> full ? Map.of(name + " ключ", value(schema.getValueType(), name, number, true)) : Map.of();
            case ENUM ->
                new GenericData.EnumSymbol(
                        schema,
                        schema.getEnumSymbols()
                                .get(number % schema.getEnumSymbols().size()));
            case STRING -> name + " ä€😀 " + number;
            case INT -> number * 1_000_003 - 1;
            case LONG -> 1_767_225_600_123L + number * 86_400_007L;
            case DOUBLE -> number + 0.1;
            case BOOLEAN -> full;
            case NULL -> null;
            case BYTES, FIXED, FLOAT -> throw new IllegalArgumentException("no sample yet of " + schema);
        };
    }
}
