"""Any page that marks up its reviews or discussions with schema.org, in JSON-LD or microdata."""
