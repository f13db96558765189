package com.blossomer.gtm.projections;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;

/** Whether the runs of a tenant pass the budget gate. */
public final class TenantBudget {

    private static final String LIMITED =
            "select 1 from budgets where tenant = ? and scope = 'tenant' and limit_nano_usd is not null";

    private TenantBudget() {}

    /** The scope of the tenant's budget, where it has one. */
    public static List<String> scopes(Connection connection, String tenant) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(LIMITED)) {
            select.setString(1, tenant);
            try (ResultSet row = select.executeQuery()) {
                return row.next() ? List.of("tenant") : List.of();
            }
        }
    }
}
