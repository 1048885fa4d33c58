-- What is searched follows what it is derived from, whoever writes it.

insert into country_names (country, name) values
  ('AF', 'Afghanistan'), ('AL', 'Albania'), ('DZ', 'Algeria'), ('AS', 'American Samoa'), ('AD', 'Andorra'),
  ('AO', 'Angola'), ('AI', 'Anguilla'), ('AQ', 'Antarctica'), ('AG', 'Antigua and Barbuda'), ('AR', 'Argentina'),
  ('AM', 'Armenia'), ('AW', 'Aruba'), ('AU', 'Australia'), ('AT', 'Austria'), ('AZ', 'Azerbaijan'),
  ('BS', 'Bahamas'), ('BH', 'Bahrain'), ('BD', 'Bangladesh'), ('BB', 'Barbados'), ('BY', 'Belarus'),
  ('BE', 'Belgium'), ('BZ', 'Belize'), ('BJ', 'Benin'), ('BM', 'Bermuda'), ('BT', 'Bhutan'), ('BO', 'Bolivia'),
  ('BA', 'Bosnia and Herzegovina'), ('BW', 'Botswana'), ('BV', 'Bouvet Island'), ('BR', 'Brazil'),
  ('IO', 'British Indian Ocean Territory'), ('BN', 'Brunei Darussalam'), ('BG', 'Bulgaria'),
  ('BF', 'Burkina Faso'), ('BI', 'Burundi'), ('KH', 'Cambodia'), ('CM', 'Cameroon'), ('CA', 'Canada'),
  ('CV', 'Cape Verde'), ('KY', 'Cayman Islands'), ('CF', 'Central African Republic'), ('TD', 'Chad'),
  ('CL', 'Chile'), ('CN', 'People''s Republic of China, China'), ('CX', 'Christmas Island'),
  ('CC', 'Cocos (Keeling) Islands'), ('CO', 'Colombia'), ('KM', 'Comoros'), ('CG', 'Republic of the Congo, Congo'),
  ('CD', 'Democratic Republic of the Congo, Congo'), ('CK', 'Cook Islands'), ('CR', 'Costa Rica'),
  ('CI', 'Cote d''Ivoire, Côte d''Ivoire, Ivory Coast'), ('HR', 'Croatia'), ('CU', 'Cuba'), ('CY', 'Cyprus'),
  ('CZ', 'Czech Republic, Czechia'), ('DK', 'Denmark'), ('DJ', 'Djibouti'), ('DM', 'Dominica'),
  ('DO', 'Dominican Republic'), ('EC', 'Ecuador'), ('EG', 'Egypt'), ('SV', 'El Salvador'),
  ('GQ', 'Equatorial Guinea'), ('ER', 'Eritrea'), ('EE', 'Estonia'), ('ET', 'Ethiopia'),
  ('FK', 'Falkland Islands (Malvinas)'), ('FO', 'Faroe Islands'), ('FJ', 'Fiji'), ('FI', 'Finland'),
  ('FR', 'France'), ('GF', 'French Guiana'), ('PF', 'French Polynesia'), ('TF', 'French Southern Territories'),
  ('GA', 'Gabon'), ('GM', 'Republic of The Gambia, The Gambia, Gambia'), ('GE', 'Georgia'), ('DE', 'Germany'),
  ('GH', 'Ghana'), ('GI', 'Gibraltar'), ('GR', 'Greece'), ('GL', 'Greenland'), ('GD', 'Grenada'),
  ('GP', 'Guadeloupe'), ('GU', 'Guam'), ('GT', 'Guatemala'), ('GN', 'Guinea'), ('GW', 'Guinea-Bissau'),
  ('GY', 'Guyana'), ('HT', 'Haiti'), ('HM', 'Heard Island and McDonald Islands'),
  ('VA', 'Holy See (Vatican City State)'), ('HN', 'Honduras'), ('HK', 'Hong Kong'), ('HU', 'Hungary'),
  ('IS', 'Iceland'), ('IN', 'India'), ('ID', 'Indonesia'), ('IR', 'Islamic Republic of Iran, Iran'),
  ('IQ', 'Iraq'), ('IE', 'Ireland'), ('IL', 'Israel'), ('IT', 'Italy'), ('JM', 'Jamaica'), ('JP', 'Japan'),
  ('JO', 'Jordan'), ('KZ', 'Kazakhstan'), ('KE', 'Kenya'), ('KI', 'Kiribati'), ('KP', 'North Korea'),
  ('KR', 'South Korea, Korea, Republic of, Republic of Korea'), ('KW', 'Kuwait'), ('KG', 'Kyrgyzstan'),
  ('LA', 'Lao People''s Democratic Republic'), ('LV', 'Latvia'), ('LB', 'Lebanon'), ('LS', 'Lesotho'),
  ('LR', 'Liberia'), ('LY', 'Libya'), ('LI', 'Liechtenstein'), ('LT', 'Lithuania'), ('LU', 'Luxembourg'),
  ('MO', 'Macao'), ('MG', 'Madagascar'), ('MW', 'Malawi'), ('MY', 'Malaysia'), ('MV', 'Maldives'), ('ML', 'Mali'),
  ('MT', 'Malta'), ('MH', 'Marshall Islands'), ('MQ', 'Martinique'), ('MR', 'Mauritania'), ('MU', 'Mauritius'),
  ('YT', 'Mayotte'), ('MX', 'Mexico'), ('FM', 'Micronesia, Federated States of'), ('MD', 'Moldova, Republic of'),
  ('MC', 'Monaco'), ('MN', 'Mongolia'), ('MS', 'Montserrat'), ('MA', 'Morocco'), ('MZ', 'Mozambique'),
  ('MM', 'Myanmar'), ('NA', 'Namibia'), ('NR', 'Nauru'), ('NP', 'Nepal'),
  ('NL', 'Netherlands, The Netherlands, Netherlands (Kingdom of the)'), ('NC', 'New Caledonia'),
  ('NZ', 'New Zealand'), ('NI', 'Nicaragua'), ('NE', 'Niger'), ('NG', 'Nigeria'), ('NU', 'Niue'),
  ('NF', 'Norfolk Island'), ('MK', 'The Republic of North Macedonia, North Macedonia'),
  ('MP', 'Northern Mariana Islands'), ('NO', 'Norway'), ('OM', 'Oman'), ('PK', 'Pakistan'), ('PW', 'Palau'),
  ('PS', 'State of Palestine, Palestine'), ('PA', 'Panama'), ('PG', 'Papua New Guinea'), ('PY', 'Paraguay'),
  ('PE', 'Peru'), ('PH', 'Philippines'), ('PN', 'Pitcairn, Pitcairn Islands'), ('PL', 'Poland'),
  ('PT', 'Portugal'), ('PR', 'Puerto Rico'), ('QA', 'Qatar'), ('RE', 'Reunion'), ('RO', 'Romania'),
  ('RU', 'Russian Federation, Russia'), ('RW', 'Rwanda'), ('SH', 'Saint Helena'), ('KN', 'Saint Kitts and Nevis'),
  ('LC', 'Saint Lucia'), ('PM', 'Saint Pierre and Miquelon'), ('VC', 'Saint Vincent and the Grenadines'),
  ('WS', 'Samoa'), ('SM', 'San Marino'), ('ST', 'Sao Tome and Principe'), ('SA', 'Saudi Arabia'),
  ('SN', 'Senegal'), ('SC', 'Seychelles'), ('SL', 'Sierra Leone'), ('SG', 'Singapore'), ('SK', 'Slovakia'),
  ('SI', 'Slovenia'), ('SB', 'Solomon Islands'), ('SO', 'Somalia'), ('ZA', 'South Africa'),
  ('GS', 'South Georgia and the South Sandwich Islands'), ('ES', 'Spain'), ('LK', 'Sri Lanka'), ('SD', 'Sudan'),
  ('SR', 'Suriname'), ('SJ', 'Svalbard and Jan Mayen'), ('SZ', 'Eswatini'), ('SE', 'Sweden'),
  ('CH', 'Switzerland'), ('SY', 'Syrian Arab Republic'), ('TW', 'Taiwan, Province of China, Taiwan'),
  ('TJ', 'Tajikistan'), ('TZ', 'United Republic of Tanzania, Tanzania'), ('TH', 'Thailand'), ('TL', 'Timor-Leste'),
  ('TG', 'Togo'), ('TK', 'Tokelau'), ('TO', 'Tonga'), ('TT', 'Trinidad and Tobago'), ('TN', 'Tunisia'),
  ('TR', 'Türkiye, Turkey'), ('TM', 'Turkmenistan'), ('TC', 'Turks and Caicos Islands'), ('TV', 'Tuvalu'),
  ('UG', 'Uganda'), ('UA', 'Ukraine'), ('AE', 'United Arab Emirates, UAE'),
  ('GB', 'United Kingdom, UK, Great Britain'),
  ('US', 'United States of America, United States, USA, U.S.A., US, U.S.'),
  ('UM', 'United States Minor Outlying Islands'), ('UY', 'Uruguay'), ('UZ', 'Uzbekistan'), ('VU', 'Vanuatu'),
  ('VE', 'Venezuela'), ('VN', 'Vietnam'), ('VG', 'Virgin Islands, British'), ('VI', 'Virgin Islands, U.S.'),
  ('WF', 'Wallis and Futuna'), ('EH', 'Western Sahara'), ('YE', 'Yemen'), ('ZM', 'Zambia'), ('ZW', 'Zimbabwe'),
  ('AX', 'Åland Islands, Aland Islands'), ('BQ', 'Bonaire, Sint Eustatius and Saba'), ('CW', 'Curaçao'),
  ('GG', 'Guernsey'), ('IM', 'Isle of Man'), ('JE', 'Jersey'), ('ME', 'Montenegro'), ('BL', 'Saint Barthélemy'),
  ('MF', 'Saint Martin (French part)'), ('RS', 'Serbia'), ('SX', 'Sint Maarten (Dutch part)'),
  ('SS', 'South Sudan');
