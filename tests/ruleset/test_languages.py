"""What language a page is in, by what it declares and by its words."""

from __future__ import annotations

from pathlib import Path

import pytest

from cleancopy import ruleset as rulesets
from cleancopy.options import Options
from cleancopy.ruleset.languages import Tongues
from ruleset.trees import body_of, page, rule, ruleset

DE = "der die und in den von zu das mit sich des auf für ist im dem nicht ein eine als"
EN = "the of and to in a is that for it was on are as with his they at be this"
COMMON = {"de": DE.split(), "en": EN.split()}
GERMAN = "Der Hafen ist für zwei Tage nicht zu sehen, und die Boote sind mit dem Eis in den Docks von ihm."
ENGLISH = "The harbour was closed for two days, and that is as bad for the town as it was in a storm on it."


@pytest.mark.parametrize(
    ("declared", "text", "expected"),
    [
        ("de", GERMAN, "de"),
        ("en", GERMAN, "de"),
        ("", GERMAN, "de"),
        ("", ENGLISH, "en"),
        ("en", "Storm.", "en"),
        ("", "Storm.", None),
        ("fi", GERMAN, "fi"),
        ("en", ENGLISH + GERMAN, "en"),
    ],
)
def test_a_page_is_believed_unless_its_words_are_clearly_in_another_language(
    declared: str, text: str, expected: str | None
) -> None:
    tongues = Tongues()
    for language, words in COMMON.items():
        tongues.add(language, words)
    assert tongues.of(page(f"<p>{text}</p>").root, declared or None) == expected


def test_the_language_of_the_words_chooses_the_file(tmp_path: Path) -> None:
    files = {
        f"languages/{name}.yaml": f"words: {{stop: {words}}}\n"
        + rule(f"remove: .{name}", name=name, language=name)
        for name, words in COMMON.items()
    }
    body = f"<p>{GERMAN}</p><i class=de>x</i><i class=en>y</i>"
    document = page(body, lang="en")
    ruleset(tmp_path, files).edit_page(document, Options())
    assert body_of(document) == f'<p>{GERMAN}</p><i class="en">y</i>'


@pytest.mark.parametrize(
    ("declared", "expected"), [("no", True), ("nb-NO", True), ("nn", True), ("da", False)]
)
def test_a_language_may_have_several_codes(tmp_path: Path, declared: str, expected: bool) -> None:
    files = {
        "languages/no.yaml": rule("remove: .x", name="x", language="[no, nb, nn]"),
        "languages/da.yaml": rule("remove: .y", name="y", language="da"),
    }
    document = page("<p class=x>a</p>", lang=declared)
    ruleset(tmp_path, files).edit_page(document, Options())
    assert (body_of(document) == "") is expected


SENTENCES = {
    "de": "Die Fähre fährt im Winter nicht, weil der Hafen von dem Eis zu ist, aber sie ist im Mai da.",
    "en": "The ferry does not run in winter, as the harbour is closed by ice, but it will be back in May.",
    "es": "El barco no sale en invierno porque el puerto está cerrado por el hielo, pero lo esperan ya.",
    "fr": "Le bateau ne part pas en hiver, car le port est dans la glace, mais on est pour lui.",
    "it": "Il traghetto non parte in inverno perché il porto è chiuso per il ghiaccio, ma non da te.",
    "nl": "De boot vaart in de winter niet, want de haven is dicht van het ijs, maar in mei komt hij er aan.",
    "pl": "Prom nie pływa w zimie, bo port jest od mrozu zamknięty, ale ma być na wiosnę, jak tylko się da.",
    "el": "Το καράβι δεν φεύγει τον χειμώνα, γιατί το λιμάνι είναι κλειστό από τον πάγο, αλλά θα έρθει με"
    " την άνοιξη.",
    "fi": "Laiva ei kulje talvella, koska satama on jäässä, mutta se tulee taas kun jää on poissa, ja"
    " niin on hyvä.",
    "hu": "A hajó télen nem jár, mert a kikötő be van fagyva, de májusban már újra itt lesz, és az jó.",
    "ro": "Vaporul nu pleacă iarna, pentru că portul este înghețat, dar va fi din nou aici în mai, după"
    " ce se topește.",
    "ru": "Паром не ходит зимой, потому что порт во льду, но он будет здесь в мае, как только лёд уйдёт,"
    " и это уже скоро.",
    "tr": "Vapur kışın kalkmaz, çünkü liman buzla kaplı, ama mayısta yine burada olacak ve bu herkes için"
    " çok iyi.",
    "ar": "لا يبحر القارب في الشتاء لأن الميناء مغلق من الجليد، وقد يعود بعد ذلك إلى الجزيرة مع الربيع"
    " كما كان.",
    "he": "הספינה לא יוצאת בחורף כי הנמל קפוא, אבל היא תהיה כאן שוב במאי, אחרי שכל הקרח יימס, וזה גם טוב.",
    "zh": "冬天的渡船是不开的，因为港口被冰封住了，可是到了五月，它还会从岛上开回来，"
    "大家都这样说，也都在等着，没有人觉得时间很长。",
    "ja": "冬になると港が氷で閉ざされるので船は出ませんが、五月になればまた島から戻ってくると、"
    "みんながそう話していて、それを待っているのです。",
    "ko": "겨울에는 항구가 얼어서 배가 다닐 수 없다. 그러나 오는 오월에는 그 배가 또 섬에서 돌아올 것으로"
    " 보인다고 지난 주말에 선장이 말했다. 모든 사람이 있는 힘을 다해 기다린다고 했다. 이번 봄은 더 길다.",
    "pt": "O barco não sai no inverno porque o porto está fechado pelo gelo, mas a ilha o espera.",
}


@pytest.mark.parametrize("language", sorted(SENTENCES))
@pytest.mark.parametrize("declared", ["", "en"])
def test_the_shipped_files_tell_their_languages(language: str, declared: str) -> None:
    rules = rulesets.load()
    document = page(f"<p>{SENTENCES[language]}</p>" * 2, lang=declared)
    files = [name for name in rules.files_for(document, None) if name.startswith("languages/")]
    assert files == [f"languages/{language}.yaml"]
