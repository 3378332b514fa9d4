"""The ruleset as a whole: it does what its rules do one at a time, and it is replaced, never changed."""

from __future__ import annotations

import pickle
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleancopy.dom import Element
from cleancopy.errors import RuleError
from cleancopy.model import Document
from cleancopy.options import Options
from cleancopy.ruleset import load
from cleancopy.ruleset.compiled import Compiled
from cleancopy.ruleset.folders import SourceFile
from cleancopy.ruleset.page import edit_page
from cleancopy.ruleset.plan import plan
from cleancopy.ruleset.reading import parse_files
from ruleset import reference
from ruleset.chance import compound, functions, selectors, trees
from ruleset.reference import PlainRule
from ruleset.trees import edited, rule, ruleset, write

narrowings = st.none() | st.one_of(
    st.tuples(st.sampled_from(["in", "closest", "if", "unless"]), compound),
    st.tuples(st.just("up"), st.sampled_from("12")),
)
rules = st.builds(
    PlainRule,
    st.sampled_from([0, 3, 4]),
    st.sampled_from(["remove", "remove", "keep", "unwrap"]),
    st.one_of(selectors, functions),
    narrowings,
)


def compiled(plain: list[PlainRule]) -> Compiled:
    """Each rule in a file of its own, in the order in which files apply."""
    sources = []
    for number, one in enumerate(sorted(plain, key=lambda one: one.rank)):
        lines = [f"- id: rule-{number}", f'  {one.verb}: "{one.selector}"']
        if one.narrowing:
            key, value = one.narrowing
            lines.append(f"  {key}: {value}" if key == "up" else f'  {key}: "{value}"')
        text = "format: 1\nrules:\n" + "\n".join(lines)
        sources.append(SourceFile(f"{number}.yaml", f"{number}.yaml", "generic", one.rank, text))
    parsed, problems = parse_files(sources)
    assert not problems
    return Compiled((one.source, plan(one.file, one.lines())) for one in parsed)


@settings(max_examples=300, deadline=None)
@given(trees, st.lists(rules, min_size=1, max_size=5))
def test_rules_do_together_what_each_does_alone(root: Element, plain: list[PlainRule]) -> None:
    expected = reference.edited(root, plain)
    edit_page(compiled(plain), Document(root, "html"), Options(), guarded=False)
    assert reference.shown(root) == expected


def test_a_ruleset_travels_as_its_text(tmp_path: Path) -> None:
    rules = ruleset(tmp_path, {"generic/a.yaml": rule("remove: .ad")})
    copy = pickle.loads(pickle.dumps(rules))
    assert (copy.id, len(copy), repr(copy)) == (rules.id, 1, f"<Ruleset {rules.id}: 1 rules in 1 files>")
    assert edited(copy, "<p class=ad>x</p>y") == "y"


def test_the_id_changes_with_a_file_and_only_then(tmp_path: Path) -> None:
    ids = [
        ruleset(tmp_path / str(number), {f"generic/{name}.yaml": rule(f"remove: {selector}")}).id
        for number, (name, selector) in enumerate([("a", ".ad"), ("a", ".ad"), ("a", ".x"), ("b", ".ad")])
    ]
    assert ids[0] == ids[1]
    assert len(set(ids)) == 3


def test_what_is_shipped_comes_first(tmp_path: Path) -> None:
    own = write(tmp_path, {"generic/mine.yaml": rule("remove: .only-mine")})
    assert len(load(own)) == len(load()) + 1


def test_every_problem_of_every_file_is_told_at_once(tmp_path: Path) -> None:
    files = {
        "generic/a.yaml": rule("remvoe: .a"),
        "generic/b.yaml": rule("remove: '..b'"),
        "sites/c.yaml": "",
    }
    with pytest.raises(RuleError) as raised:
        load(write(tmp_path, files), tmp_path / "missing")
    assert len(raised.value.problems) == 4
    assert str(raised.value).count("\n") == 3
