"""`cleancopy rules check` and `rules test`: what the writer of a rule sees."""

import json
from pathlib import Path

import pytest

from cleancopy.cli import rules
from cleancopy.errors import Problem
from cli.conftest import Run
from cli.pages import RULES


def test_good_rules_have_no_problems(run: Run) -> None:
    result = run("rules", "check", "good")
    assert (result.exit_code, result.stdout) == (0, "1 rule file, no problems.\n")


def test_a_problem_stands_with_its_place(run: Run) -> None:
    result = run("rules", "check", "bad", "good")
    assert result.exit_code == 1
    told = "bad/mine.yaml:5:5: unknown key 'remvoe' (did you mean remove?)\n2 rule files, 1 problem.\n"
    assert result.stdout == told


def test_json_is_a_list_of_problems(run: Run) -> None:
    result = run("rules", "check", "bad", "--output-format", "json")
    assert result.exit_code == 1
    (problem,) = json.loads(result.stdout)
    assert (problem["file"], problem["line"], problem["column"]) == ("bad/mine.yaml", 5, 5)
    assert json.loads(run("rules", "check", "good", "--output-format", "json").stdout) == []


def test_github_gets_workflow_commands(run: Run) -> None:
    result = run("rules", "check", "bad", "--output-format", "github")
    assert result.stdout == (
        "::error file=bad/mine.yaml,line=5,col=5::unknown key 'remvoe' (did you mean remove?)\n"
    )
    assert run("rules", "check", "good", "--output-format", "github").stdout == ""


def test_workflow_commands_escape_what_would_end_them() -> None:
    problem = Problem("a,b:c.yaml", 0, 0, "61 %: too much\nof it")
    assert rules._workflow_command(problem) == "::error file=a%2Cb%3Ac.yaml::61 %25: too much%0Aof it"


def test_the_shipped_rules_are_meant_when_nothing_is_named(run: Run) -> None:
    result = run("rules", "check")
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout.endswith("no problems.\n")


def test_the_examples_of_good_rules_hold(run: Run) -> None:
    result = run("rules", "test", "good")
    assert (result.exit_code, result.stdout) == (0, "2 examples of 1 rule in 1 rule file, no problems.\n")


def test_an_example_that_is_not_hit_fails(run: Run, folder: Path) -> None:
    (folder / "good" / "mine.yaml").write_text(RULES.replace('class="aside"', 'class="beside"'))
    for verb in ("test", "check"):
        result = run("rules", verb, "good/mine.yaml")
        assert result.exit_code == 1
        assert "good/mine.yaml:7:17: aside does not change this example" in result.stdout


@pytest.mark.parametrize("verb", ["check", "test"])
@pytest.mark.parametrize(
    ("path", "told"), [("nowhere", "does not exist"), (".", "there is no rule file (.yaml) in '.'")]
)
def test_a_path_without_rules_is_usage(run: Run, folder: Path, verb: str, path: str, told: str) -> None:
    for name in ("good", "bad"):
        (folder / name / "mine.yaml").unlink()
    result = run("rules", verb, path)
    assert result.exit_code == 2
    assert told in result.stderr
