-- What is dropped by age (ADR 22). Usage and contents are partitioned: whole partitions are dropped. Campaigns are deleted bit
-- by bit: their ids tell no time.

-- Makes the partitions that rows of these days need, where they are not there yet, and keeps them until the transaction ends.
-- Readers and writers go on meanwhile: a table is attached, not made in its place. In the schema that is current, so that a
-- second copy of the tables is cared for alike.
create function ensure_partitions(parent text, step text, days date[]) returns void language plpgsql as $$
declare
    first date;
    next  date;
    name  text;
begin
    execute format('lock table %I.%I in row exclusive mode', current_schema(), parent);
    for first in select distinct date_trunc(step, day::timestamp)::date from unnest(days) as day order by 1 loop
        name := parent || '_' || to_char(first, 'YYYYMMDD');
        continue when to_regclass(format('%I.%I', current_schema(), name)) is not null;
        -- One at a time; somebody else may have made it meanwhile.
        execute format('lock table %I.%I in share update exclusive mode', current_schema(), parent);
        continue when to_regclass(format('%I.%I', current_schema(), name)) is not null;
        next := (first + ('1 ' || step)::interval)::date;
        execute format('create table %1$I.%2$I (like %1$I.%3$I including all)', current_schema(), name, parent);
        execute format('alter table %1$I.%3$I attach partition %1$I.%2$I for values from (%4$L) to (%5$L)',
                       current_schema(), name, parent, first || ' 00:00:00+00', next || ' 00:00:00+00');
    end loop;
end $$;

alter table usage rename to usage_before;
alter table usage_before rename constraint usage_pkey to usage_before_pkey;
alter index usage_by_batch rename to usage_before_by_batch;

create table usage (like usage_before including defaults including constraints) partition by range (day);
alter table usage add primary key (tenant, day, provider, model, stage, source, batch_id);
create index usage_by_batch on usage (tenant, batch_id) where batch_id <> '';

select ensure_partitions('usage', 'month', array(select distinct day from usage_before));
insert into usage select * from usage_before;
drop table usage_before;

alter table contents rename to contents_before;
alter table contents_before rename constraint contents_pkey to contents_before_pkey;
alter index contents_by_time rename to contents_before_by_time;

-- A site that is read again and has not changed has a row for each reading; the newest counts.
create table contents (like contents_before including defaults including constraints) partition by range (fetched_at);
alter table contents add primary key (site, content_hash, fetched_at);
create index contents_by_time on contents (site, fetched_at desc);

select ensure_partitions('contents', 'week', array(select distinct (fetched_at at time zone 'UTC')::date
                                                   from contents_before));
insert into contents select * from contents_before;
drop table contents_before;

-- The oldest first, of all tenants.
create index campaigns_by_age on campaigns (requested_at);
