"""What may be done in which state, and what becomes of two who do it at once: by hand, from the documents.

docs/review.md (records and their corrections, 履7), docs/entry.md (leave, co-signers), docs/sampling.md,
docs/people.md (履4), docs/objections.md (履11), docs/check-in.md, docs/operation.md (closing).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

# What the second of two is told who cross: that it is done, too; else a code.
DONE, CONFLICT = "DONE", "CONFLICT"


@dataclass(frozen=True)
class Table:
    """`goes`: in a state, what may be done, and the state after it. All else is refused with `CONFLICT`, or
    as `refused` says of a change.

    Of two who cross, the second is told `CONFLICT`; `then` says otherwise, by state, first and second;
    `ends` in which state it is after both, where that is not where one leads after the other.
    """

    goes: Mapping[str, Mapping[str, str]]
    then: Mapping[tuple[str, str, str], str] = field(default_factory=dict)
    refused: Mapping[tuple[str, str], str] = field(default_factory=dict)
    ends: Mapping[tuple[str, str, str], str] = field(default_factory=dict)


def each(state: str, firsts: str, seconds: str, told: str) -> dict[tuple[str, str, str], str]:
    """The same of several crossings: changes in a row, `_` for a blank."""
    return {
        (state, one.replace("_", " "), two.replace("_", " ")): told
        for one in firsts.split()
        for two in seconds.split()
    }


TABLES = {
    "record": Table(
        {
            "draft": {"change": "draft", "submit": "submitted", "withdraw": "withdrawn"},
            "submitted": {
                "change": "submitted",
                "approve": "approved",
                "return": "returned",
                "withdraw": "withdrawn",
            },
            "returned": {"change": "returned", "submit": "submitted", "withdraw": "withdrawn"},
            "approved": {
                "change": "approved",
                "return": "returned",
                "archive": "archived",
                "withdraw": "withdrawn",
            },
            # What is archived stays: a correction waits beside it, one at a time.
            "archived": {"change": "archived", "end": "archived"},
            "withdrawn": {"reinstate": "submitted"},
        }
    ),
    "correction": Table(
        {
            "submitted": {"approve": "approved", "return": "returned"},
            "approved": {},
            "returned": {},
        }
    ),
    "leave": Table(
        {
            "asked": {"withdraw": "withdrawn", "approve": "approved", "refuse": "refused"},
            "approved": {},
            "refused": {},
            "withdrawn": {},
        }
    ),
    "sample": Table(
        {
            "frozen": {"draw": "drawn", "abandon": "abandoned"},
            "drawn": {"extend": "drawn", "find": "drawn"},
            "abandoned": {},
        },
        # A finding is of a record that was drawn, which a larger sample has as well.
        each("drawn", "find", "extend", DONE) | each("drawn", "extend", "find", DONE),
    ),
    "person": Table(
        {
            # Nobody has left, and so there is nothing to undo; and nobody is in office twice.
            "serving": {"transfer": "serving", "leave": "left"},
            "left": {
                "transfer": "left",
                "leave": "left",
                "stay": "serving",
                "come back": "serving",
                "ask exit": "asked",
            },
            # Who is to be erased does not come back into office before that is taken back.
            "asked": {
                "transfer": "asked",
                "leave": "asked",
                "cancel exit": "left",
                "confirm exit": "exited",
            },
            "exited": {},
        },
        # The mark of an exit, and another membership, leave the former membership as it is: what is said of
        # it can still be put right, as long as it does not reach into the later one.
        {
            **each("left", "ask_exit come_back", "transfer leave", DONE),
            **each("asked", "cancel_exit", "transfer leave", DONE),
        },
        ends=each("left", "come_back", "leave", "serving"),
    ),
    "objection": Table(
        {
            "submitted": {"accept": "accepted", "pass on": "submitted", "withdraw": "withdrawn"},
            "accepted": {"pass on": "submitted", "answer": "answered", "withdraw": "withdrawn"},
            "answered": {"close": "closed"},
            "closed": {},
            "withdrawn": {},
        }
    ),
    # The answer of a co-signer is theirs and of no version: the last holds. Until they answer they are held
    # to have signed: who declines changes the work, and whoever decides about it as it was before is told.
    "co-signature": Table(
        {
            "submitted": {
                "confirm": "submitted",
                "decline": "submitted",
                "approve": "approved",
                "withdraw": "withdrawn",
            },
            "approved": {
                "confirm": "approved",
                "decline": "approved",
                "archive": "archived",
                "withdraw": "withdrawn",
            },
            "archived": {},
            "withdrawn": {},
        },
        {
            **each("submitted", "confirm decline approve", "confirm decline", DONE),
            **each("submitted", "confirm", "approve withdraw", DONE),
            **each("approved", "confirm decline", "confirm decline", DONE),
            **each("approved", "confirm", "archive withdraw", DONE),
        },
    ),
    # To open again sets all times, in the place of those that were seen: whoever opens it after somebody else
    # has opened or closed it is told. Whoever is put on the list is on it, whoever else is; who confirms the
    # list says which one they saw.
    "check-in": Table(
        {
            "open": {"open": "open", "close": "closed", "arrive": "open", "put right": "open"},
            "over": {"open": "open", "close": "closed", "put right": "over", "confirm": "confirmed"},
            "closed": {"open": "open", "put right": "closed", "confirm": "confirmed"},
            "confirmed": {},
        },
        {
            **each("open", "open arrive put_right", "close arrive put_right", DONE),
            **each("open", "arrive put_right", "open", DONE),
            **each("open", "close", "put_right", DONE),
            **each("open", "close", "arrive", "CHECK_IN_CLOSED"),
            **each("over", "open put_right", "close put_right", DONE),
            **each("over", "put_right", "open", DONE),
            **each("over", "close", "put_right", DONE),
            **each("closed", "open put_right", "put_right", DONE),
            **each("closed", "put_right", "open", DONE),
        },
        # Once the list is confirmed, who scanned is forgotten.
        {
            ("over", "arrive"): "CHECK_IN_CLOSED",
            ("closed", "arrive"): "CHECK_IN_CLOSED",
            ("confirmed", "arrive"): "WRONG_CHALLENGE",
        },
    ),
    "year": Table(
        {"open": {"close": "closed"}, "closed": {"reopen": "open"}},
        each("open", "close", "close", "YEAR_CLOSED"),
        {("closed", "close"): "YEAR_CLOSED"},
    ),
}
