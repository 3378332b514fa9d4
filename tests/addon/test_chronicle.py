"""What is told of the pages that passed."""

import json
from dataclasses import replace
from typing import get_args

import pytest

from cleancopy.addon.chronicle import MOST_REMEMBERED, REMEMBERED, Chronicle, Passed
from cleancopy.errors import PageReason, WorkerReason
from cleancopy.workers import Answer


def passed(
    url: str = "http://news.test/", mark: str = "cleaned", client: str = "10.0.0.2", size: int = 99
) -> Passed:
    answer = Answer(body=b"A page.", removed=3, ruleset_id="abc", times={"parse": 1.234})
    return Passed(url=url, client=client, mark=mark, status=200, seconds=0.0123, bytes=size, answer=answer)


def test_a_page_is_a_line_of_json() -> None:
    line = passed('http://news.test/\n"', "failed-open; reason=deadline").to_json()
    record = json.loads(line)
    assert "\n" not in line
    assert record["url"] == 'http://news.test/\n"'
    assert (record["outcome"], record["reason"]) == ("failed-open", "deadline")
    assert (record["ms"], record["removed"], record["stages"]) == (12.3, 3, {"parse": 1.23})


def test_the_log_says_which_page_failed_and_why(caplog: pytest.LogCaptureFixture) -> None:
    Chronicle().add(passed("http://news.test/\n", "failed-open; reason=deadline"))
    assert caplog.messages == [
        "'http://news.test/\\n' goes out untouched: it took longer than clean_deadline allows."
    ]


@pytest.mark.parametrize("reason", [*get_args(PageReason.__value__), *get_args(WorkerReason.__value__)])
def test_every_reason_has_its_words(reason: str) -> None:
    assert passed(mark=f"untouched; reason={reason}").why


def test_a_crowd_is_told_once(caplog: pytest.LogCaptureFixture) -> None:
    chronicle = Chronicle()
    for _ in range(50):
        chronicle.add(passed(mark="failed-open; reason=busy"))
    assert len(caplog.messages) == 1


def test_a_client_is_told_of_its_own_visits_alone() -> None:
    chronicle = Chronicle()
    chronicle.add(passed(client="10.0.0.2"))
    assert chronicle.find("10.0.0.2", "http://news.test/") is not None
    assert chronicle.find("10.0.0.3", "http://news.test/") is None


def test_the_oldest_visits_are_forgotten() -> None:
    chronicle = Chronicle()
    for number in range(REMEMBERED + 1):
        chronicle.add(passed(f"http://news.test/{number}"))
    assert chronicle.find("10.0.0.2", "http://news.test/0") is None
    assert chronicle.find("10.0.0.2", f"http://news.test/{REMEMBERED}") is not None


def test_ledgers_are_forgotten_when_they_are_too_long_together() -> None:
    chronicle = Chronicle()
    for number in range(4):
        long = Answer(ledger="x" * (MOST_REMEMBERED // 3))
        chronicle.add(replace(passed(f"http://news.test/{number}"), answer=long))
    known = [chronicle.find("10.0.0.2", f"http://news.test/{number}") for number in range(4)]
    assert [one is not None for one in known] == [False, True, True, True]


def test_pages_are_remembered_without_their_bodies() -> None:
    chronicle = Chronicle()
    heard: list[Passed] = []
    chronicle.listeners.append(heard.append)
    chronicle.add(passed())
    remembered = chronicle.find("10.0.0.2", "http://news.test/")
    assert remembered is not None
    assert (remembered.answer.body, remembered.answer.removed) == (b"", 3)
    assert heard[0].answer.body == b"A page."
