"""How an opinion item is written (议4): the document that says so."""

from services.opinions.form import form


def test_the_form_names_the_six_areas_of_the_measure() -> None:
    assert list(form().areas) == [
        *("policy", "development", "emergency", "united_front", "groups", "livelihood"),
    ]
    assert (form().advised, form().most) == (1_500, 10_000)
