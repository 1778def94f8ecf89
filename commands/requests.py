"""What a play asks over GraphQL, and who asks it at a device of their own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import httpx

Json = Any
ERRORS = "errors { code field message }"
_RECORD = f"record {{ id version }} {ERRORS}"
SIGN_IN = """mutation ($committee: String!, $user: String!, $password: String!) {
  signIn(committee: $committee, userName: $user, password: $password, client: BEARER) { token %s } }"""
MEMBERS = """query ($committee: String!, $year: Int!, $after: String) { committee(code: $committee) {
  members(year: $year, first: 100, after: $after) {
    nodes { id number version } pageInfo { hasNextPage endCursor } } } }"""
OCCASION = f"mutation ($input: EnterOccasionInput!) {{ enterOccasion(input: $input) {{ {_RECORD} }} }}"
WORK = f"mutation ($input: EnterWorkInput!) {{ enterWork(input: $input) {{ {_RECORD} }} }}"
MOVE = (
    "mutation ($input: MoveRecordsInput!) { %sRecords(input: $input) {"
    " results { done record { id version } errors { code message } } errors { code field message } } }"
)
CORRECT = (
    "mutation ($input: CorrectOccasionInput!) { correctOccasion(input: $input) {"
    f" correction {{ number }} {_RECORD} }} }}"
)
APPROVE = f"mutation ($input: DecideCorrectionInput!) {{ approveCorrection(input: $input) {{ {_RECORD} }} }}"
_CHECK_IN = f"checkIn {{ version code {{ address }} record {{ version }} }} {ERRORS}"
OPEN = f"mutation ($input: OpenCheckInInput!) {{ openCheckIn(input: $input) {{ {_CHECK_IN} }} }}"
ADD = f"mutation ($input: CorrectArrivalsInput!) {{ correctArrivals(input: $input) {{ {_CHECK_IN} }} }}"
CLOSE = f"mutation ($record: ID!) {{ closeCheckIn(record: $record) {{ {_CHECK_IN} }} }}"
CONFIRM = (
    "mutation ($record: ID!, $version: Int!, $halfDays: Int) {"
    " confirmCheckIn(record: $record, version: $version, halfDays: $halfDays) {"
    f" {_RECORD} }} }}"
)
SCAN = f"mutation ($token: String!) {{ scanCheckIn(token: $token) {{ scan {{ challenge }} {ERRORS} }} }}"
COME = f"mutation ($challenge: String!) {{ confirmPresence(challenge: $challenge) {{ {ERRORS} }} }}"
_MEMBER = f"member {{ id version }} {ERRORS}"
LEAVE = f"mutation ($input: LeaveOfficeInput!) {{ leaveOffice(input: $input) {{ {_MEMBER} }} }}"
ASK_EXIT = f"mutation ($input: ExitMemberInput!) {{ askExit(input: $input) {{ {_MEMBER} }} }}"
EXIT = f"mutation ($input: ExitMemberInput!) {{ confirmExit(input: $input) {{ {_MEMBER} }} }}"
_LEAVE = f"leave {{ number version }} {ERRORS}"
ASK_LEAVE = f"mutation ($input: AskLeaveInput!) {{ askLeave(input: $input) {{ {_LEAVE} }} }}"
_OBJECTION = f"objection {{ number version desk }} {ERRORS}"
RAISE = f"mutation ($input: RaiseObjectionInput!) {{ raiseObjection(input: $input) {{ {_OBJECTION} }} }}"
_NUMBERED = "$committee: String!, $number: Int!, $version: Int!"
_GIVEN = "committee: $committee, number: $number, version: $version"
ACCEPT = f"mutation ({_NUMBERED}) {{ acceptObjection({_GIVEN}) {{ {_OBJECTION} }} }}"
ANSWER = (
    f"mutation ({_NUMBERED}, $input: AnswerObjectionInput!) {{"
    f" answerObjection({_GIVEN}, input: $input) {{ {_OBJECTION} }} }}"
)
DECIDE_LEAVE = (
    f"mutation ({_NUMBERED}, $granted: Boolean!, $words: String) {{"
    f" decideLeave({_GIVEN}, granted: $granted, words: $words) {{ {_LEAVE} }} }}"
)
WAITING = """query ($committee: String!) { committee(code: $committee) {
  connectorEvents(first: 100, state: WAITING) { nodes { number outsideId } } } }"""
RESOLVE = (
    "mutation ($committee: String!, $number: Int!, $authors: [FoundAuthorInput!]) {"
    " resolveConnectorEvent(committee: $committee, number: $number, authors: $authors) {"
    f" event {{ record }} {ERRORS} }} }}"
)
PARTS = (
    "query ($id: ID!, $after: String) { node(id: $id) { ... on Record { parts(first: 100, after: $after) {"
    " nodes { member { number } attributes { name value } } pageInfo { hasNextPage endCursor } } } } }"
)
VERSION = "query ($id: ID!) { node(id: $id) { ... on Record { id version } } }"
FREEZE = (
    "mutation ($committee: String!, $frame: SampleFrameInput!) {"
    f" freezeSample(committee: $committee, frame: $frame) {{ sample {{ number version }} {ERRORS} }} }}"
)
DRAW = (
    f"mutation ({_NUMBERED}, $persons: [SamplePersonInput!]!, $size: Int!) {{"
    f" drawSample({_GIVEN}, persons: $persons, size: $size) {{"
    f" sample {{ drawn(first: 20) {{ nodes {{ record {{ id version }} }} }} }} {ERRORS} }} }}"
)
FIND = (
    "mutation ($committee: String!, $number: Int!, $finding: SampleFindingInput!) {"
    f" recordFinding(committee: $committee, number: $number, finding: $finding) {{ {ERRORS} }} }}"
)
SAVE_OPINION = (
    "mutation ($input: SaveOpinionDraftInput!) {"
    f" saveOpinionDraft(input: $input) {{ opinion {{ number version }} {ERRORS} }} }}"
)
_OPINION = f"mutation ({_NUMBERED}) {{ %s({_GIVEN}%s) {{ opinion {{ number version }} {ERRORS} }} }}"
_SUBMIT = ("author", _OPINION % ("submitOpinion", ", notClassified: true"))
# Who does what so that an item comes to a state.
OPINION_STEPS: dict[str, list[tuple[str, str]]] = {
    "DRAFT": [],
    "SUBMITTED": [_SUBMIT],
    "RETURNED": [_SUBMIT, ("office", _OPINION % ("returnOpinion", ', reason: "incomplete"'))],
    "ACCEPTED": [_SUBMIT, ("office", _OPINION % ("acceptOpinion", ""))],
    "KEPT": [_SUBMIT, ("office", _OPINION % ("keepOpinionOnFile", ""))],
    "WITHDRAWN": [_SUBMIT, ("author", _OPINION % ("withdrawOpinion", ""))],
}
OPINION = "query ($number: Int!) { opinion(number: $number) { version } }"
NOTE_OUTCOME = (
    f"mutation ({_NUMBERED}, $outcome: OpinionOutcomeInput!) {{"
    f" noteOpinionOutcome({_GIVEN}, outcome: $outcome) {{ opinion {{ number }} {ERRORS} }} }}"
)
RATE = (
    f"mutation ({_NUMBERED}, $rating: OpinionRatingValue!, $reason: String, $words: String) {{"
    f" rateOpinion({_GIVEN}, rating: $rating, reason: $reason, words: $words)"
    f" {{ opinion {{ number }} {ERRORS} }} }}"
)
WHO = "{ me { number } }"
SAVE_POINT = (
    "mutation ($committee: String!, $input: ContactPointInput!) {"
    f" saveContactPoint(committee: $committee, input: $input) {{ contactPoint {{ number }} {ERRORS} }} }}"
)
ENTER_LEAD = (
    "mutation ($committee: String!, $input: OpinionLeadInput!) {"
    f" enterOpinionLead(committee: $committee, input: $input) {{ lead {{ number version }} {ERRORS} }} }}"
)
TAKE_UP_LEAD = f"mutation ({_NUMBERED}) {{ takeUpOpinionLead({_GIVEN}) {{ lead {{ number }} {ERRORS} }} }}"
LEAD_FORM = "{ opinionLeadForm { holders { account department } } }"
SAVE_PLAN = (
    "mutation ($committee: String!, $year: Int!, $targets: [OpinionTargetInput!]!) {"
    f" saveOpinionPlan(committee: $committee, year: $year, version: 0, targets: $targets) {{ {ERRORS} }} }}"
)
CALL_FORM = "{ opinionCallForm { writers { account } } }"
SAVE_CALL = (
    "mutation ($committee: String!, $input: OpinionCallInput!) {"
    f" saveOpinionCall(committee: $committee, input: $input) {{ call {{ number version }} {ERRORS} }} }}"
)
OPEN_CALL = f"mutation ({_NUMBERED}) {{ openOpinionCall({_GIVEN}) {{ call {{ number }} {ERRORS} }} }}"
SIGNERS = """query ($committee: String!, $role: String) {
  accounts(committee: $committee, where: {role: $role}, first: 1) { nodes { number } } }"""
APPOINT = (
    "mutation ($committee: String!, $input: AppointInput!) {"
    f" appoint(committee: $committee, input: $input) {{ post {{ number }} {ERRORS} }} }}"
)
_PAPER = "{ paper { number version state text { title situation causes advice } }"
BEGIN_PAPER = (
    "mutation ($committee: String!, $items: [Int!]!) {"
    f" beginOpinionPaper(committee: $committee, items: $items) {_PAPER} {ERRORS} }} }}"
)
SAVE_PAPER = (
    f"mutation ({_NUMBERED}, $input: OpinionPaperInput!) {{"
    f" saveOpinionPaper({_GIVEN}, notClassified: true, input: $input) {_PAPER} {ERRORS} }} }}"
)
HAND_UP, SIGN = (
    f"mutation ({_NUMBERED}) {{ {name}({_GIVEN}) {_PAPER} {ERRORS} }} }}"
    for name in ("handUpOpinionPaper", "signOpinionPaper")
)
CALL_MEETING = (
    "mutation ($committee: String!, $day: Date!, $since: Date!) {"
    " callOpinionMeeting(committee: $committee, day: $day, firstDay: $since, lastDay: $day) {"
    f" meeting {{ number version }} {ERRORS} }} }}"
)
CONCLUDE = (
    f"mutation ({_NUMBERED}, $conclusions: String!) {{ concludeOpinionMeeting({_GIVEN},"
    f" conclusions: $conclusions, notClassified: true) {{ meeting {{ number }} {ERRORS} }} }}"
)
_HANDLING = f"mutation ({_NUMBERED}) {{ %s({_GIVEN}%s) {{ handling {{ number version }} {ERRORS} }} }}"
HANDLINGS = "{ handlings(first: 1) { nodes { number version } } }"
_TAKEN_ON = [
    ("unit", _HANDLING % ("receiveHandling", "")),
    ("unit", _HANDLING % ("acceptHandling", ', words: "先到现场看，再定怎样改"')),
]
_ASKED = ("unit", _HANDLING % ("askHandlingExtension", ', days: 5, words: "要与学校商量"'))
_ANSWERED = (
    "unit",
    _HANDLING % ("answerHandling", ', notClassified: true, input: {text: "列入今年的计划，年底前办好。"}'),
)
# Who does what so that what is handled comes to a state.
HANDLING_STEPS: dict[str, list[tuple[str, str]]] = {
    "SENT": [],
    "EXTENDING": [*_TAKEN_ON, _ASKED],
    "ANSWERED": [*_TAKEN_ON, _ANSWERED],
    "CLOSED": [*_TAKEN_ON, _ANSWERED, ("office", _HANDLING % ("checkHandlingAnswer", ", passed: true"))],
}


class NotPlayed(Exception):
    """A step that the service did not take: which, and what it said."""


@dataclass(frozen=True, slots=True)
class Session:
    """One person at a device of their own."""

    http: httpx.AsyncClient
    token: str

    async def ask(self, query: str, **variables: Json) -> Json:
        """The only field of the answer; raises `NotPlayed`."""
        return await asked(self.http, query, {"Authorization": f"Bearer {self.token}"}, variables)


async def asked(
    http: httpx.AsyncClient, query: str, headers: Mapping[str, str], variables: Mapping[str, Json]
) -> Json:
    """The only field of an answer; raises `NotPlayed` where there are errors, of whichever kind."""
    sent = {"query": query, "variables": variables}
    answer = (await http.post("/graphql", json=sent, headers=headers)).json()
    if answer.get("errors"):
        raise NotPlayed(answer["errors"][0]["message"])
    (payload,) = answer["data"].values()
    if payload is not None and payload.get("errors"):
        raise NotPlayed("；".join(f"{one['code']} {one['message']}" for one in payload["errors"]))
    return payload
