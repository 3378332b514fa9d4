"""The fingerprint of a text."""

from cleancopy.render.fingerprint import fingerprint

CRANE = " ".join(f"The crane lifts load {number}." for number in range(100, 300))


def distance(one: str, other: str) -> int:
    """How many of the 64 bits differ."""
    first, second = fingerprint(one), fingerprint(other)
    assert first is not None
    assert second is not None
    return (int(first, 16) ^ int(second, 16)).bit_count()


def test_it_is_64_bits_in_hex_and_the_same_in_every_process() -> None:
    assert fingerprint("The old steam crane, and the crane's quay") == "6e4a99fd90860a82"


def test_case_order_repetition_and_punctuation_do_not_count() -> None:
    assert distance("The crane, half-lit.", "half lit THE «crane» the crane") == 0


def test_a_text_with_a_new_sentence_is_near() -> None:
    assert distance(CRANE, f"{CRANE} It closes in June.") <= 6


def test_another_text_is_far() -> None:
    other = " ".join(f"A ferry sails at {number}." for number in range(600, 800))
    assert distance(CRANE, other) >= 20


def test_chinese_is_read_by_its_clauses() -> None:
    assert (
        distance(
            "港务委员会周二投票决定，把旧蒸汽起重机留在原处。",
            "把旧蒸汽起重机留在原处。港务委员会周二投票决定",
        )
        == 0
    )


def test_a_text_without_words_has_none() -> None:
    assert fingerprint(" … \n") is None
