package com.blossomer.gtm.projections.query;

import io.micronaut.data.jdbc.annotation.JdbcRepository;
import io.micronaut.data.model.query.builder.sql.Dialect;
import io.micronaut.data.repository.GenericRepository;
import java.util.List;
import java.util.Optional;

@JdbcRepository(dialect = Dialect.POSTGRES)
interface StageOutcomeRepository extends GenericRepository<StageOutcome, String> {

    List<StageOutcome> findByTenantAndCampaignIdAndRunOrderByCompletedAt(String tenant, String campaignId, int run);

    Optional<StageOutcome> findByTenantAndCampaignIdAndRunAndStage(
            String tenant, String campaignId, int run, String stage);
}
