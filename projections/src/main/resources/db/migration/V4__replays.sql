-- Where the request of each campaign lies on gtm.campaign.commands: a replay reads it again. Null for campaigns of before that
-- date, until the projection is built anew.
alter table campaigns add column command_partition integer, add column command_offset bigint;

-- Replays: what was asked, and how it stands. The same is on gtm.replays.
create table replays (
    tenant          text        not null,
    replay_id       text        not null,
    -- The number that its runs have in every campaign.
    run             integer     not null,
    state           text        not null
        check (state in ('requested', 'running', 'paused', 'cancelled', 'promoted', 'undone', 'discarded')),
    cohort          json        not null,
    campaigns       bigint      not null,
    prompt_versions json        not null,
    models          json        not null,
    from_stage      text,
    budgets         json        not null,
    priority        integer     not null default 0,
    created_at      timestamptz not null,
    changed_at      timestamptz not null,
    primary key (tenant, replay_id),
    unique (tenant, run)
);

-- Whose turn it is when, where their requests lie, and which run they are compared with and go back to.
create table replay_campaigns (
    tenant            text    not null,
    replay_id         text    not null,
    position          bigint  not null,
    campaign_id       text    not null,
    base_run          integer not null,
    command_partition integer not null,
    command_offset    bigint  not null,
    primary key (tenant, replay_id, position)
);

create unique index replay_campaigns_by_id on replay_campaigns (tenant, replay_id, campaign_id);
create index runs_of_replays on runs (tenant, run, campaign_id) where run > 1;
create index runs_of_replays_under_way on runs (tenant, run, campaign_id)
    where run > 1 and status in ('pending', 'running');
create index stages_of_replays on stages (tenant, run, campaign_id) where run > 1;

-- How many of a replay's runs are in which state, kept as those of batches are.
create table replay_counts (
    tenant text    not null,
    run    integer not null,
    status text    not null,
    slot   integer not null,
    n      bigint  not null,
    primary key (tenant, run, status, slot)
);

create function count_replay_runs() returns trigger language plpgsql as $$
begin
    if tg_op = 'INSERT' then
        insert into replay_counts as known (tenant, run, status, slot, n)
        select tenant, run, status, pg_backend_pid() % 64, count(*) from new_rows where run > 1
        group by tenant, run, status order by 1, 2, 3
        on conflict (tenant, run, status, slot) do update set n = known.n + excluded.n;
    else
        insert into replay_counts as known (tenant, run, status, slot, n)
        select tenant, run, status, pg_backend_pid() % 64, sum(d)
        from (select tenant, run, status, 1 as d from new_rows where run > 1
              union all
              select tenant, run, status, -1 from old_rows where run > 1) moved
        group by tenant, run, status having sum(d) <> 0 order by 1, 2, 3
        on conflict (tenant, run, status, slot) do update set n = known.n + excluded.n;
    end if;
    return null;
end $$;

create trigger replay_runs_inserted after insert on runs
    referencing new table as new_rows for each statement execute function count_replay_runs();
create trigger replay_runs_updated after update on runs
    referencing old table as old_rows new table as new_rows for each statement execute function count_replay_runs();

-- Words in the values of a JSON document: names of fields, numbers and punctuation left out.
create function words(document json) returns bigint language sql immutable strict as $$
    select count(*) from regexp_matches(
        regexp_replace(document::text, '"[^"]*"\s*:', ' ', 'g'), '[[:alpha:]][^[:space:]]*', 'g')
$$;
