-- What reports are found by, hashed, in place of their plain title and text. A new table, since the pages of
-- one whose column is dropped go on holding what was in it. `tuntas setup` fills it, which has the key.
create temporary table texts_before on commit drop as select report from report_texts;
drop table report_texts;
drop function set_search_text;

create table report_texts (
    report text primary key,
    search tsvector
);
create index report_texts_search on report_texts using gin (search);
create index report_texts_unindexed on report_texts (report) where search is null;
insert into report_texts (report) select report from texts_before;

create function set_search_words(tn text, upto integer, words jsonb) returns void language sql as $$
    insert into report_texts (report, search)
    select tn, case when destroyed_at is null and jsonb_typeof(words) = 'array'
                    then array_to_tsvector(array(select jsonb_array_elements_text(words))) end
    from (select upto where exists (select from reports where report = tn and facts <= upto)) as current
    left join report_keys on report = tn
    on conflict (report) do update set search = excluded.search
$$;
