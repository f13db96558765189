-- The read side. Everything here is derived from topics and can be dropped and rebuilt from them.
-- No foreign keys: records of different topics come in any order.
-- JSON is stored as json, not jsonb: fields keep the order that the asset's schema gives them.

create table campaigns (
    tenant       text        not null,
    campaign_id  text        not null,
    site         text        not null,
    website_url  text,
    batch_id     text,
    lane         text,
    -- The run that is shown. Run 1 answers the request; a replay's run becomes current when it is promoted.
    current_run  integer     not null default 1,
    -- Of the current run; kept here so that lists filter by it on an index.
    status       text        not null default 'pending'
        check (status in ('pending', 'running', 'completed', 'partial', 'failed', 'cancelled')),
    requested_at timestamptz not null,
    primary key (tenant, campaign_id)
);

create index campaigns_by_time on campaigns (tenant, requested_at desc, campaign_id desc);
create index campaigns_by_site on campaigns (tenant, site, requested_at desc, campaign_id desc);
create index campaigns_by_status on campaigns (tenant, status, requested_at desc, campaign_id desc);
create index campaigns_by_batch on campaigns (tenant, batch_id, requested_at desc, campaign_id desc)
    where batch_id is not null;

create table runs (
    tenant          text    not null,
    campaign_id     text    not null,
    run             integer not null,
    status          text    not null
        check (status in ('pending', 'running', 'completed', 'partial', 'failed', 'cancelled')),
    assets          json,
    stages          json,
    prompt_versions json,
    started_at      timestamptz,
    finished_at     timestamptz,
    failed_stage    text,
    failure_reason  text,
    failure_detail  text,
    primary key (tenant, campaign_id, run)
);

create table stages (
    tenant       text        not null,
    campaign_id  text        not null,
    run          integer     not null,
    stage        text        not null,
    status       text        not null check (status in ('completed', 'failed')),
    output       json,
    provenance   json,
    reason       text,
    detail       text,
    completed_at timestamptz not null,
    primary key (tenant, campaign_id, run, stage)
);

-- What was read of a site, and from where. Public pages, read once for all who ask.
create table contents (
    site         text        not null,
    content_hash text        not null,
    -- Of the campaign that asked first.
    tenant       text        not null,
    title        text,
    description  text,
    language     text,
    sections     json        not null,
    pages        json        not null,
    fetched_at   timestamptz not null,
    primary key (site, content_hash)
);

create index contents_by_time on contents (site, fetched_at desc);

-- How far each projection has read; moves in the transaction that writes the rows.
create table projection_offsets (
    projection  text    not null,
    topic       text    not null,
    partition   integer not null,
    next_offset bigint  not null,
    primary key (projection, topic, partition)
);

-- What the query API reads: a campaign beside each of its runs.
create view campaign_runs as
select c.tenant, c.campaign_id, c.site, c.website_url, c.batch_id, c.requested_at,
       c.status as campaign_status,
       r.run, r.run = c.current_run as current_run, r.status, r.stages, r.started_at, r.finished_at,
       r.failed_stage, r.failure_reason, r.failure_detail
from campaigns c join runs r on r.tenant = c.tenant and r.campaign_id = c.campaign_id;
