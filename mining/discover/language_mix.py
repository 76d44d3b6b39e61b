"""Whether groups are meanings or merely languages."""

from collections.abc import Sequence

from mining.discover.groups import Group
from mining.discover.items import Item


def language_nmi(groups: Sequence[Group], items: Sequence[Item]) -> float | None:
    """Normalised mutual information of group and language over the grouped clauses, in [0, 1].

    0: groups cut across languages; 1: each group speaks one language. None where there are not
    two groups and two languages.
    """
    labels = [at for at, group in enumerate(groups) for _ in group.rows]
    languages = [items[int(row)].clause.language for group in groups for row in group.rows]
    if len(set(labels)) < 2 or len(set(languages)) < 2:
        return None
    from sklearn.metrics import normalized_mutual_info_score  # noqa: PLC0415 - heavy

    return round(float(normalized_mutual_info_score(languages, labels)), 4)
