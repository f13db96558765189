package com.blossomer.gtm.projections.query;

import io.micronaut.data.jdbc.annotation.JdbcRepository;
import io.micronaut.data.model.query.builder.sql.Dialect;
import io.micronaut.data.repository.GenericRepository;
import java.util.Optional;

@JdbcRepository(dialect = Dialect.POSTGRES)
interface CampaignRunRepository extends GenericRepository<CampaignRun, String> {

    Optional<CampaignRun> findByTenantAndCampaignIdAndCurrentRunTrue(String tenant, String campaignId);

    Optional<CampaignRun> findByTenantAndCampaignIdAndRun(String tenant, String campaignId, int run);
}
