package com.blossomer.gtm.projections.query;

import com.blossomer.gtm.platform.http.Tenant;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.List;
import java.util.Map;

/** Budgets as they stand; they are set where requests are taken. */
@Controller("/budgets")
@ExecuteOn(TaskExecutors.BLOCKING)
@Tag(name = "Usage")
final class BudgetController {

    private final BudgetReader budgets;

    BudgetController(BudgetReader budgets) {
        this.budgets = budgets;
    }

    @Get
    @Operation(
            summary = "Budgets",
            description = "That of all and those of batches, with what was spent and what is reserved of each.")
    @ApiResponse(responseCode = "200", description = "Budgets that have a limit")
    Map<String, List<BudgetView>> budgets(HttpRequest<?> request) {
        return Map.of("budgets", budgets.all(Tenant.of(request)));
    }
}
