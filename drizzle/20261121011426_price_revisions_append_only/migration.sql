-- What a day was known as stays: a revision is evidence of what the market was told.
create trigger price_day_revisions_append_only before update or delete or truncate on price_day_revisions
  execute function refuse_change();
