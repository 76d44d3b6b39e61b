"""The heads of one study: the package's, with the last layer that `caifeng train` fitted to its reviewers.

Only the last layer lies in the study (`heads/last_layer.json`), bound to the weights that it was fitted on.
"""

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from crawler.errors import MiningProblem
from mining.typing.encoder import Floats
from mining.typing.weights import Heads, load, model_name, package_folder

FORMAT = 1
FOLDER, FILE = "heads", "last_layer.json"
NAMES = ("head.out", "head.out_b")


def own_file(study: Path) -> Path:
    """Where a study's last layer lies."""
    return study / FOLDER / FILE


def read_own(study: Path) -> dict[str, Any] | None:
    """The study's last layer with its record, None where it has none.

    Raises MiningProblem when the file is damaged or belongs to other weights than the package's.
    """
    path = own_file(study)
    hint = f"caifeng train --study {study}, or caifeng train --study {study} --reset"
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
        fits = data["format"] == FORMAT and all(isinstance(data["layer"][name], list) for name in NAMES)
    except FileNotFoundError:
        return None
    except (ValueError, KeyError, TypeError) as error:
        raise MiningProblem("the study's own typing heads are damaged", where=str(path), hint=hint) from error
    if not fits or data["base"] != model_name(package_folder()):
        raise MiningProblem(
            "the study's own typing heads were fitted on other weights", where=str(path), hint=hint
        )
    found: dict[str, Any] = data
    return found


def heads_name(study: Path) -> str:
    """Name of the heads that type a study's clauses; changes whenever they do."""
    own = read_own(study)
    return model_name(package_folder()) if own is None else _name(own)


def load_heads(study: Path) -> Heads:
    """The heads that type a study's clauses. Raises MiningProblem."""
    base, own = load(package_folder()), read_own(study)
    if own is None:
        return base
    layer = {name: np.array(own["layer"][name], dtype=np.float32) for name in NAMES}
    if any(layer[name].shape != base.weights[name].shape for name in NAMES):
        raise MiningProblem("the study's own typing heads are damaged", where=str(own_file(study)))
    return Heads({**base.weights, **layer}, base.calibration, _name(own))


def save_own(study: Path, layer: Mapping[str, Floats], record: Mapping[str, Any]) -> str:
    """Write a last layer with its record, whole or not at all; the new name of the heads."""
    data = {
        "format": FORMAT,
        "base": model_name(package_folder()),
        "layer": {name: layer[name].astype(np.float32).round(7).tolist() for name in NAMES},
        **record,
    }
    path = own_file(study)
    path.parent.mkdir(exist_ok=True)
    partial = path.with_suffix(".partial")
    partial.write_text(json.dumps(data, sort_keys=True) + "\n", encoding="utf-8")
    partial.replace(path)
    return _name(json.loads(path.read_text(encoding="utf-8")))


def reset_own(study: Path) -> bool:
    """Take a study's last layer away; whether there was one."""
    path = own_file(study)
    if not path.exists():
        return False
    path.unlink()
    return True


def _name(own: Mapping[str, Any]) -> str:
    marks = json.dumps([own["base"], own["layer"]], sort_keys=True)
    return "typing-own-" + hashlib.sha256(marks.encode()).hexdigest()[:12]
