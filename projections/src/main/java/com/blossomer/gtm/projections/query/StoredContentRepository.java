package com.blossomer.gtm.projections.query;

import io.micronaut.data.annotation.Query;
import io.micronaut.data.jdbc.annotation.JdbcRepository;
import io.micronaut.data.model.query.builder.sql.Dialect;
import io.micronaut.data.repository.GenericRepository;
import java.util.Optional;

/** Pages are public and read once for all: a tenant sees the reading of every site that it has a campaign for. */
@JdbcRepository(dialect = Dialect.POSTGRES)
interface StoredContentRepository extends GenericRepository<StoredContent, String> {

    @Query("""
            select * from contents where site = :site
            and exists (select 1 from campaigns where campaigns.tenant = :tenant and campaigns.site = :site)
            order by fetched_at desc limit 1
            """)
    Optional<StoredContent> newest(String tenant, String site);

    @Query("""
            select * from contents where site = :site and content_hash = :hash
            and exists (select 1 from campaigns where campaigns.tenant = :tenant and campaigns.site = :site)
            order by fetched_at desc limit 1
            """)
    Optional<StoredContent> byHash(String tenant, String site, String hash);
}
