-- What prices and fees are made of is history: a change is another version. And the first version of each.

create trigger pricing_models_append_only before update or delete or truncate on pricing_models
  execute function refuse_change();
--> statement-breakpoint
create trigger pricing_parameters_append_only before update or delete or truncate on pricing_parameters
  execute function refuse_change();
--> statement-breakpoint
create trigger fx_rates_append_only before update or delete or truncate on fx_rates execute function refuse_change();
--> statement-breakpoint
create trigger organization_fees_append_only before update or delete or truncate on organization_fees
  execute function refuse_change();
--> statement-breakpoint
create trigger processor_terms_append_only before update or delete or truncate on processor_terms
  execute function refuse_change();
--> statement-breakpoint
create trigger batch_prices_append_only before update or delete or truncate on batch_prices
  execute function refuse_change();
--> statement-breakpoint
-- Trades are written in the order of their moments, so a few bytes for each stretch of the table find a day of them.
create index trades_age on trades using brin (created_at);
--> statement-breakpoint

-- What trades cost those who trade more: volumes in cents of the euro, of 30 whole days.
insert into fee_schedules (maker_bps, taker_bps, tiers, effective_from) values (50, 100, '[
  {"fromVolume": "10000000", "makerBps": 40, "takerBps": 80},
  {"fromVolume": "100000000", "makerBps": 30, "takerBps": 60},
  {"fromVolume": "1000000000", "makerBps": 20, "takerBps": 40}]', now());
--> statement-breakpoint
-- A card as processors list it for Europe (2.9 % + 0.30); of the others nothing is kept.
insert into processor_terms (method, currency, rate_bps, fixed, source, effective_from)
select method, currency::asset, rate_bps, fixed, source, '2020-01-01T00:00:00Z'
from (values ('CARD', 290, 30, 'Demonstration: a usual list price of card processors. Publish what yours takes.'),
             ('BANK_TRANSFER', 0, 0, 'The bank takes nothing of what comes in.'),
             ('CRYPTO', 0, 0, 'The payer pays the network.'),
             ('INVOICE', 0, 0, 'Paid by bank transfer.')) as terms (method, rate_bps, fixed, source)
cross join (values ('EUR'), ('USD')) as currencies (currency);
--> statement-breakpoint

