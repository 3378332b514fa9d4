"""An article of three pages, each with the head and the foot that its site puts on all of them."""

from collections.abc import Sequence

from world.pages import Page

TITLE = "Three weeks on the mail boat to the northern skerries"
LEAD = (
    "Once a fortnight a small grey ship leaves with letters, hens and paint, and our reporter went "
    "along to the end."
)
FOOT = (
    "The newspaper paid for the passage, as it always does, and whoever wants the coat with the paint "
    "on it may come to the desk and make an offer."
)
PARTS = (
    (
        "The boat is called the Petrel and was built for herring, which one can smell on a warm day "
        "even now. Its skipper, Asta Veum, took it over with forty bags of mail and a debt, and she "
        "has paid off the debt since then.",
        "We cast off at five in the morning, when the bakers were still the only ones awake in "
        "Hallenvik. In the hold lay nine crates of hens, a piano without its legs, and two hundred "
        "litres of red paint for the light at Tarn.",
        "Past the outer mole the swell takes hold of the hull at once, and whoever has eaten regrets "
        "it. The mate lent me a bucket and said that it belonged to passengers by custom and had "
        "never come back empty so far.",
        "On the first skerry seven people live, of whom five stood on the quay. They took the hens "
        "and gave us a cheese, and nobody signed for anything, because everybody there has known the "
        "skipper since she was a child.",
    ),
    (
        "In the second week the wind went round to the north, and with it came a cold that settled in"
        " the blankets. We lay behind Tarn for three days and played cards with the keeper, who "
        "cheats so badly that it is a pleasure.",
        "He has had the light for nineteen years and does not want a telephone. Whoever has something"
        " to say to him, he says, can write it down, and by the time the boat brings it most of it "
        "has mended without any help.",
        "When the sea lay flat again we carried the piano up a hundred and twelve steps to the "
        "school. There are four children in it, and a teacher who had ordered the thing eight years "
        "before from a catalogue of her aunt's.",
        "That evening she played for the whole island, which fits into one room. Two keys were dumb "
        "from the damp, and by the third song the children knew which ones, and shouted where the "
        "sound ought to have been.",
    ),
    (
        "The last leg is the longest, eleven hours across open water to a rock that has a name on no "
        "chart of mine. A man and his sister live there, who do not speak to each other and collect "
        "their mail at different doors.",
        "Asta Veum hands over both bags with the same nod and drinks coffee in both kitchens, one "
        "after the other. It is a matter of justice, she says, and besides the coffee in the second "
        "kitchen is a great deal better.",
        "We turned south with the empty crates and a parcel of wool, and for once the wind was behind"
        " us. I slept for most of the way back, on the mail bags, and woke only when the gulls over "
        "the fish market began to scream.",
        "The county will decide in autumn whether the line goes on. It costs as much as a mile of "
        "road, somebody has worked out, and the skipper answers that on her road there has not been a"
        " single pothole in thirty years.",
    ),
)


def part(number: int, links: str, *, title: str = TITLE, head: str = "") -> Page:
    """Page `number` of the article, with these links below its text."""
    return page(PARTS[number - 1], links, title=title, head=head)


def page(paragraphs: Sequence[str], links: str, *, title: str = TITLE, head: str = "") -> Page:
    prose = "".join(f"<p>{text}</p>" for text in paragraphs)
    return Page(
        f"""<!DOCTYPE html><html lang="en"><head><meta charset="utf-8">
<title>{title} - The Quay Courier</title>
<meta property="og:type" content="article"><meta property="og:title" content="{title}">{head}</head>
<body><header><nav><a href="/">Front page</a> <a href="/sport">Sport</a></nav></header>
<main><article><h1>{title}</h1><p class="byline">By Ivar Holm</p><p class="lead">{LEAD}</p>{prose}
<p>{FOOT}</p></article><div class="pagination">{links}</div></main>
<footer><p>The Quay Courier, Hallenvik</p></footer></body></html>""".encode()
    )


def pager(path: str, pages: int = 3) -> str:
    """Links to all pages by their numbers, as `/voyage/2`."""
    first = f'<a href="{path}">1</a>'
    return first + "".join(f' <a href="{path}/{number}">{number}</a>' for number in range(2, pages + 1))
