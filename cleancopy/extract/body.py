"""Which blocks are the article: a first scoring by prose, links and names."""

from __future__ import annotations

from collections import defaultdict

from cleancopy import dom
from cleancopy.extract.blocks import Block

def choose(blocks: list[Block], root) -> list[Block]:
    scores = defaultdict(float)
    for b in blocks:
        plain = b.words - b.link_words
        if plain < 8: continue
        s = 1 + b.text.count(',') + min(plain/20, 3)
        e = b.element.getparent(); w = 1.0
        for _ in range(5):
            if e is None: break
            scores[e] += s*w; w *= 0.6 if w==1 else .5; e = e.getparent()
    if not scores: return [b for b in blocks if b.words > b.link_words]
    best = max(scores, key=scores.get)
    inside = set(best.iter())
    out = []
    for b in blocks:
        if b.element not in inside: continue
        if b.words and b.link_words/b.words > .6 and b.words < 40: continue
        out.append(b)
    return out
