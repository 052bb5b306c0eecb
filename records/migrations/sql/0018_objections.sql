-- Merged reports whose reporters object to that, for the worklist of the centre.
create index reports_objections on reports (report) where stage = 'merged' and state->>'objection' = 'true';
