"""What the blocks around a block were taken for: the second look at a page.

A first look scores each block by what is measured of it. Here those scores are summed over the containers around a
block and over its neighbours, so that a lone paragraph of a comment list falls with its list and a lone line of a
long article stays with it.
"""

from __future__ import annotations

import numpy as np

from cleancopy.extract.features import Column, Indices, Scores, branches, level
from cleancopy.extract.outline import NOWHERE, Outline

LEVELS = 5
HEAVIEST = 80  # words; a longer block weighs no more, so that one giant does not speak for its container
SPANS = ((-3, 0), (-8, 0), (1, 4), (1, 9))  # blocks before and after


def consensus(page: Outline, scores: Scores) -> Column:
    """A row a block: its own score, and the means and shares of the scores around it."""
    size = len(page.blocks)
    weights = np.minimum(np.array([block.words for block in page.blocks], np.float32), HEAVIEST) + 0.5
    mass, weight = _prefix(scores * weights), _prefix(weights)
    all_mass = max(float(mass[-1]), 1e-3)
    starts, ends = np.array(page.starts, np.intp), np.array(page.ends, np.intp)
    held, heft = mass[ends] - mass[starts], weight[ends] - weight[starts]
    mean, share = held / np.maximum(heft, 1e-3), held / all_mass
    parents, above = np.array(page.block_parents, np.intp), np.array(page.container_parents, np.intp)
    columns = [scores, _logit(scores)]
    for number in range(1, LEVELS + 1):
        around = level(parents, above, number)
        columns += [mean[around], share[around]]
    columns += _branch(page, share, parents, (mean, share, heft), (scores, scores * weights / all_mass, weights))
    here = np.arange(size)
    for first, last in SPANS:
        low, high = np.clip(here + first, 0, size), np.clip(here + last, 0, size)
        columns.append((mass[high] - mass[low]) / np.maximum(weight[high] - weight[low], 0.5))
    columns += [mass[:-1] / all_mass, (all_mass - mass[1:]) / all_mass]
    columns += [np.full(size, all_mass / weight[-1]), np.full(size, all_mass)]
    columns += [np.append(-1, scores[:-1]), np.append(scores[1:], -1)]
    return np.column_stack(columns).astype(np.float32)


def _branch(
    page: Outline, share: Column, parents: Indices, held: tuple[Column, ...], own: tuple[Column, ...]
) -> list[Column]:
    """Of the highest container around a block that is not the article's: mean, share and weight."""
    top = np.array(branches(page, share), np.intp)[parents]
    return [np.where(top == NOWHERE, alone, values[np.maximum(top, 0)]) for values, alone in zip(held, own, strict=True)]


def _prefix(values: Column) -> Column:
    return np.concatenate([[0], np.cumsum(values, dtype=np.float64)]).astype(np.float32)


def _logit(scores: Scores) -> Column:
    bounded = np.clip(scores, 0.01, 0.99)
    return np.log(bounded / (1 - bounded)).astype(np.float32)
