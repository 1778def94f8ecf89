"""How long units took to answer, by the steps of what they handled; by hand by China's working days."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from services.deadlines import Calendar
from services.opinions.analysed import IssuedPaper, handled
from services.opinions.analysis import CHECK, DUE, HANDLE, IN_TIME, Happening, Span
from tests.services.opinions.test_handling_terms import Done, at


@dataclass(frozen=True)
class Handled:
    state: str
    begun_at: datetime
    extended_days: int = 0


def test_what_was_handled_once_more_is_told_by_its_second_answer() -> None:
    steps = [
        *(Done("answer", at(date(2022, 3, 10))), Done("pass", at(date(2022, 3, 11)))),
        Done("reopen", at(date(2022, 3, 21))),
        *(Done("answer", at(date(2022, 3, 28))), Done("pass", at(date(2022, 3, 29)))),
    ]
    paper = IssuedPaper(id=1, handling=Handled("closed", at(date(2022, 3, 1))), steps=steps)
    # Ten working days after the 21st of March end on Saturday the 2nd of April, which was worked; it took 5.
    assert [*handled(paper, Calendar(), date(2022, 5, 1))] == [
        Happening(DUE, date(2022, 3, 28)),
        Happening(IN_TIME, date(2022, 3, 28)),
        Span(HANDLE, date(2022, 3, 28), 5),
        Span(CHECK, date(2022, 3, 29), 1),
    ]
    late = IssuedPaper(
        id=1, handling=paper.handling, steps=[*steps[:3], Done("answer", at(date(2022, 4, 6)))]
    )
    assert next(handled(late, Calendar(), date(2022, 5, 1))) == Happening(DUE, date(2022, 4, 2))
    # While it is handled anew, it is due once that term is over.
    anew = IssuedPaper(id=1, handling=Handled("accepted", at(date(2022, 3, 1))), steps=steps[:3])
    assert [*handled(anew, Calendar(), date(2022, 4, 2))] == []
    assert [*handled(anew, Calendar(), date(2022, 4, 6))] == [Happening(DUE, date(2022, 4, 2))]
