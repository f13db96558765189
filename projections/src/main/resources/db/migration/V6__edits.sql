-- An edit is a run beside others that becomes current by itself once it is complete. base_run is the run that was edited; null
-- for runs that are no edits. Where the request of a run beyond the first lies: an edit of it reads it again, and so does a replay.
alter table runs add column base_run integer, add column command_partition integer, add column command_offset bigint;

-- Numbers of runs that edits took, before anything is on a topic. In no topic: once the run is there, its number is that of a
-- row in runs.
create table edits (
    tenant      text        not null,
    run         integer     not null,
    campaign_id text        not null,
    created_at  timestamptz not null,
    primary key (tenant, run)
);

create index edits_by_campaign on edits (tenant, campaign_id, run desc);

-- Edits are no replays, and nobody counts them.
create or replace function count_replay_runs() returns trigger language plpgsql as $$
begin
    if tg_op = 'INSERT' then
        insert into replay_counts as known (tenant, run, status, slot, n)
        select tenant, run, status, pg_backend_pid() % 64, count(*) from new_rows where run > 1 and base_run is null
        group by tenant, run, status order by 1, 2, 3
        on conflict (tenant, run, status, slot) do update set n = known.n + excluded.n;
    else
        insert into replay_counts as known (tenant, run, status, slot, n)
        select tenant, run, status, pg_backend_pid() % 64, sum(d)
        from (select tenant, run, status, 1 as d from new_rows where run > 1 and base_run is null
              union all
              select tenant, run, status, -1 from old_rows where run > 1 and base_run is null) moved
        group by tenant, run, status having sum(d) <> 0 order by 1, 2, 3
        on conflict (tenant, run, status, slot) do update set n = known.n + excluded.n;
    end if;
    return null;
end $$;
