"""The JSON Schema of study.toml, for editors that check and complete while one writes."""

from typing import Any

from crawler.config import StudyConfig

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def study_schema() -> dict[str, Any]:
    """Draft 2020-12. What it cannot say (that a url has a host, that a selector is CSS) loading checks."""
    schema = StudyConfig.model_json_schema()
    schema["$defs"]["SourceSection"]["properties"]["url"] |= {
        "pattern": "^[Hh][Tt][Tt][Pp][Ss]?://[^ ]+$",
        "description": "where to look: an http:// or https:// address",
    }
    return {
        "$schema": DIALECT,
        **schema,
        "title": "study.toml of caifeng",
        "description": "What a study asks, where it looks, and within which limits.",
    }
