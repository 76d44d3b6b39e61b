"""The review app of a small study: let in already, in a client or in a real browser."""

from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from crawler.study import Study
from tests.outputs.web_tools import ORIGIN, Live, Reviewer, serve_live
from tests.sample import fill_sample


@pytest.fixture
def sample(study: Study) -> Study:
    """The launderette: posts, findings, mappings, tags, a crawl's ledger."""
    with study.open() as store:
        fill_sample(store)
    return study


@pytest.fixture
def reviewer(sample: Study) -> Iterator[Reviewer]:
    """A browser that was let in to the launderette."""
    with Reviewer(sample) as opened:
        yield opened


@pytest.fixture
def stranger(sample: Study) -> Iterator[TestClient]:
    """A browser that was not."""
    from outputs.web import make_app

    with TestClient(make_app(sample), base_url=ORIGIN, raise_server_exceptions=False) as opened:
        yield opened


@pytest.fixture
def live(sample: Study) -> Iterator[Live]:
    """The review app of the launderette on a real socket, for a real browser."""
    with serve_live(sample) as opened:
        yield opened
