"""A made-up article, long enough to be one."""

SENTENCES = (
    "The harbour council of Little Wexmouth voted on Tuesday to keep the old steam crane where it stands.",
    "Engineers had asked for its removal, because the quay below has sunk by four centimetres since spring.",
    "A survey paid for by the fishermen's guild found that the ground can be packed with gravel instead.",
    "Work is to begin after the herring season, when the boats are laid up and the quay is free of lorries.",
    "The mayor, who grew up two streets away, said that she had never known the skyline without the crane.",
    "Visitors will be able to climb it again from June, on Saturdays, in groups of eight and with a guide.",
    "The guild will pay a third of the costs, and the rest is to come from the fund for old machines.",
    "Nobody on the council could say when the crane had last lifted anything heavier than a choir.",
)
PARAGRAPHS = tuple(" ".join(SENTENCES[start:] + SENTENCES[:start]) for start in range(4))
BODY = "".join(f"<p>{text}</p>" for text in PARAGRAPHS)
ARTICLE = (
    "<!DOCTYPE html><html lang=en><head><title>Wexmouth keeps its crane</title></head><body><article>"
    f"<h1>Wexmouth keeps its crane</h1>{BODY}</article>"
).encode()
