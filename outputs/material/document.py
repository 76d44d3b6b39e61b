"""The whole of a study as one JSON-ready document: the data that every export is made of."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, fields
from typing import Any

from crawler.errors import ExportProblem
from crawler.records import Post
from crawler.store import Store
from crawler.store.posts import iter_posts
from mining.decision_log import cancelled_ids, list_decisions
from mining.kano.reading import load_candidates, load_shifts
from mining.lens import Lens, hide_words
from mining.opportunities.reading import load_opportunities
from mining.overlay import Overlay, ShownFinding, lens_of
from mining.records import Evidence
from mining.relations.reading import load_relations
from outputs.links import safe_url
from outputs.material.options import ExportOptions
from outputs.material.relations import shown_relations
from outputs.queries import load_mappings, load_runs, load_tags, version_text

FORMAT = "caifeng-export"
FORMAT_VERSION = 1
_VERSIONED = ("title", "body", "text", "rating", "edited_at", "fetched_at", "content_hash")


def build_document(store: Store, overlay: Overlay, options: ExportOptions) -> dict[str, Any]:
    """posts, findings, moved, mappings, tags, relations, decisions, runs: in a fixed order, ready for JSON.

    Each post stands in the version that the findings read, so that for every entry of `evidence`
    `post.text[start:end] == quote`. Raises ExportProblem where a quote is not what its post says.
    """
    kept = [item for item in overlay.shown if options.keeps(item)]
    cited = _cited_versions(overlay)
    lens = lens_of(store)
    posts = {post["id"]: _masked(lens, post) for post in _posts(store, cited)}
    ids = {item.id for item in kept}
    return {
        "posts": list(posts.values()),
        "findings": [_finding(store, item, posts, lens) for item in kept],
        "moved": dict(sorted(overlay.moved.items())),
        "mappings": [asdict(row) for row in load_mappings(store) if row.finding_id in ids],
        "tags": [asdict(row) for row in load_tags(store)],
        "relations": [
            asdict(one)
            for one in shown_relations(load_relations(store), overlay)
            if {one.from_id, one.to_id} <= ids
        ],
        "kano": [asdict(item) for item in load_candidates(store)],
        "kano_shifts": [asdict(item) for item in load_shifts(store)],
        "opportunities": [asdict(item) for item in load_opportunities(store)],
        "decisions": _decisions(store),
        "runs": [asdict(row) for row in load_runs(store)],
    }


def _cited_versions(overlay: Overlay) -> dict[str, int]:
    """post id -> the newest version that a finding of the current run quotes."""
    cited: dict[str, int] = {}
    for item in overlay.shown:
        if item.run_id == overlay.run_id:
            for evidence in item.evidence:
                cited[evidence.post_id] = max(cited.get(evidence.post_id, 0), evidence.post_version)
    return cited


def _posts(store: Store, cited: Mapping[str, int]) -> Iterable[dict[str, Any]]:
    names = [f.name for f in fields(Post)]
    for post in iter_posts(store):
        row = {name: getattr(post, name) for name in names}
        row["attributes"] = dict(post.attributes)
        row["url"] = safe_url(post.url)
        row["latest_version"] = post.version
        version = cited.get(post.id, post.version)
        if version != post.version:
            row.update(_version(store, post.id, version))
        yield row


def _masked(lens: Lens, post: dict[str, Any]) -> dict[str, Any]:
    """The post with the words hidden that people hid; every offset stays."""
    if post["id"] not in lens.hidden:
        return post
    hidden = {
        name: hide_words(post[name], lens.hidden[post["id"]]) for name in ("title", "body") if post[name]
    }
    return {**post, **hidden, "text": lens.text(post["id"], post["version"], post["text"])}


def _version(store: Store, post_id: str, version: int) -> dict[str, Any]:
    found = store.rows("SELECT * FROM post_versions WHERE post_id = ? AND version = ?", (post_id, version))
    if not found:
        raise ExportProblem(
            f"version {version} of post {post_id} is quoted but no longer kept", hint="caifeng mine --force"
        )
    return {"version": version, **{name: found[0][name] for name in _VERSIONED}}


def _finding(
    store: Store, item: ShownFinding, posts: Mapping[str, Mapping[str, Any]], lens: Lens
) -> dict[str, Any]:
    finding = item.finding
    same = [e for e in item.evidence if posts[e.post_id]["version"] == e.post_version]
    other = [e for e in item.evidence if posts[e.post_id]["version"] != e.post_version]
    for evidence in same:
        _check(evidence, posts[evidence.post_id]["text"], item.id)
    for evidence in other:
        text = version_text(store, evidence.post_id, evidence.post_version)
        _check(evidence, lens.text(evidence.post_id, evidence.post_version, text), item.id)
    return {
        "id": item.id,
        "kind": item.kind,
        "title": dict(item.title),
        "machine_title": dict(item.machine_title),
        "named_by": None if item.renamed else finding.named_by or None,
        "statement": dict(finding.statement),
        "slots": dict(finding.slots),
        "terms": list(finding.terms),
        "people": finding.people,
        "people_basis": finding.people_basis,
        "posts": finding.posts,
        "components": dict(finding.components),
        "stability": finding.stability,
        "status": item.status,
        "reviewed": item.reviewed,
        "recheck_reason": item.reason or None,
        "shelf": finding.shelf,
        "rank": finding.rank,
        "run_id": item.run_id,
        "merged_from": list(item.merged_from),
        "split_from": item.split_from or None,
        "machine_kind": item.machine_kind,
        "starred": item.starred,
        "pinned": item.pinned,
        "placed": dict(item.placed),
        "planned": dict(item.planned),
        "set_aside": len(item.set_aside),
        "successors": list(item.successors),
        "evidence": [_evidence(e) for e in same],
        "earlier_evidence": [_evidence(e) for e in other],
    }


def _check(evidence: Evidence, text: str | None, finding_id: str) -> None:
    if text is None or text[evidence.start : evidence.end] != evidence.quote:
        raise ExportProblem(
            f"quote {evidence.clause_id} of finding {finding_id} is not what post {evidence.post_id} says",
            hint="caifeng mine --force",
        )


def _evidence(item: Evidence) -> dict[str, Any]:
    return {
        "clause_id": item.clause_id,
        "post_id": item.post_id,
        "post_version": item.post_version,
        "start": item.start,
        "end": item.end,
        "quote": item.quote,
        "url": safe_url(item.url),
        "strength": item.strength,
        "rank": item.rank,
    }


def _decisions(store: Store) -> list[dict[str, Any]]:
    log = list_decisions(store)
    undone = cancelled_ids(log)
    return [
        {
            "id": d.id,
            "at": d.at,
            "who": d.who,
            "action": d.action,
            "subject_id": d.subject_id,
            "payload": dict(d.payload),
            "undone": d.id in undone,
        }
        for d in log
    ]