--> statement-breakpoint

create view project_facet_values as
  select id as project_id, 'REGISTRY'::project_facet as facet, registry as value from projects where registry is not null
  union all
  select id, 'COUNTRY', country from projects where country is not null
  union all
  -- Registries name several in one text.
  select id, 'TYPE', btrim(part) from projects, string_to_table(project_type, ';') as part where btrim(part) <> ''
  union all
  select id, 'CATEGORY', btrim(part) from projects, string_to_table(category, ';') as part where btrim(part) <> ''
  union all
  select id, 'STATUS', status::text from projects
  union all
  select project_id, 'METHODOLOGY', code from project_methodologies
  union all
  select id, 'SDG', goal::text from projects, unnest(sdgs) as goal
  union all
  select project_id, 'VINTAGE', vintage::text from batches
  union all
  select id, 'SUSPENDED', 'true' from projects where suspended
  union all
  select id, 'ACTIVE_CREDITS', 'true' from projects as p
  where exists (select from batches b join serial_blocks s on s.batch_id = b.id where b.project_id = p.id and s.state = 'ACTIVE');
--> statement-breakpoint

create view project_search_source as
  select p.id as project_id, p.published_at is not null as published,
    array(
      select distinct f.code from project_facet_values v join project_facets f on f.facet = v.facet and f.value = v.value
      where v.project_id = p.id order by 1) as facets,
    coalesce(p.estimated_annual_reductions, -1) as tonnes, p.west, p.south, p.east, p.north,
    left(btrim(regexp_replace(fold(p.name), '[^[:alnum:]]+', ' ', 'g')), 80) as sort_name,
    setweight(searched_names(p.name), 'A')
      || setweight(searched_names(p.proponent), 'B')
      || setweight(searched_vector(concat_ws(' ', m.codes, p.native_id)), 'C')
      || setweight(searched_names(concat_ws(' ', p.project_type, p.category, p.region, c.name)), 'D')
      || setweight(searched_vector(p.description), 'D') as document
  from projects p
  left join country_names c on c.country = p.country
  cross join lateral (
    select string_agg(distinct code, ' ' order by code) as codes from project_methodologies where project_id = p.id) as m;
