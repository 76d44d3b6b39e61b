"""Figures of the organisation beside what people say, as the report shows them."""

from collections.abc import Sequence
from dataclasses import dataclass

from mining.odata.beside import Beside, Line
from outputs.material.gather import Material
from outputs.report.charts import SMALL_BASE, Bar, share_bar


@dataclass(frozen=True, slots=True)
class OdataRow:
    """One key with its figures; the share of the discontent only where enough people are behind it."""

    key: str
    figures: tuple[str, ...]
    people: str
    bar: Bar | None
    share: str


@dataclass(frozen=True, slots=True)
class OdataTable:
    """One table, its keys by the name of the axis, and what may be said of both sides together."""

    name: str
    axis: str
    metrics: tuple[str, ...]
    rows: tuple[OdataRow, ...]
    told: tuple[str, ...]


def odata_view(material: Material) -> list[OdataTable]:
    """Every table of the study; [] without any."""
    return [_table(table, material) for table in material.odata]


def _table(table: Beside, material: Material) -> OdataTable:
    words = material.words
    told = [
        words("odata.few", metric=t.metric, n=t.keys)
        if t.rho is None
        else words("odata.rho", metric=t.metric, n=t.keys, rho=f"{t.rho:+.2f}".replace("-", "−"))
        for t in table.together
    ]
    if table.only_said:
        told.append(words("odata.only_said", keys=", ".join(_keys(table.only_said, table.axis, material))))
    return OdataTable(
        table.name, words(f"odata.{table.axis}"), table.metrics,
        tuple(_row(line, table, material) for line in table.lines), tuple(told),
    )  # fmt: skip


def _row(line: Line, table: Beside, material: Material) -> OdataRow:
    share = line.discontent
    enough = share is not None and share.of_people >= SMALL_BASE
    return OdataRow(
        key=_keys((line.key,), table.axis, material)[0],
        figures=tuple(f"{line.figures[m]:,g}" if m in line.figures else "" for m in table.metrics),
        people=material.people(line.people),
        bar=share_bar(share.share, share.low, share.high) if share is not None and enough else None,
        share=f"{share.share:.0%} ({share.low:.0%}–{share.high:.0%})" if share is not None and enough else "",
    )


def _keys(keys: Sequence[str], axis: str, material: Material) -> list[str]:
    return [material.names.label("phase", key) if axis == "phase" else key for key in keys]
