"""Coverage-guided fuzzing of all that a worker does with a page: coding, characters, tree, rules, rendering.

`python -m bench.fuzz -max_total_time=3600 FOLDER` runs for an hour and keeps what it finds in FOLDER; it
needs the extra `fuzz`. What makes it stop lies beside it as `crash-...`: mend the fault, and make the page
a test.

The first byte of an input chooses the content coding, the second the type, the third the view; the rest is
the body as sent.
"""

from __future__ import annotations

import sys

import atheris

with atheris.instrument_imports(include=["cleancopy"]):
    from cleancopy import pipeline
    from cleancopy.options import Options
    from cleancopy.policy import Wish, with_wish
    from cleancopy.workers import Job, cleaning

CODINGS = ("", "gzip", "br", "zstd", "deflate", "gzip, br", "unknown")
TYPES = (
    "text/html",
    "text/html; charset=utf-8",
    "text/html; charset=shift_jis",
    "text/plain",
    "application/xhtml+xml",
    "",
)
WISHES = (Wish(), Wish(format="markdown"), Wish(format="txt"), Wish(format="json"), Wish(format="jsonld"))
VIEWS = (*(with_wish(Options(), wish) for wish in WISHES), Options(view="page"))
MOST = 1 << 16  # bytes: what is found is found on small pages


def one_page(data: bytes) -> None:
    """Raises what the proxy would have to catch: nothing is meant to."""
    coding, kind, view, raw = data[0], data[1], data[2], data[3:MOST]
    place = view % len(VIEWS)
    job = Job(
        raw=raw,
        coding=CODINGS[coding % len(CODINGS)],
        content_type=TYPES[kind % len(TYPES)],
        url="https://news.example/story",
        wish=WISHES[place % len(WISHES)],
        options=VIEWS[place],
    )
    answer = cleaning.clean(job, pipeline.default_ruleset())
    assert answer.body or answer.reason or answer.error


def main() -> None:
    atheris.Setup(sys.argv, lambda data: one_page(data.ljust(3, b"\0")))
    atheris.Fuzz()


if __name__ == "__main__":
    main()
