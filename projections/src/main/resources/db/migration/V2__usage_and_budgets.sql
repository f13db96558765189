-- What providers were paid, added up. Counts move in the transaction that stores how far the topic was read, so that each
-- call is counted once.
create table usage (
    tenant              text    not null,
    day                 date    not null,
    provider            text    not null,
    model               text    not null,
    stage               text    not null,
    source              text    not null check (source in ('live', 'replay')),
    -- Empty for what belongs to no batch.
    batch_id            text    not null,
    calls               bigint  not null,
    -- Of calls, those that gave no answer of use.
    wasted_calls        bigint  not null,
    -- Of calls, those of models that have no price; their cost is not in cost_nano_usd.
    unpriced_calls      bigint  not null,
    input_tokens        bigint  not null,
    cached_input_tokens bigint  not null,
    output_tokens       bigint  not null,
    reasoning_tokens    bigint  not null,
    -- Billionths of a US dollar.
    cost_nano_usd       bigint  not null,
    primary key (tenant, day, provider, model, stage, source, batch_id)
);

create table budgets (
    tenant            text        not null,
    -- tenant, batch:ID or replay:ID
    scope             text        not null,
    limit_nano_usd    bigint,
    spent_nano_usd    bigint      not null,
    reserved_nano_usd bigint      not null,
    updated_at        timestamptz not null,
    primary key (tenant, scope)
);

alter table runs add column resumed_at timestamptz;

create or replace view campaign_runs as
select c.tenant, c.campaign_id, c.site, c.website_url, c.batch_id, c.requested_at,
       c.status as campaign_status,
       r.run, r.run = c.current_run as current_run, r.status, r.stages, r.started_at, r.finished_at,
       r.failed_stage, r.failure_reason, r.failure_detail, r.resumed_at
from campaigns c join runs r on r.tenant = c.tenant and r.campaign_id = c.campaign_id;
