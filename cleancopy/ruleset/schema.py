"""The JSON Schema of rule files, for editors: `python -m cleancopy.ruleset.schema` writes it anew."""

from __future__ import annotations

import json

from cleancopy import resources
from cleancopy.ruleset.rulefile import RuleFile


def schema_text() -> str:
    """The schema as rules/schema.json holds it."""
    schema = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **RuleFile.model_json_schema(),
        "title": "Clean Copy rule file",
    }
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"


def write_schema() -> None:
    resources.shipped("rules").joinpath("schema.json").write_text(schema_text(), encoding="utf-8")


if __name__ == "__main__":
    write_schema()
