package com.blossomer.gtm.projections.query;

import io.micronaut.data.jdbc.runtime.JdbcOperations;
import io.micronaut.transaction.annotation.ReadOnly;
import jakarta.inject.Singleton;
import java.math.BigDecimal;
import java.sql.ResultSet;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** How budgets stand. */
@Singleton
class BudgetReader {

    private static final String BUDGETS = """
            select scope, limit_nano_usd, spent_nano_usd, reserved_nano_usd, updated_at
            from budgets where tenant = ? and limit_nano_usd is not null and (? = '' or scope = ?) order by scope desc limit 1000
            """;

    private final JdbcOperations jdbc;

    BudgetReader(JdbcOperations jdbc) {
        this.jdbc = jdbc;
    }

    @ReadOnly
    List<BudgetView> all(String tenant) {
        return read(tenant, "");
    }

    /** Of one scope, where it has a limit. */
    @ReadOnly
    Optional<BudgetView> of(String tenant, String scope) {
        return read(tenant, scope).stream().findFirst();
    }

    private List<BudgetView> read(String tenant, String scope) {
        return jdbc.prepareStatement(BUDGETS, statement -> {
            statement.setString(1, tenant);
            statement.setString(2, scope);
            statement.setString(3, scope);
            List<BudgetView> budgets = new ArrayList<>();
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    BigDecimal limit = Money.usd(row.getBigDecimal(2));
                    BigDecimal spent = Money.usd(row.getBigDecimal(3));
                    budgets.add(new BudgetView(
                            row.getString(1),
                            limit,
                            spent,
                            Money.usd(row.getBigDecimal(4)),
                            limit.subtract(spent).max(BigDecimal.ZERO),
                            row.getObject(5, OffsetDateTime.class).toInstant()));
                }
            }
            return budgets;
        });
    }
}
