"""Stage "discover": typed clauses with vectors in, findings with evidence out."""

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from crawler.stages import StageContext, table_hash
from crawler.store import Store
from mining.discover.assemble import assemble, fresh_id
from mining.discover.corpus import Corpus, corpus_of
from mining.discover.former import Core, load_former
from mining.discover.groups import Group, core_of, fewest, find_groups, shelves
from mining.discover.innovated import Unusual, unusual_groups
from mining.discover.items import Gathered, Item, gather, newest_clause
from mining.discover.language_mix import language_nmi
from mining.discover.saving import save_findings
from mining.discover.stability import stabilities
from mining.embed.base import Embedder, Vectors
from mining.embed.centre import centre
from mining.embed.registry import load_embedder
from mining.embed.shards import read_vectors
from mining.facets.lexicon import lexicon_version
from mining.facets.trades import trades_in_use
from mining.people import load_census
from mining.reading import current_discovery
from mining.records import KINDS, Finding
from mining.schema import MINING_MIGRATIONS
from mining.slots.own import own_version


class DiscoverStage:
    """Group, name and rank; ids of the last run stay where the evidence stayed."""

    name = "discover"
    version = 9  # any change of the result raises it, so that studies are mined again
    reads: tuple[str, ...] = ("posts", "duplicates", "clauses", "labels", "vectors")
    writes: tuple[str, ...] = ("findings", "evidence", "lineage", "cores")

    def config(self, study: Any) -> Mapping[str, Any]:
        """What the findings depend on besides the data."""
        mining = study.config.mining
        own = own_version(study.folder)  # named only where there is one: other studies stay as they are
        return {
            **({"lexicon": own} if own else {}),
            "embedder": mining.embedder,
            "seed": mining.seed,
            "min_people": mining.min_people,
            "facets": lexicon_version(),
            "trades": sorted(trades_in_use()),
        }

    def model(self, study: Any) -> str | None:
        """Name and revision of the embedder."""
        return load_embedder(study.config.mining.embedder).model

    def input_hash(self, store: Store) -> str:
        """Hash of labels, duplicate groups and what else is read of the posts."""
        store.migrate(MINING_MIGRATIONS)
        return table_hash(
            store,
            "SELECT clauses.id, labels.types, labels.scores, labels.slots, posts.url, posts.author_key,"
            " posts.rating, posts.source, posts.posted_at, duplicates.group_id, duplicates.kept"
            " FROM clauses JOIN labels ON labels.clause_id = clauses.id"
            " JOIN posts ON posts.id = clauses.post_id"
            " LEFT JOIN duplicates ON duplicates.post_id = posts.id ORDER BY clauses.id",
        )

    def run(self, context: StageContext) -> Mapping[str, Any]:
        """Counts per kind: clauses, hollow ones, findings, share of clauses in no finding."""
        store, config = context.store, context.config
        census = load_census(store)
        embedder = load_embedder(config["embedder"])
        previous = current_discovery(store)
        gathered = gather(store, census, _known(store, previous))
        everyone = census.people(row[0] for row in store.conn.execute("SELECT id FROM posts"))
        findings: list[Finding] = []
        cores: dict[str, Core] = {}
        counts: dict[str, Any] = {
            "people": len(everyone),
            "trades": sorted(trades_in_use()),
            "newest_clause": newest_clause(store),
        }
        for step, kind in enumerate(KINDS):
            context.progress(self.name, step, len(KINDS))
            items = gathered[kind].items
            corpus = corpus_of(kind, items, _vectors(items, store, embedder), len(everyone))
            former = load_former(store, previous, kind, items)
            least = fewest(kind, config["min_people"])
            groups = find_groups(corpus, min_people=least, seed=config["seed"], former=former)
            stable = stabilities(corpus, groups, min_people=least, seed=config["seed"])
            findings += _findings(corpus, groups, stable)
            unusual: list[Unusual] = []
            if kind == "scenario":
                shelved = load_former(store, previous, kind, items, unusual=True)
                unusual = unusual_groups(corpus, groups, shelved)
                findings += _shelf(corpus, unusual)
            kept = [*groups, *(one.group for one in unusual)]
            cores |= {fresh_id(kind, group, items): core_of(group, items) for group in kept}
            told = _told(gathered[kind], groups, stable)
            counts |= {f"{kind}_{key}": value for key, value in told.items()}
        lineage = save_findings(store, context.run_id, findings, cores)
        context.progress(self.name, len(KINDS), len(KINDS))
        relations = Counter(line.relation for line in lineage)
        return counts | {f"lineage_{name}": relations[name] for name in ("kept", "derived", "merged", "new")}


def _known(store: Store, run_id: str | None) -> int:
    """The newest clause that a run saw, 0 without a run."""
    counts = store.value("SELECT counts FROM runs WHERE id = ?", (run_id,))
    return int(json.loads(counts).get("newest_clause", 0)) if counts else 0


def _findings(corpus: Corpus, groups: Sequence[Group], stable: Sequence[float]) -> list[Finding]:
    known = {id(group): value for group, value in zip(groups, stable, strict=True)}
    firm, weak = shelves(corpus, groups, stable)
    return [
        *assemble(corpus, firm, shelf="main", stable=[known[id(group)] for group in firm]),
        *assemble(corpus, weak, shelf="weak", stable=[known[id(group)] for group in weak]),
    ]


def _shelf(corpus: Corpus, unusual: Sequence[Unusual]) -> list[Finding]:
    parts = [{"surprise": one.surprise, "oddness": one.oddness} for one in unusual]
    return assemble(corpus, [one.group for one in unusual], shelf="innovated", extra=parts)


def _told(gathered: Gathered, groups: Sequence[Group], stable: Sequence[float]) -> dict[str, Any]:
    items = gathered.items
    grouped = sum(len(group.rows) for group in groups)
    return {
        "clauses": len(items),
        "hollow": gathered.hollow,
        "groups": len(groups),
        "unassigned_share": round(1 - grouped / len(items), 4) if items else 0.0,
        "language_nmi": language_nmi(groups, items),
        "stability": round(float(np.mean(stable)), 4) if stable else None,
    }


def _vectors(items: Sequence[Item], store: Store, embedder: Embedder) -> Vectors:
    """Centred vectors of what counts of each item; a view that is not the clause itself is encoded here."""
    if not items:
        return np.zeros((0, embedder.dimensions), dtype=np.float32)
    vectors = read_vectors(store, embedder.model, [item.clause.id for item in items])
    other = [row for row, item in enumerate(items) if item.view != item.clause.text]
    if other:
        vectors[other] = embedder.encode([items[row].view for row in other])
    return centre(vectors, [item.clause.language for item in items])
