package com.blossomer.gtm.projections.query;

import io.micronaut.data.jdbc.runtime.JdbcOperations;
import io.micronaut.transaction.annotation.ReadOnly;
import jakarta.inject.Singleton;
import java.sql.ResultSet;
import org.jspecify.annotations.Nullable;

/** Which sites were read at some time: campaigns are kept for longer than what was read for them. */
@Singleton
class Readings {

    private static final String WAS = """
            select exists (select 1 from campaigns c
                join stages s on s.tenant = c.tenant and s.campaign_id = c.campaign_id
                where c.tenant = ? and c.site = ? and s.stage = 'content' and s.status = 'completed'
                  and (?::text is null or s.provenance->>'content_hash' = ?))
            """;

    private final JdbcOperations jdbc;

    Readings(JdbcOperations jdbc) {
        this.jdbc = jdbc;
    }

    /** @param hash of one reading; null for any */
    @ReadOnly
    boolean was(String tenant, String site, @Nullable String hash) {
        return jdbc.prepareStatement(WAS, statement -> {
            statement.setString(1, tenant);
            statement.setString(2, site);
            statement.setString(3, hash);
            statement.setString(4, hash);
            try (ResultSet row = statement.executeQuery()) {
                return row.next() && row.getBoolean(1);
            }
        });
    }
}
