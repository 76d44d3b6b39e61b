"""The study.toml that `caifeng init` writes."""

import json

STUDY_TEMPLATE = """\
# A caifeng study. Lines that begin with # are explanations or examples.

[study]
name = {name}
question = {question}            # what you want to know; printed on page one of every output
languages = ["zh", "en"]
domains = {domains}              # taxonomies, merged: retail, restaurant, hotel, app, membership

[crawl]
delay = 1.0                      # seconds between requests to one host; robots.txt may ask for more
contact = ""                     # "mailto:you@example.org": who to write to, sent in the user agent
allow_private = false            # true lets this study crawl loopback and private addresses
max_pages = 5000                 # pages per seed at the most

# One block for each place to look. `caifeng crawl URL --study DIR` adds one for you.
# [[sources]]
# source = "auto"                # or schema_org, discourse, wordpress: see `caifeng sources`
# url = "https://forum.example.org/c/feedback"
# subject = "Example Tea"        # optional: the product, shop or app spoken of
# brand_role = "own"             # optional: own, competitor, category
# limit = 2000                   # posts
# [sources.select]               # only for pages of no known engine (web): CSS selectors
# post = "div.entry"             # further: text, title, author, date, rating, reply_to, next
# render = "auto"                # a browser for pages that scripts build: never, auto, always

[mining]
embedder = "use"                 # use (zh and en in one space) or lite (nothing but counting)
seed = 7
min_people = 3                   # as many people make a finding; of a need one less; others: weak signals
# trades = ["lodging"]           # whose own words are looked for; unset: trades that posts speak of

[llm]
allow = false                    # true lets `caifeng name` send masked quotes to a model: docs/models.md
# endpoint = "https://models.example.org/v1"
# model = "name-of-the-model"
# key_env = "CAIFENG_LLM_KEY"    # the key itself never stands here

[snapshots]
keep = true                      # pages as they were read, without people: for `caifeng reparse`
raw = false                      # true keeps them as they came, names included, for raw_ttl_days

[privacy]
mask = true                      # phone numbers, e-mail, ID cards, plates, account names in texts
"""


def toml_string(value: str) -> str:
    """A TOML basic string; JSON's escapes are a subset of TOML's."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
