"""The JSON Schema of rule files, for editors: `python -m cleancopy.ruleset.schema` writes it anew."""

from __future__ import annotations

import json

from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core import core_schema

from cleancopy import resources
from cleancopy.ruleset.rulefile import RuleFile


class _Written(GenerateJsonSchema):
    """What people write: a key without a value is left out, so `null` and defaults are no part of it."""

    def nullable_schema(self, schema: core_schema.NullableSchema) -> JsonSchemaValue:
        return self.generate_inner(schema["schema"])

    def default_schema(self, schema: core_schema.WithDefaultSchema) -> JsonSchemaValue:
        return self.generate_inner(schema["schema"])


def schema_text() -> str:
    """The schema as rules/schema.json holds it."""
    schema = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **RuleFile.model_json_schema(schema_generator=_Written),
        "title": "Clean Copy rule file",
    }
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"


def write_schema() -> None:
    resources.shipped("rules").joinpath("schema.json").write_text(schema_text(), encoding="utf-8")


if __name__ == "__main__":
    write_schema()
