"""Snapshots as a WARC file (ISO 28500:2017), readable by any tool that reads web archives.

Each page is a `response` record. What was scrubbed says so in a header of its own, and the file's first
record (`warcinfo`) and a manifest beside it say what the file holds.
"""

import hashlib
import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from io import BytesIO
from pathlib import Path

from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from crawler.clock import now_iso
from crawler.errors import UsageProblem
from crawler.snapshots.bodies import Bodies
from crawler.snapshots.expiry import drop_expired
from crawler.store.snapshots import Snapshot, iter_snapshots
from crawler.study import Study
from crawler.version import caifeng_version

SCRUBBED = (
    "names of authors, links to their profiles and personal data in texts were replaced; scripts were removed"
)
REASONS = {200: "OK", 304: "Not Modified"}


@dataclass(frozen=True, slots=True)
class WarcReport:
    """What was written: records, of these raw ones, pages without a body, and the SHA-256 of the file."""

    file: str
    records: int
    raw: int
    missing: int
    sources: dict[str, int]
    sha256: str


def write_warc(study: Study, out: Path, *, raw: bool = False, newest: bool = False) -> WarcReport:
    """Write the study's snapshots to `out` (.warc or .warc.gz) and a manifest beside it.

    Raw pages are left out unless `raw`; `newest` takes only the last page of each address. Raises
    UsageProblem when nothing was kept or the name says no WARC.
    """
    if not out.name.endswith((".warc", ".warc.gz")):
        raise UsageProblem("a WARC file ends in .warc.gz or .warc", where=str(out))
    with study.open() as store:
        drop_expired(store, study)
        if store.value("SELECT count(*) FROM snapshots") == 0:
            raise UsageProblem("no pages were kept", where=str(study.folder), hint="caifeng crawl keeps them")
        partial = out.with_name(f".{out.name}.partial")
        bodies = Bodies(study.folder)
        try:
            with partial.open("wb") as handle:
                writer = WARCWriter(handle, gzip=out.name.endswith(".gz"))
                pages = iter_snapshots(store, newest=newest)
                counts, sources = _write(writer, out.name, pages, bodies, raw=raw)
            partial.replace(out)
        finally:
            bodies.close()
            partial.unlink(missing_ok=True)
    digest = hashlib.sha256(out.read_bytes()).hexdigest()
    report = WarcReport(
        out.name, counts["records"], counts["raw"], counts["missing"], dict(sorted(sources.items())), digest
    )
    _manifest(study, out, report)
    return report


def _write(
    writer: WARCWriter, name: str, snapshots: Iterator[Snapshot], bodies: Bodies, *, raw: bool
) -> tuple[Counter[str], Counter[str]]:
    counts: Counter[str] = Counter()
    sources: Counter[str] = Counter()
    about = {"software": f"caifeng {caifeng_version()}", "format": "WARC File Format 1.1"}
    note = "raw pages included" if raw else SCRUBBED
    writer.write_record(writer.create_warcinfo_record(name, {**about, "description": note}))
    for snapshot in snapshots:
        if snapshot.raw and not raw:
            counts["left out"] += 1
            continue
        body = bodies.get(snapshot.body)
        if body is None:
            counts["missing"] += 1
            continue
        writer.write_record(_record(writer, snapshot, body))
        counts["records"] += 1
        counts["raw"] += snapshot.raw
        sources[snapshot.source] += 1
    return counts, sources


def _record(writer: WARCWriter, snapshot: Snapshot, body: bytes) -> object:
    said = [*snapshot.headers.items(), ("content-length", str(len(body)))]
    status = f"{snapshot.status} {REASONS.get(snapshot.status, '')}".strip()
    http = StatusAndHeaders(status, said, protocol="HTTP/1.1")
    own = {
        "WARC-Date": snapshot.fetched_at[:19] + "Z",
        "X-Caifeng-Parser": snapshot.parser_version,
        "X-Caifeng-Snapshot": snapshot.id,
        "X-Caifeng-Scrubbed": "no" if snapshot.raw else "yes",
    }
    return writer.create_warc_record(
        snapshot.url, "response", payload=BytesIO(body), http_headers=http, warc_headers_dict=own
    )


def _manifest(study: Study, out: Path, report: WarcReport) -> None:
    about = {"study": study.config.study.name, "written_at": now_iso(), "scrubbed": SCRUBBED}
    made = {**about, "software": f"caifeng {caifeng_version()}", **asdict(report)}
    text = json.dumps(made, ensure_ascii=False, indent=2)
    out.with_name(out.name + ".manifest.json").write_text(text + "\n", encoding="utf-8")
