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
