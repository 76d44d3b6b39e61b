"""Reading and writing the trained weights: safetensors (float16) and a JSON that says all about them."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np

from crawler.errors import MiningProblem
from mining.typing.encoder import Floats, Weights
from mining.typing.heads import Calibration

FORMAT = 1
_TENSORS, _SUMMARY = "heads.safetensors", "heads.json"


@dataclass(frozen=True, slots=True)
class Heads:
    """Weights ready to use, their calibration, and the name that identifies both."""

    weights: Weights
    calibration: Calibration
    name: str


def package_folder() -> Path:
    """Where the weights that come with the package are."""
    return Path(str(files("mining.typing").joinpath("weights")))


def save(folder: Path, weights: Mapping[str, Floats], summary: Mapping[str, Any]) -> None:
    """Write heads.safetensors and heads.json."""
    from safetensors.numpy import save_file

    small = {name: np.ascontiguousarray(value.astype(np.float16)) for name, value in weights.items()}
    save_file(small, folder / _TENSORS)
    digest = hashlib.sha256((folder / _TENSORS).read_bytes()).hexdigest()
    text = json.dumps({"format": FORMAT, "weights_sha256": digest, **summary}, indent=1, sort_keys=True)
    (folder / _SUMMARY).write_text(text + "\n", encoding="utf-8")


def read_summary(folder: Path) -> dict[str, Any]:
    """heads.json. Raises MiningProblem when it is missing or of another format."""
    path = folder / _SUMMARY
    try:
        data: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    except (FileNotFoundError, json.JSONDecodeError) as error:
        raise MiningProblem(
            "the typing heads are missing", where=str(path), hint="install caifeng again"
        ) from error
    if data.get("format") != FORMAT:
        raise MiningProblem(f"has format {data.get('format')}, this caifeng reads {FORMAT}", where=str(path))
    return data


def model_name(folder: Path) -> str:
    """Name of the heads in a folder: changes with the weights and with the calibration."""
    data = read_summary(folder)
    marks = json.dumps([data["weights_sha256"], data["calibration"]], sort_keys=True)
    return "typing-" + hashlib.sha256(marks.encode()).hexdigest()[:12]


@cache
def load(folder: Path) -> Heads:
    """The heads of a folder, checked against their hash. Raises MiningProblem."""
    from safetensors.numpy import load as parse

    data = read_summary(folder)
    path = folder / _TENSORS
    try:
        content = path.read_bytes()
    except FileNotFoundError as error:
        raise MiningProblem(
            "the typing heads are missing", where=str(path), hint="install caifeng again"
        ) from error
    if hashlib.sha256(content).hexdigest() != data["weights_sha256"]:
        raise MiningProblem("the typing heads are damaged", where=str(path), hint="install caifeng again")
    weights = {name: value.astype(np.float32) for name, value in parse(content).items()}
    return Heads(weights, Calibration.from_json(data["calibration"]), model_name(folder))
