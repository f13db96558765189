package com.blossomer.gtm.projections.query;

import com.blossomer.gtm.platform.http.Tenant;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.QueryValue;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What providers were paid. */
@Controller("/usage")
@ExecuteOn(TaskExecutors.BLOCKING)
@Tag(name = "Usage")
final class UsageController {

    private static final int DAYS = 30;

    private final UsageReader usage;
    private final Clock clock;

    UsageController(UsageReader usage, Clock clock) {
        this.usage = usage;
        this.clock = clock;
    }

    @Get
    @Operation(
            summary = "Calls, tokens and cost",
            description = "Of requests that a provider was paid for, those in vain too. Answers that were there already"
                    + " cost nothing and are not counted. Days are those of UTC.")
    @ApiResponse(responseCode = "200", description = "The total, and one group for each combination that was asked for")
    UsageView usage(
            HttpRequest<?> request,
            @QueryValue
                    @Nullable
                    @Parameter(description = "First day; 30 days ago where it is left out.", example = "2026-11-01")
                    String from,
            @QueryValue @Nullable @Parameter(description = "Last day; today where it is left out.") String to,
            @QueryValue("group_by")
                    @Nullable
                    @Parameter(
                            description = "Of day, provider, model, stage, source, batch, separated by commas;"
                                    + " provider,model where it is left out.")
                    String groupBy,
            @QueryValue @Nullable @Parameter(description = "Only what this batch cost.") String batch) {
        LocalDate today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
        LocalDate last = day("to", to, today);
        LocalDate first = day("from", from, last.minusDays(DAYS - 1));
        if (last.isBefore(first)) {
            throw Problems.badParameter("to", "It is before from, " + first + ".");
        }
        return usage.between(Tenant.of(request), first, last, dimensions(groupBy), batch);
    }

    private static LocalDate day(String name, @Nullable String text, LocalDate otherwise) {
        if (text == null || text.isBlank()) {
            return otherwise;
        }
        try {
            return LocalDate.parse(text.strip());
        } catch (DateTimeParseException e) {
            throw Problems.badParameter(name, "'" + text + "' is no day. Write it as 2026-11-24.");
        }
    }

    private static Set<UsageReader.Dimension> dimensions(@Nullable String names) {
        if (names == null || names.isBlank()) {
            return EnumSet.of(UsageReader.Dimension.PROVIDER, UsageReader.Dimension.MODEL);
        }
        Set<UsageReader.Dimension> dimensions = EnumSet.noneOf(UsageReader.Dimension.class);
        for (String name : List.of(names.split(",", -1))) {
            dimensions.add(Arrays.stream(UsageReader.Dimension.values())
                    .filter(dimension ->
                            dimension.name().toLowerCase(Locale.ROOT).equals(name.strip()))
                    .findFirst()
                    .orElseThrow(() -> Problems.badParameter(
                            "group_by", "'" + name.strip() + "' is nothing to group by. Use " + all() + ".")));
        }
        return dimensions;
    }

    private static String all() {
        return Arrays.stream(UsageReader.Dimension.values())
                .map(dimension -> dimension.name().toLowerCase(Locale.ROOT))
                .collect(Collectors.joining(", "));
    }
}
