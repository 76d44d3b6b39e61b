"""Is this a page of a django-oscar shop?"""

import re

from crawler.pages import Detection, Fetched
from spiders.common.html import decoded

_FILES = re.compile(r"/oscar/(?:css/styles|js/oscar/ui)[\w.-]*\.(?:css|js)")
_REVIEW = re.compile(r"<article class=\"review\">.{0,400}?<h3 class=\"star-rating ", re.DOTALL)
_POD = re.compile(
    r"<article class=\"product_pod\">.{0,3000}?href=\"[^\"]*/catalogue/[^\"/]*_\d+/\"", re.DOTALL
)


def detect(fetched: Fetched) -> Detection:
    """By the files that its pages load, or by products or reviews in the shape of its templates."""
    text = decoded(fetched.body, fetched.headers.get("content-type", ""))
    if _FILES.search(text):
        return Detection(0.96, "the page loads django-oscar's own files")
    if _REVIEW.search(text):
        return Detection(0.85, "reviews in the shape of django-oscar's templates")
    if _POD.search(text):
        return Detection(0.8, "products in the shape of django-oscar's templates")
    return Detection(0.0, "no sign of django-oscar")
