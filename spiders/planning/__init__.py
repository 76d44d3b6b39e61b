"""What a crawl would do, found out with as few requests as that takes. Importing it loads no Scrapy."""

from spiders.planning.run import StudyPlan, plan
from spiders.planning.sketch import SourcePlan

__all__ = ["SourcePlan", "StudyPlan", "plan"]
