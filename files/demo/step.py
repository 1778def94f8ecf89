"""What people do in a demo, step by step, as data. Whoever plays it (`commands.playing`) asks over GraphQL.

Members are named by their numbers, records, requests and objections by keys of the script, people by their
department, their role or their number.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TypeAlias

Said: TypeAlias = Mapping[str, str]
Group: TypeAlias = tuple[Sequence[str], Said]
# A day on which nothing is over yet: which that is, whoever plays it knows.
TO_COME = date.max

MWC = "委员工作委员会"


@dataclass(frozen=True, slots=True, kw_only=True)
class Occasion:
    """A meeting, an activity or a training is entered, with all who took part or were expected; on the
    day `TO_COME` one that is still to come, in the year in which that is.
    """

    by: str
    key: str
    kind: str
    day: date
    title: str
    groups: Sequence[Group]
    up_to: str = "SUBMITTED"
    late: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """A work is entered, with its authors in order, and what became of it."""

    by: str
    key: str
    kind: str
    day: date
    title: str
    authors: Sequence[tuple[str, Said]]
    said: Said | None = None
    outcomes: Sequence[tuple[date, Said]] = ()
    up_to: str = "SUBMITTED"
    late: str | None = None


@dataclass(frozen=True, slots=True)
class Move:
    """A department moves records on together: submit, approve, return, archive or withdraw."""

    by: str
    action: str
    keys: Sequence[str]
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Correct:
    """Who took part is put right; of an archived record by a counter-entry, which is approved at once.

    `others_stay`: of everybody else it says what it said.
    """

    by: str
    key: str
    groups: Sequence[Group]
    reason: str
    others_stay: bool = False


@dataclass(frozen=True, slots=True)
class CheckIn:
    """The code stands on the screen: some scan it, the others sign a list; the organiser confirms, and says
    for how many half-days a sign-in stands, where they are counted.
    """

    by: str
    key: str
    scanning: Sequence[str]
    by_hand: Sequence[str]
    half_days: int | None = None


@dataclass(frozen=True, slots=True)
class LeaveOffice:
    """A member leaves office in mid-year."""

    number: str
    last_day: date
    reason: str
    by: str = MWC


@dataclass(frozen=True, slots=True)
class Exit:
    """What is held of a member who has left is erased: one person asks, a second one confirms."""

    number: str
    reason: str
    by: str = MWC
    second: str = f"{MWC}副主任"


@dataclass(frozen=True, slots=True)
class AskLeave:
    """A member asks for leave from an occasion that is entered, `key`; or, with a kind and a title, from one
    that is still to come, and `key` is what the request is called.
    """

    by: str
    key: str
    reason: str
    kind: str | None = None
    title: str | None = None
    organiser: str | None = None


@dataclass(frozen=True, slots=True)
class InYear:
    """What follows is of this year."""

    year: int


@dataclass(frozen=True, slots=True)
class DecideLeave:
    """Whoever decides gives leave or refuses it."""

    by: str
    key: str
    granted: bool
    words: str


@dataclass(frozen=True, slots=True)
class HandIn:
    """Another system hands a document in, signed, and once more; what becomes of it each time is as told.

    `key` is what the record is called from then on, where there is one.
    """

    by: str
    document: Mapping[str, object]
    state: str
    key: str | None = None
    times: int = 2


@dataclass(frozen=True, slots=True)
class Resolve:
    """A department says who the only author of a document is that was not found."""

    by: str
    document: str
    author: str
    key: str


@dataclass(frozen=True, slots=True)
class Objection:
    """A member objects to a record, or to what is `missing` (kind, day, title) and who organised that."""

    by: str
    key: str
    words: str
    record: str | None = None
    missing: tuple[str, date, str] | None = None
    organiser: str | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """Somebody of the desk takes an objection up and answers it, by a rule and its clause."""

    key: str
    verdict: str
    words: str
    rule: str
    citation: str
    step: str
    corrected: str | None = None
    by: str = MWC


@dataclass(frozen=True, slots=True)
class OpinionItem:
    """Somebody writes an opinion item, which comes as far as a state (`SUBMITTED`); reviewed by the `office`.

    `text` is its title, situation and advice; `named` is what it came from, as the API says it.
    """

    by: str
    area: str
    text: tuple[str, str, str]
    up_to: str
    urgency: str = "ordinary"
    named: Mapping[str, str | int] = field(default_factory=dict)
    office: str = "办公室"


@dataclass(frozen=True, slots=True)
class Sources:
    """A contact point (its name and place) in the charge of the member, and calls for items: title, text, and
    in how many days they end; the first is opened to all who write, the others stay drafts. Leads for the
    member: way, text, the sender's name and telephone; the first is taken up. `targets` are those of
    the quarters, for the department of the member.
    """

    point: tuple[str, str]
    calls: Sequence[tuple[str, str, int]]
    leads: Sequence[tuple[str, str, str, str]]
    targets: Sequence[int]
    office: str = "办公室"
    member: str = "委员"


@dataclass(frozen=True, slots=True)
class Appointed:
    """Whoever has a role in the demo holds these posts, from a day on."""

    posts: Sequence[str]
    role: str
    since: date
    by: str = "安全管理员"


@dataclass(frozen=True, slots=True)
class OpinionPaper:
    """A paper is made of accepted items, by their titles, and comes as far as a state (`SIGNING`).

    `said` is what its editor writes and chooses; `signer` signs by all posts of its route. What is signed and
    goes to the `unit` is handled as far as a state (`ACCEPTED`), and `rated` by the `author` of its items,
    one rating after the other: which (`DISSATISFIED`), for which reason, in which words. `outcomes` became of
    each item that day: which (`ADOPTION`), of what level, in which words.
    """

    items: Sequence[str]
    said: Mapping[str, str]
    up_to: str
    handled: str = "SENT"
    outcomes: Sequence[tuple[str, str, str]] = ()
    rated: Sequence[tuple[str, str | None, str | None]] = ()
    author: str = "委员"
    office: str = "办公室"
    signer: str = "签批领导"
    unit: str = "承办单位"


@dataclass(frozen=True, slots=True)
class OpinionMeeting:
    """The Office calls a meeting for the day on which it is played, to look at what came since the year
    began, and notes what it came to.
    """

    conclusions: str
    office: str = "办公室"


@dataclass(frozen=True, slots=True)
class Sample:
    """Archived records are frozen, drawn by the digits of those present, and some of them examined."""

    size: int
    digits: Sequence[tuple[str, str]]
    findings: Sequence[str | None]
    by: str = MWC


Step: TypeAlias = (
    Occasion
    | Work
    | Move
    | Correct
    | CheckIn
    | LeaveOffice
    | Exit
    | AskLeave
    | InYear
    | DecideLeave
    | HandIn
    | Resolve
    | Objection
    | Answer
    | OpinionItem
    | Sources
    | Appointed
    | OpinionPaper
    | OpinionMeeting
    | Sample
)