--> statement-breakpoint

-- Each kind of rows is locked in one order, and the kinds one after the other: so two transactions that commit at the same
-- moment wait for each other and never in a circle. What is locked is read by the statement after, as it is by then.
create function refresh_project_search(ids uuid[]) returns void language plpgsql as $$
declare
  codes integer[];
  changes integer[];
begin
  perform from project_search where project_id = any (ids) order by project_id for update;
  insert into project_facets (facet, value)
    select distinct v.facet, v.value from project_facet_values v
    where v.project_id = any (ids)
      and not exists (select from project_facets f where f.facet = v.facet and f.value = v.value)
    order by 1, 2
    on conflict do nothing;
  with before as (
    select project_id, facets from project_search where project_id = any (ids) and published
  ), written as (
    insert into project_search as s
      (project_id, published, facets, tonnes, west, south, east, north, sort_name, document)
    select project_id, published, facets, tonnes, west, south, east, north, sort_name, document
    from project_search_source where project_id = any (ids) order by project_id
    on conflict (project_id) do update set
      (published, facets, tonnes, west, south, east, north, sort_name, document) = (excluded.published, excluded.facets,
        excluded.tonnes, excluded.west, excluded.south, excluded.east, excluded.north, excluded.sort_name, excluded.document)
    where s is distinct from excluded
    returning project_id, published, facets
  ), steps as (
    select code, -1 as step from before join written using (project_id), unnest(before.facets) as code
    union all
    select code, 1 from written, unnest(facets) as code where published
  )
  select array_agg(code order by code), array_agg(change order by code) into codes, changes
  from (select code, sum(step)::integer as change from steps group by code having sum(step) <> 0) as counted;
  if codes is not null then
    perform from project_facets where code = any (codes) order by code for update;
    update project_facets f set projects = f.projects + c.change
    from unnest(codes, changes) as c (code, change) where f.code = c.code;
  end if;
  -- Of what is published alone: a word that is offered instead of another one is told to everybody.
  insert into project_words (word)
    select distinct part[1]
    from projects p, regexp_matches(fold(p.name || ' ' || p.proponent), '[[:alpha:]]{4,40}', 'g') as part
    where p.id = any (ids) and p.published_at is not null
      and not exists (select from project_words w where w.word = part[1])
    order by 1
    on conflict do nothing;
