-- How texts become words: the same for what is stored and for what is asked.

create extension if not exists unaccent;
--> statement-breakpoint
create extension if not exists pg_trgm;
--> statement-breakpoint
create text search configuration project_text (copy = pg_catalog.english);
--> statement-breakpoint
alter text search configuration project_text
  alter mapping for word, hword, hword_part with unaccent, english_stem;
--> statement-breakpoint

-- The same words as they are written: a stem is no help to who has typed half of a word ("renewab" is none of "renew").
create text search dictionary project_plain (template = pg_catalog.simple, stopwords = english);
--> statement-breakpoint
create text search configuration project_plain (copy = pg_catalog.simple);
--> statement-breakpoint
alter text search configuration project_plain
  alter mapping for asciiword, word, asciihword, hword, hword_asciipart, hword_part with project_plain;
--> statement-breakpoint

-- Immutable, as an index needs it: the dictionary is named, and the rules of lower case are PostgreSQL's own.
create function fold(given text) returns text language sql immutable strict parallel safe
  return lower(public.unaccent('public.unaccent'::regdictionary, normalize(given, NFKC)) collate pg_c_utf8);
--> statement-breakpoint

-- Punctuation would make "wind/solar" a path and "AMS-I.D" a host: it parts words here, but for codes such as AMS-I.D,
-- which are one word. Quotes, and the hyphen before a word, stay: they mean something in what is asked.
create function searched_words(given text) returns text language sql immutable strict parallel safe
  return regexp_replace(
    translate(
      regexp_replace(fold(given), '\m([a-z]{2,5})-([ivx]+)[.]([a-z]{1,3})\M', '\1\2\3', 'g'),
      './_@:,;\|&!()<>*''+#=~^$%{}[]?', repeat(' ', 30)),
    '(?<=[[:alnum:]])-+(?=[[:alnum:]])', ' ', 'g');
--> statement-breakpoint

create function searched_vector(given text) returns tsvector language sql immutable strict parallel safe
  return to_tsvector('public.project_text'::regconfig, translate(public.searched_words(given), '-"', '  '));
--> statement-breakpoint

-- With the words of which the stem is another one, as they are written.
create function searched_names(given text) returns tsvector language sql immutable strict parallel safe
  return (
    select stems || ts_delete(
      to_tsvector('public.project_plain'::regconfig, translate(public.searched_words(given), '-"', '  ')),
      tsvector_to_array(stems))
    from (select public.searched_vector(given) as stems) as stemmed);
--> statement-breakpoint

-- What a client asks for, in the syntax of web searches. The last word may go on: it is being typed.
create function project_query(given text) returns tsquery language plpgsql immutable strict parallel safe as $$
declare
  words text := public.searched_words(given);
  asked tsquery := websearch_to_tsquery('public.project_text'::regconfig, words);
begin
  if words !~ '[[:alnum:]]$' then
    return asked;
  elsif numnode(asked) = 0 then
    -- A word that is none by itself, such as "in", may become one, such as "india".
    return coalesce((quote_literal(substring(words from '^\s*([[:alnum:]]+)$')) || ':*')::tsquery, asked);
  elsif asked::text ~ '!''[^'']*''$' or asked::text !~ '''$' then
    -- What is left out is left out as it stands; and after a parenthesis there is no word.
    return asked;
  end if;
  return (asked::text || ':*')::tsquery;
end $$;
--> statement-breakpoint

-- Any of the words that are looked for, for what was found in all parts of a project together.
create function any_word(asked tsquery) returns tsquery language sql immutable strict parallel safe
  return case when querytree(asked) not in ('', 'T')
    then regexp_replace(querytree(asked), ' (&|<(-|\d+)>) ', ' | ', 'g')::tsquery end;
--> statement-breakpoint

-- The words that were found, between the marks ⟦ and ⟧, which the text itself does not hold then; null if there are none.
-- A control character after punctuation parts the words as searched_words does, and makes no tag of what is between < and >;
-- it goes again.
create function project_highlight(given text, query tsquery, options text) returns text
  language sql immutable strict parallel safe
  return (
    select case when strpos(marked, '⟦') > 0 then replace(marked, E'\u0001', '') end
    from (select ts_headline(
      'public.project_text'::regconfig,
      regexp_replace(translate(normalize(given, NFC), E'⟦⟧\u0001', '[]'), '([-./_@:\\](?=\w)|[<&])', E'\\1\u0001', 'g'),
      query,
      'StartSel="⟦", StopSel="⟧", ' || options) as marked) as headline);
