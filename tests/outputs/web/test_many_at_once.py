"""Several readers and a writer at the same time: no error, no decision lost."""

from crawler.study import Study
from tests.bench.review_crowd import run


def test_readers_and_a_writer_do_not_disturb_each_other(sample: Study) -> None:
    found = run(sample, seconds=2.0, readers=6)

    assert found["errors"] == []
    assert found["decisions_kept"] == found["decisions_sent"]
    assert int(str(found["decisions_sent"])) > 3
    assert int(str(found["pages"])) > 20
