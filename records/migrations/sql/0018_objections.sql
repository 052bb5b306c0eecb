-- Merged reports, among which the centre's worklist finds those whose reporters object to that.
create index reports_in_stage_merged on reports (report) where stage = 'merged';
-- Every process looks for keys that were destroyed lately.
create index report_keys_destroyed on report_keys (destroyed_at) where destroyed_at is not null;
