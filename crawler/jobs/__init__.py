"""Crawls as work that can be seen and steered from any process. Nothing here imports Scrapy when imported.

`start` a crawl in the background, see what is `listed`, `ask` a job to pause, resume or stop, read its
`progress` (found of expected) and the `tail` of its log.
"""

from crawler.jobs.background import JobHandle, start
from crawler.jobs.control import ask
from crawler.jobs.joblog import LogLine, tail
from crawler.jobs.listing import JobView, listed, progress

__all__ = ["JobHandle", "JobView", "LogLine", "ask", "listed", "progress", "start", "tail"]
