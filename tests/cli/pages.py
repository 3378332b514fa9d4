"""A made-up article that nobody could take for anything else."""

TITLE = "Village clock runs backwards for a week"
PARAGRAPHS = (
    "The clock on the town hall of Oberlingen ran backwards for a week before anybody complained, the"
    " mayor said on Monday. By then two weddings had begun early and one funeral late, and the baker"
    " had opened at what he took for five in the morning and was in truth the middle of the night.",
    "A clockmaker from the next valley found the cause within an hour. During the repairs in August a"
    " gear had been put in with its face to the wall, and the new motor, which is stronger than the"
    " old one, turned the whole train of wheels the wrong way round without so much as a creak.",
    "Nobody can say why it took so long to notice. The church clock across the square was right all"
    " the time, and most people in the village carry a telephone, but several of them told this"
    " newspaper that they had trusted the town hall since they were children and saw no reason to"
    " stop.",
    "The council has decided that the clock will stand still until the spring, when the clockmaker"
    " has time to come back with his apprentice. Until then a paper face will hang over it, painted by"
    " the pupils of the third form, showing ten past ten, which is when the school has its long break.",
    "The repair will cost four thousand crowns, of which the motor's maker pays half. The bride of"
    " the earlier of the two weddings has asked for the old gear as a keepsake, and the council, after"
    " a debate of some length, has voted to let her have it, on the condition that she never fits it"
    " into a clock.",
)
ASIDE = PARAGRAPHS[2]
PAGE = f"""<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>{TITLE}</title></head>
<body><article><h1>{TITLE}</h1>
<p>{PARAGRAPHS[0]}</p><p>{PARAGRAPHS[1]}</p>
<p class="aside">{ASIDE}</p>
<p>{PARAGRAPHS[3]}</p><p>{PARAGRAPHS[4]}</p>
</article></body></html>
"""
TEXT = "\n\n".join((TITLE, *PARAGRAPHS))
LOGIN = "<!DOCTYPE html><title>Sign in</title><form action=/in><input name=user></form>"
RULES = """format: 1
rules:
  - id: aside
    why: A paragraph, taken out to see it gone.
    remove: .aside
    tests:
      removes: ['<p class="aside">Nobody can say.</p>']
      keeps: ['<p>Everybody can say.</p>']
"""
