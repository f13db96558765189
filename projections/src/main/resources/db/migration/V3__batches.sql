-- Batches as a whole: what was received, and what was asked of them since. Rows that were not dispatched yet are no campaigns.
create table batches (
    tenant         text   not null,
    batch_id       text   not null,
    -- Null until the upload was complete; the first one counts.
    received_at    timestamptz,
    rows           bigint not null default 0,
    rejected       bigint not null default 0,
    duplicates     bigint not null default 0,
    row_partition  integer,
    first_offset   bigint,
    end_offset     bigint,
    -- Tells the upload's rows from those of others that lie between them.
    upload_trace   text,
    -- How many rows run before somebody says go; null for all.
    sample         bigint,
    priority       integer not null default 0,
    assets         json,
    columns        json,
    rejected_rows  json,
    duplicate_rows json,
    go             boolean not null default false,
    control        text    not null default 'running' check (control in ('running', 'paused', 'cancelled')),
    control_at     timestamptz,
    primary key (tenant, batch_id)
);

create index batches_by_time on batches (tenant, received_at desc, batch_id desc) where received_at is not null;

-- How far the dispatcher is with what it sends to the pipeline bit by bit: batches and replays. Kept by the dispatcher, and
-- in no topic: where it is lost, commands are sent again, which changes nothing.
create table dispatch_jobs (
    tenant     text    not null,
    job_id     text    not null,
    -- Positions of the job's source that are behind it, and how many commands came of them.
    position   bigint  not null default 0,
    dispatched bigint  not null default 0,
    -- Positions whose record could not be read any more.
    lost       bigint  not null default 0,
    -- Everything was sent, and everything that was sent has ended.
    done       boolean not null default false,
    started_at timestamptz,
    done_at    timestamptz,
    primary key (tenant, job_id)
);

alter table campaigns add column columns json;

create index campaigns_under_way on campaigns (tenant, batch_id, campaign_id)
    where batch_id is not null and status in ('pending', 'running');

-- How many of a batch's campaigns are in which state, so that nobody counts 100,000 rows each second. Kept by triggers: only
-- the table knows what a row was before an upsert. A slot for each of several writers, which would wait for each other else.
create table batch_counts (
    tenant   text    not null,
    batch_id text    not null,
    -- status, stage, or ended: campaigns that ended within ten seconds, named by their epoch second.
    kind     text    not null,
    name     text    not null,
    slot     integer not null,
    n        bigint  not null,
    primary key (tenant, batch_id, kind, name, slot)
);

create function count_batch_campaigns() returns trigger language plpgsql as $$
begin
    if tg_op = 'INSERT' then
        insert into batch_counts as known (tenant, batch_id, kind, name, slot, n)
        select tenant, batch_id, 'status', status, pg_backend_pid() % 64, count(*)
        from new_rows where batch_id is not null
        group by tenant, batch_id, status order by 1, 2, 4
        on conflict (tenant, batch_id, kind, name, slot) do update set n = known.n + excluded.n;
        insert into batch_counts as known (tenant, batch_id, kind, name, slot, n)
        select tenant, batch_id, 'ended', (floor(extract(epoch from now()) / 10) * 10)::bigint::text,
               pg_backend_pid() % 64, count(*)
        from new_rows where batch_id is not null and status not in ('pending', 'running')
        group by tenant, batch_id order by 1, 2
        on conflict (tenant, batch_id, kind, name, slot) do update set n = known.n + excluded.n;
    else
        insert into batch_counts as known (tenant, batch_id, kind, name, slot, n)
        select tenant, batch_id, 'status', status, pg_backend_pid() % 64, sum(d)
        from (select tenant, batch_id, status, 1 as d from new_rows where batch_id is not null
              union all
              select tenant, batch_id, status, -1 from old_rows where batch_id is not null) moved
        group by tenant, batch_id, status having sum(d) <> 0 order by 1, 2, 4
        on conflict (tenant, batch_id, kind, name, slot) do update set n = known.n + excluded.n;
        insert into batch_counts as known (tenant, batch_id, kind, name, slot, n)
        select tenant, batch_id, 'ended', (floor(extract(epoch from now()) / 10) * 10)::bigint::text,
               pg_backend_pid() % 64, sum(d)
        from (select tenant, batch_id, 1 as d from new_rows
              where batch_id is not null and status not in ('pending', 'running')
              union all
              select tenant, batch_id, -1 from old_rows
              where batch_id is not null and status not in ('pending', 'running')) moved
        group by tenant, batch_id having sum(d) > 0 order by 1, 2
        on conflict (tenant, batch_id, kind, name, slot) do update set n = known.n + excluded.n;
    end if;
    return null;
end $$;

create trigger batch_campaigns_inserted after insert on campaigns
    referencing new table as new_rows for each statement execute function count_batch_campaigns();
create trigger batch_campaigns_updated after update on campaigns
    referencing old table as old_rows new table as new_rows for each statement execute function count_batch_campaigns();

-- Of the runs that answer requests: a replay counts for itself.
create function count_batch_stages() returns trigger language plpgsql as $$
begin
    if tg_op = 'INSERT' then
        insert into batch_counts as known (tenant, batch_id, kind, name, slot, n)
        select s.tenant, c.batch_id, 'stage', s.stage || '/' || s.status, pg_backend_pid() % 64, count(*)
        from new_rows s join campaigns c on c.tenant = s.tenant and c.campaign_id = s.campaign_id
        where s.run = 1 and c.batch_id is not null
        group by s.tenant, c.batch_id, s.stage, s.status order by 1, 2, 4
        on conflict (tenant, batch_id, kind, name, slot) do update set n = known.n + excluded.n;
    else
        insert into batch_counts as known (tenant, batch_id, kind, name, slot, n)
        select moved.tenant, c.batch_id, 'stage', moved.stage || '/' || moved.status, pg_backend_pid() % 64, sum(d)
        from (select tenant, campaign_id, run, stage, status, 1 as d from new_rows
              union all
              select tenant, campaign_id, run, stage, status, -1 from old_rows) moved
        join campaigns c on c.tenant = moved.tenant and c.campaign_id = moved.campaign_id
        where moved.run = 1 and c.batch_id is not null
        group by moved.tenant, c.batch_id, moved.stage, moved.status having sum(d) <> 0 order by 1, 2, 4
        on conflict (tenant, batch_id, kind, name, slot) do update set n = known.n + excluded.n;
    end if;
    return null;
end $$;

create trigger batch_stages_inserted after insert on stages
    referencing new table as new_rows for each statement execute function count_batch_stages();
create trigger batch_stages_updated after update on stages
    referencing old table as old_rows new table as new_rows for each statement execute function count_batch_stages();

-- Batches of before that date have their campaigns already.
insert into batch_counts (tenant, batch_id, kind, name, slot, n)
select tenant, batch_id, 'status', status, 0, count(*) from campaigns where batch_id is not null group by 1, 2, 4;

create index usage_by_batch on usage (tenant, batch_id) where batch_id <> '';