insert into pricing_models (reason, effective_from) values ('The first parameters, for demonstration', '2020-01-01T00:00:00Z');
--> statement-breakpoint
insert into pricing_parameters (model_version, name, key, currency, value, source)
select 1, name::pricing_parameter, key, currency, value * 1000000000000000000, source from (values
  ('TYPE_BASE', 'ARR', 'EUR', 18.00, 'Demonstration: the order of magnitude of what surveys of the voluntary market report for this kind of project; no quotation. Publish your own.'),
  ('TYPE_BASE', 'REDD', 'EUR', 7.00, 'Demonstration: the order of magnitude of what surveys of the voluntary market report for this kind of project; no quotation. Publish your own.'),
  ('TYPE_BASE', 'IFM', 'EUR', 12.00, 'Demonstration: the order of magnitude of what surveys of the voluntary market report for this kind of project; no quotation. Publish your own.'),
  ('TYPE_BASE', 'ALM', 'EUR', 14.00, 'Demonstration: the order of magnitude of what surveys of the voluntary market report for this kind of project; no quotation. Publish your own.'),
  ('TYPE_BASE', 'WRC', 'EUR', 16.00, 'Demonstration: the order of magnitude of what surveys of the voluntary market report for this kind of project; no quotation. Publish your own.'),
  ('TYPE_BASE', 'ACoGS', 'EUR', 9.00, 'Demonstration: the order of magnitude of what surveys of the voluntary market report for this kind of project; no quotation. Publish your own.'),
  ('TYPE_BASE', 'Agriculture Forestry and Other Land Use', 'EUR', 9.00, 'Demonstration: the order of magnitude of what surveys of the voluntary market report for this kind of project; no quotation. Publish your own.'),
  ('TYPE_BASE', 'Energy industries (renewable/non-renewable sources)', 'EUR', 2.50, 'Demonstration: the order of magnitude of what surveys of the voluntary market report for this kind of project; no quotation. Publish your own.'),
  ('TYPE_BASE', 'Energy distribution', 'EUR', 3.00, 'Demonstration: the order of magnitude of what surveys of the voluntary market report for this kind of project; no quotation. Publish your own.'),
  ('TYPE_BASE', 'Energy demand', 'EUR', 5.00, 'Demonstration: the order of magnitude of what surveys of the voluntary market report for this kind of project; no quotation. Publish your own.'),
  ('TYPE_BASE', 'Manufacturing industries', 'EUR', 4.00, 'Demonstration: the order of magnitude of what surveys of the voluntary market report for this kind of project; no quotation. Publish your own.'),
  ('TYPE_BASE', 'Chemical industry', 'EUR', 4.00, 'Demonstration: the order of magnitude of what surveys of the voluntary market report for this kind of project; no quotation. Publish your own.'),
  ('TYPE_BASE', 'Construction', 'EUR', 4.00, 'Demonstration: the order of magnitude of what surveys of the voluntary market report for this kind of project; no quotation. Publish your own.'),
  ('TYPE_BASE', 'Transport', 'EUR', 4.00, 'Demonstration: the order of magnitude of what surveys of the voluntary market report for this kind of project; no quotation. Publish your own.'),
  ('TYPE_BASE', 'Mining/mineral production', 'EUR', 4.00, 'Demonstration: the order of magnitude of what surveys of the voluntary market report for this kind of project; no quotation. Publish your own.'),
  ('TYPE_BASE', 'Metal production', 'EUR', 4.00, 'Demonstration: the order of magnitude of what surveys of the voluntary market report for this kind of project; no quotation. Publish your own.'),
  ('TYPE_BASE', 'Fugitive emissions from fuels (solid, oil and gas)', 'EUR', 5.00, 'Demonstration: the order of magnitude of what surveys of the voluntary market report for this kind of project; no quotation. Publish your own.'),
  ('TYPE_BASE', 'Fugitive emissions from production and consumption of halocarbons and sulphur hexafluoride', 'EUR', 6.00, 'Demonstration: the order of magnitude of what surveys of the voluntary market report for this kind of project; no quotation. Publish your own.'),
  ('TYPE_BASE', 'Waste handling and disposal', 'EUR', 5.00, 'Demonstration: the order of magnitude of what surveys of the voluntary market report for this kind of project; no quotation. Publish your own.'),
  ('TYPE_BASE', 'Livestock, enteric fermentation, and manure management', 'EUR', 7.00, 'Demonstration: the order of magnitude of what surveys of the voluntary market report for this kind of project; no quotation. Publish your own.'),
  ('TYPE_BASE', 'Carbon capture and storage', 'EUR', 80.00, 'Demonstration: the order of magnitude of what surveys of the voluntary market report for this kind of project; no quotation. Publish your own.'),
  ('TYPE_BASE', 'AVOIDANCE', 'EUR', 5.00, 'Demonstration: the order of magnitude of what surveys of the voluntary market report for this kind of project; no quotation. Publish your own.'),
  ('TYPE_BASE', 'REDUCTION_NATURE', 'EUR', 8.00, 'Demonstration: the order of magnitude of what surveys of the voluntary market report for this kind of project; no quotation. Publish your own.'),
  ('TYPE_BASE', 'REDUCTION_TECHNICAL', 'EUR', 4.00, 'Demonstration: the order of magnitude of what surveys of the voluntary market report for this kind of project; no quotation. Publish your own.'),
  ('TYPE_BASE', 'REMOVAL_NATURE', 'EUR', 16.00, 'Demonstration: the order of magnitude of what surveys of the voluntary market report for this kind of project; no quotation. Publish your own.'),
  ('TYPE_BASE', 'REMOVAL_TECHNICAL', 'EUR', 120.00, 'Demonstration: the order of magnitude of what surveys of the voluntary market report for this kind of project; no quotation. Publish your own.'),
  ('LAMBDA', '', '', 0.05, 'Demonstration: within the limits of the model. Publish your own.'),
  ('LAMBDA', 'ARR', '', 0.03, 'Demonstration: within the limits of the model. Publish your own.'),
  ('LAMBDA', 'REMOVAL_TECHNICAL', '', 0.03, 'Demonstration: within the limits of the model. Publish your own.'),
  ('LAMBDA', 'Carbon capture and storage', '', 0.03, 'Demonstration: within the limits of the model. Publish your own.'),
  ('LAMBDA', 'Energy industries (renewable/non-renewable sources)', '', 0.08, 'Demonstration: within the limits of the model. Publish your own.'),
  ('VINTAGE_FLOOR', '', '', 0.5, 'Demonstration: within the limits of the model. Publish your own.'),
  ('LABEL_FACTOR', 'ICVCM_CCP', '', 1.25, 'The pricing model, docs/PRICING.md: Core Carbon Principles of the ICVCM.'),
  ('LABEL_FACTOR', 'CORSIA_PILOT_PHASE', '', 1.05, 'Demonstration: within the limits of the model. Publish your own.'),
  ('LABEL_FACTOR', 'CORSIA_FIRST_PHASE', '', 1.15, 'Demonstration: within the limits of the model. Publish your own.'),
  ('LABEL_FACTOR', 'CORSIA_SECOND_PHASE', '', 1.15, 'Demonstration: within the limits of the model. Publish your own.'),
  ('LABEL_FACTOR', 'CCB', '', 1.10, 'Demonstration: within the limits of the model. Publish your own.'),
  ('LABEL_FACTOR', 'CCB_CLIMATE_GOLD', '', 1.03, 'Demonstration: within the limits of the model. Publish your own.'),
  ('LABEL_FACTOR', 'CCB_COMMUNITY_GOLD', '', 1.03, 'Demonstration: within the limits of the model. Publish your own.'),
  ('LABEL_FACTOR', 'CCB_BIODIVERSITY_GOLD', '', 1.03, 'Demonstration: within the limits of the model. Publish your own.'),
  ('LABEL_FACTOR', 'SD_VISTA', '', 1.05, 'Demonstration: within the limits of the model. Publish your own.'),
  ('LABEL_FACTOR', 'SOCIAL_CARBON', '', 1.05, 'Demonstration: within the limits of the model. Publish your own.'),
  ('LABEL_FACTOR', 'W_PLUS', '', 1.05, 'Demonstration: within the limits of the model. Publish your own.'),
  ('LABEL_FACTOR', 'ABACUS', '', 1.15, 'Demonstration: within the limits of the model. Publish your own.'),
  ('LABEL_CAP', '', '', 1.60, 'The pricing model, docs/PRICING.md.'),
  ('RATING_FACTOR', 'BEZERO AAA', '', 1.20, 'Demonstration: within the limits of the model. Publish your own.'),
  ('RATING_FACTOR', 'BEZERO AA', '', 1.15, 'Demonstration: within the limits of the model. Publish your own.'),
  ('RATING_FACTOR', 'BEZERO A', '', 1.08, 'Demonstration: within the limits of the model. Publish your own.'),
  ('RATING_FACTOR', 'BEZERO BBB', '', 1.00, 'Demonstration: within the limits of the model. Publish your own.'),
  ('RATING_FACTOR', 'BEZERO BB', '', 0.93, 'Demonstration: within the limits of the model. Publish your own.'),
  ('RATING_FACTOR', 'BEZERO B', '', 0.87, 'Demonstration: within the limits of the model. Publish your own.'),
  ('RATING_FACTOR', 'BEZERO CCC', '', 0.80, 'Demonstration: within the limits of the model. Publish your own.'),
  ('RATING_FACTOR', 'BEZERO CC', '', 0.75, 'Demonstration: within the limits of the model. Publish your own.'),
  ('RATING_FACTOR', 'BEZERO C', '', 0.70, 'Demonstration: within the limits of the model. Publish your own.'),
  ('RATING_FACTOR', 'BEZERO D', '', 0.60, 'Demonstration: within the limits of the model. Publish your own.'),
  ('RATING_FACTOR', 'SYLVERA AAA', '', 1.20, 'Demonstration: within the limits of the model. Publish your own.'),
  ('RATING_FACTOR', 'SYLVERA AA', '', 1.15, 'Demonstration: within the limits of the model. Publish your own.'),
  ('RATING_FACTOR', 'SYLVERA A', '', 1.08, 'Demonstration: within the limits of the model. Publish your own.'),
  ('RATING_FACTOR', 'SYLVERA BBB', '', 1.00, 'Demonstration: within the limits of the model. Publish your own.'),
  ('RATING_FACTOR', 'SYLVERA BB', '', 0.93, 'Demonstration: within the limits of the model. Publish your own.'),
  ('RATING_FACTOR', 'SYLVERA B', '', 0.87, 'Demonstration: within the limits of the model. Publish your own.'),
  ('RATING_FACTOR', 'SYLVERA CCC', '', 0.80, 'Demonstration: within the limits of the model. Publish your own.'),
  ('RATING_FACTOR', 'SYLVERA CC', '', 0.75, 'Demonstration: within the limits of the model. Publish your own.'),
  ('RATING_FACTOR', 'SYLVERA C', '', 0.70, 'Demonstration: within the limits of the model. Publish your own.'),
  ('RATING_FACTOR', 'SYLVERA D', '', 0.60, 'Demonstration: within the limits of the model. Publish your own.'),
  ('RATING_FACTOR', 'CALYX AAA', '', 1.20, 'Demonstration: within the limits of the model. Publish your own.'),
  ('RATING_FACTOR', 'CALYX AA', '', 1.15, 'Demonstration: within the limits of the model. Publish your own.'),
  ('RATING_FACTOR', 'CALYX A', '', 1.08, 'Demonstration: within the limits of the model. Publish your own.'),
  ('RATING_FACTOR', 'CALYX BBB', '', 1.00, 'Demonstration: within the limits of the model. Publish your own.'),
  ('RATING_FACTOR', 'CALYX BB', '', 0.93, 'Demonstration: within the limits of the model. Publish your own.'),
  ('RATING_FACTOR', 'CALYX B', '', 0.87, 'Demonstration: within the limits of the model. Publish your own.'),
  ('RATING_FACTOR', 'CALYX CCC', '', 0.80, 'Demonstration: within the limits of the model. Publish your own.'),
  ('RATING_FACTOR', 'CALYX CC', '', 0.75, 'Demonstration: within the limits of the model. Publish your own.'),
  ('RATING_FACTOR', 'CALYX C', '', 0.70, 'Demonstration: within the limits of the model. Publish your own.'),
  ('RATING_FACTOR', 'CALYX D', '', 0.60, 'Demonstration: within the limits of the model. Publish your own.'),
  ('RATING_FACTOR', 'MSCI AAA', '', 1.20, 'Demonstration: within the limits of the model. Publish your own.'),
  ('RATING_FACTOR', 'MSCI AA', '', 1.15, 'Demonstration: within the limits of the model. Publish your own.'),
  ('RATING_FACTOR', 'MSCI A', '', 1.08, 'Demonstration: within the limits of the model. Publish your own.'),
  ('RATING_FACTOR', 'MSCI BBB', '', 1.00, 'Demonstration: within the limits of the model. Publish your own.'),
  ('RATING_FACTOR', 'MSCI BB', '', 0.93, 'Demonstration: within the limits of the model. Publish your own.'),
  ('RATING_FACTOR', 'MSCI B', '', 0.87, 'Demonstration: within the limits of the model. Publish your own.'),
  ('RATING_FACTOR', 'MSCI CCC', '', 0.80, 'Demonstration: within the limits of the model. Publish your own.'),
  ('RATING_FACTOR', 'MSCI CC', '', 0.75, 'Demonstration: within the limits of the model. Publish your own.'),
  ('RATING_FACTOR', 'MSCI C', '', 0.70, 'Demonstration: within the limits of the model. Publish your own.'),
  ('RATING_FACTOR', 'MSCI D', '', 0.60, 'Demonstration: within the limits of the model. Publish your own.'),
  ('VERIFIER_SLOPE', '', '', 0.25, 'The pricing model, docs/PRICING.md.'),
  ('VERIFIER_PRIOR', '', '', 0.8, 'The pricing model, docs/PRICING.md.'),
  ('VERIFIER_PRIOR_WEIGHT', '', '', 20, 'The pricing model, docs/PRICING.md.'),
  ('VERIFIER_MIN', '', '', 0.95, 'The pricing model, docs/PRICING.md.'),
  ('VERIFIER_MAX', '', '', 1.05, 'The pricing model, docs/PRICING.md.'),
  ('VERIFIER_AGE_DAYS', '', '', 730, 'The pricing model, docs/PRICING.md.'),
  ('VERIFIER_MODIFIED', '', '', 0.5, 'The pricing model, docs/PRICING.md.'),
  ('SUPPLY_SLOPE', '', '', 0.05, 'The pricing model, docs/PRICING.md.'),
  ('SUPPLY_DAYS', '', '', 60, 'The pricing model, docs/PRICING.md.'),
  ('SUPPLY_MIN', '', '', 0.90, 'The pricing model, docs/PRICING.md.'),
  ('SUPPLY_MAX', '', '', 1.10, 'The pricing model, docs/PRICING.md.'),
  ('MARKET_MIN', '', '', 0.5, 'The pricing model, docs/PRICING.md.'),
  ('MARKET_MAX', '', '', 2, 'The pricing model, docs/PRICING.md.'),
  ('INDEX_DAYS', '', '', 30, 'The pricing model, docs/PRICING.md.'),
  ('INDEX_OUTLIER_MADS', '', '', 5, 'The pricing model, docs/PRICING.md.'),
  ('INDEX_TRADE_SHARE', '', '', 0.25, 'The pricing model, docs/PRICING.md.'),
  ('INDEX_LEAST_TRADES', '', '', 5, 'The pricing model, docs/PRICING.md.'),
  ('INDEX_LEAST_SELLERS', '', '', 3, 'The pricing model, docs/PRICING.md.'),
  ('VERIFIER_CASE_TONNES', '', '', 10000, 'Demonstration: 10,000 t weigh 1 against the 20 of the credit that everybody has.'),
  ('VERIFIER_CASE_CAP', '', '', 5, 'Demonstration: no approval counts for more than 50,000 t.'),
  ('INDEX_LEAST_MAD', '', '', 0.01, 'Where most trades have one price, their median deviation is 0 and every other would be left out.'),
  ('BAND_LOW', '', '', 0.5, 'Demonstration: within the limits of the model. Publish your own.'),
  ('BAND_HIGH', '', '', 2, 'Demonstration: within the limits of the model. Publish your own.'),
  ('TICK', '', 'EUR', 0.01, 'Cents.'),
  ('TICK', '', 'USD', 0.01, 'Cents.')
) as defaults (name, key, currency, value, source);
