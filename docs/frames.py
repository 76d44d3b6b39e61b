"""A study in pandas: the cells of docs/frames.ipynb, which `python -m tests.project.notebook` writes."""

# %% [markdown]
# # A study in pandas
#
# `open_frames` reads a study folder and gives its tables as frames. What people decided is in them: titles as
# renamed, merged findings as one, rejected ones with their status. Nothing is written.

# %%
import pandas as pd

from outputs.frames import open_frames

pd.set_option("display.width", 110)
study = open_frames("study")
{name: len(getattr(study, name)) for name in ("posts", "findings", "evidence", "tags", "decisions", "ideas")}

# %% [markdown]
# Findings, most people first. `people` counts distinct authors, or posts where a source names none.

# %%
study.findings.sort_values("people", ascending=False)[["kind", "title_en", "people", "status"]].head()

# %% [markdown]
# Every number leads to words: join the evidence with the posts, and the span is the quote.

# %%
words = study.evidence.merge(study.posts, left_on="post_id", right_on="id", suffixes=("", "_of_post"))
spans = [text[start:end] for text, start, end in zip(words.text, words.start, words.end, strict=True)]
(words.quote == spans).all()

# %% [markdown]
# How many people stand behind each kind, and how much of it somebody has judged.

# %%
study.findings.groupby("kind").agg(findings=("id", "count"), judged=("reviewed", "sum"))

# %% [markdown]
# Shares of tags have a denominator and an interval, and do not add up.

# %%
study.tags[["label", "polarity", "people", "of_people", "low", "high"]].head()

# %% [markdown]
# Where it all comes from.

# %%
sorted(study.manifest["runs"])
