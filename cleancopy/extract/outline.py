"""The page's outline: its blocks in document order and the containers that group them.

Because a container's blocks stand one after another, whatever is summed over a container is a difference of two
prefix sums. So the features of a page cost one walk and some array arithmetic, however deep it is nested.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from cleancopy import dom
from cleancopy.extract.blocks import Block

NOWHERE = -1


@dataclass(slots=True)
class Outline:
    """Blocks and containers, each in document order; parents come before their children."""

    blocks: list[Block] = field(default_factory=list)
    block_parents: list[int] = field(default_factory=list)
    """Index of the container that holds each block."""
    containers: list[dom.Element] = field(default_factory=list)
    container_parents: list[int] = field(default_factory=list)
    """`NOWHERE` for the first, which holds the page."""
    starts: list[int] = field(default_factory=list)
    """Index of each container's first block."""
    ends: list[int] = field(default_factory=list)
    """Index after each container's last block."""


def outline(body: dom.Element, blocks: list[Block]) -> Outline:
    """Find the containers of `blocks`, which are in document order below `body`."""
    page = Outline(blocks, containers=[body], container_parents=[NOWHERE], starts=[0], ends=[0])
    places = {body: 0}
    for position, block in enumerate(blocks):
        page.block_parents.append(_place(block.element.getparent(), position, page, places))
    _close(page)
    return page


def _place(element: dom.Element | None, position: int, page: Outline, places: dict[dom.Element, int]) -> int:
    """The index of a container, entering it and the containers around it that are new."""
    entering = []
    while element is not None and element not in places:
        entering.append(element)
        element = element.getparent()
    parent = places[element] if element is not None else 0
    for container in reversed(entering):
        places[container] = index = len(page.containers)
        page.containers.append(container)
        page.container_parents.append(parent)
        page.starts.append(position)
        page.ends.append(position)
        parent = index
    return parent


def _close(page: Outline) -> None:
    for position, parent in enumerate(page.block_parents):
        page.ends[parent] = position + 1
    for index in range(len(page.containers) - 1, 0, -1):
        parent = page.container_parents[index]
        page.ends[parent] = max(page.ends[parent], page.ends[index])
