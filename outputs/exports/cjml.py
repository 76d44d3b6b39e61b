"""The journey as a subset of CJML 2.0 (customer journey modelling language), XML for other tools.

Kept to CJML's own rules: an actual journey, told by those who lived it; touchpoints are communication points
with an initiator, a receiver and a channel; phases are the only abstraction. What the study does not know
(who began, when) is left out, not guessed.
"""

from pathlib import Path
from xml.etree import ElementTree as ET

from crawler.store import Store
from crawler.study import Study
from mining.mappers.journey_grid import load_grid
from mining.mappers.journey_model import Grid, GridRow, GridTouchpoint
from mining.taxonomy_model import UNASSIGNED
from outputs.exports.options import ExportOptions, ExportResult
from outputs.files import write_bytes, write_whole
from outputs.material.gather import Material, gather
from outputs.neutral import visible

_CUSTOMER, _PROVIDER = "A1", "A2"


def write(study: Study, store: Store, path: Path, options: ExportOptions) -> ExportResult:
    """Write the journey as XML. Raises ExportProblem."""
    material = gather(study, store, options)
    grid = load_grid(store, material.names.taxonomy, material.findings)
    data = cjml_document(material, grid)
    write_whole(path, lambda draft: write_bytes(draft, data))
    return ExportResult((path,), material.manifest)


def cjml_document(material: Material, grid: Grid) -> bytes:
    """UTF-8 XML: actors, phases, and a communication point for each touchpoint of each phase."""
    root = ET.Element("CJML", {"version": "2.0"})
    journey = ET.SubElement(root, "actualJourney")
    _text(journey, "journeyTitle", material.study.config.study.name)
    _text(journey, "journeyDescription", grid.caption[material.language])
    actors = ET.SubElement(journey, "actors")
    ET.SubElement(actors, "endUser", {"actorID": _CUSTOMER})
    ET.SubElement(actors, "serviceProvider", {"actorID": _PROVIDER})
    rows = [row for row in grid.rows if row.phase != UNASSIGNED]
    phases = ET.SubElement(journey, "phases")
    for row in rows:
        phase = ET.SubElement(phases, "phase", {"phaseID": row.phase})
        _text(phase, "phaseName", row.name[material.language])
    points = ET.SubElement(journey, "touchpoints")
    for row in rows:
        for spot in row.touchpoints:
            _point(points, material, row, spot)
    ET.indent(root)
    text: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return text + b"\n"


def _point(points: ET.Element, material: Material, row: GridRow, spot: GridTouchpoint) -> None:
    name = spot.name[material.language]
    point = ET.SubElement(points, "actualCommunicationPoint")
    _text(point, "touchpointID", f"T-{row.phase}-{spot.touchpoint}")
    ET.SubElement(point, "belongsTo", {"phaseIDref": row.phase})
    for tag, actor in (("initiator", _CUSTOMER), ("receiver", _PROVIDER)):
        ET.SubElement(ET.SubElement(point, tag), "refersTo", {"actorIDref": actor})
    _text(ET.SubElement(point, "channel"), "channelName", material.names.label("provider", spot.provider))
    ids = " ".join(spot.finding_ids)
    _text(point, "comment", f"{name}; {material.people(spot.people)}; {ids}".rstrip("; "))


def _text(parent: ET.Element, tag: str, text: str) -> None:
    """ElementTree escapes; characters that XML 1.0 forbids are shown by their numbers."""
    ET.SubElement(parent, tag).text = visible(text)