end $$;
--> statement-breakpoint

create function mark_projects() returns trigger language plpgsql as $$
begin
  insert into project_search_marks (xid, project_id)
    select pg_current_xact_id(), id from changed on conflict do nothing;
  return null;
end $$;
--> statement-breakpoint
create function mark_project_parts() returns trigger language plpgsql as $$
begin
  insert into project_search_marks (xid, project_id)
    select distinct pg_current_xact_id(), project_id from changed on conflict do nothing;
  return null;
end $$;
--> statement-breakpoint
create function mark_projects_of_blocks() returns trigger language plpgsql as $$
begin
  insert into project_search_marks (xid, project_id)
    select distinct pg_current_xact_id(), b.project_id from changed join batches b on b.id = changed.batch_id
    on conflict do nothing;
  return null;
end $$;
--> statement-breakpoint
create trigger projects_searched_new after insert on projects
  referencing new table as changed for each statement execute function mark_projects();
--> statement-breakpoint
create trigger projects_searched after update on projects
  referencing new table as changed for each statement execute function mark_projects();
--> statement-breakpoint
create trigger project_methodologies_searched_new after insert on project_methodologies
  referencing new table as changed for each statement execute function mark_project_parts();
--> statement-breakpoint
create trigger project_methodologies_searched_gone after delete on project_methodologies
  referencing old table as changed for each statement execute function mark_project_parts();
--> statement-breakpoint
create trigger batches_searched after insert on batches
  referencing new table as changed for each statement execute function mark_project_parts();
--> statement-breakpoint
create trigger serial_blocks_searched_new after insert on serial_blocks
  referencing new table as changed for each statement execute function mark_projects_of_blocks();
--> statement-breakpoint
create trigger serial_blocks_searched after update on serial_blocks
  referencing new table as changed for each statement execute function mark_projects_of_blocks();
--> statement-breakpoint

-- The first mark of a transaction takes all of them along.
create function write_marked_projects() returns trigger language plpgsql as $$
declare
  ids uuid[];
begin
  with taken as (
    delete from project_search_marks where xid = pg_current_xact_id() returning project_id
  )
  select array_agg(project_id order by project_id) into ids from taken;
  if ids is not null then
    perform refresh_project_search(ids);
  end if;
  return null;
end $$;
--> statement-breakpoint
create constraint trigger project_search_marked after insert on project_search_marks
  deferrable initially deferred for each row execute function write_marked_projects();
--> statement-breakpoint

select refresh_project_search(array(select id from projects));
