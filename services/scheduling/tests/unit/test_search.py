import pytest
from scheduling.domain.search import search_for


@pytest.mark.parametrize(
    ("typed", "parts"),
    [
        (None, ()),
        ("   ", ()),
        ("kowal", ("kowal",)),
        ("  Anna   Kowalska ", ("Anna", "Kowalska")),
        ("600 100", ("600100",)),
        ("+48 (600) 100-200", ("48600100200",)),
        ("0048 600", ("48600",)),
        ("00", ("00",)),
        ("Anna 600", ("Anna", "600")),
        ("+", ("+",)),
        ("a\0b", ("a", "b")),
        ("z\u0307aneta", ("żaneta",)),
    ],
)
def test_words_are_looked_for_one_by_one_and_digits_as_one_number(typed, parts):
    assert search_for(typed).parts == parts


def test_a_very_long_query_is_cut():
    assert search_for("x" * 5000).parts == ("x" * 200,)
