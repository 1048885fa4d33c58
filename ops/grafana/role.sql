-- The role with which Grafana reads: sums, counts, prices and the names of those who lead a list. It sees no wallet, no entry of
-- the ledger, no mail address and no password, and writes nothing. Run it after the migrations, and again after an upgrade, as the
-- owner of the tables:
--   psql "$DATABASE_URL" -v ON_ERROR_STOP=1 -v password="$GRAFANA_DB_PASSWORD" -f ops/grafana/role.sql
do $$
begin
  if not exists (select from pg_roles where rolname = 'ecocoin_grafana') then
    create role ecocoin_grafana login;
  end if;
end $$;
alter role ecocoin_grafana with login nosuperuser nocreatedb nocreaterole noreplication nobypassrls connection limit 10
  password :'password';
alter role ecocoin_grafana set default_transaction_read_only = on;
-- Nobody waits for a picture longer than this, and no picture holds back the database.
alter role ecocoin_grafana set statement_timeout = '15s';
alter role ecocoin_grafana set idle_in_transaction_session_timeout = '15s';

grant usage on schema public to ecocoin_grafana;
grant select on rollups, rollup_state_counts, rollup_balance_bins, active_returns, project_facets, price_days to ecocoin_grafana;
grant select (user_id, day) on active_days to ecocoin_grafana;
grant select (user_id, role) on user_roles to ecocoin_grafana;
grant select (user_id, display_name) on profiles to ecocoin_grafana;
grant select (id, legal_name) on organizations to ecocoin_grafana;
