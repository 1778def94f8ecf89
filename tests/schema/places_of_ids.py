"""Each place in the schema that takes an id, and how one of another committee is answered there."""

from resolvers.global_id import encode
from tests.services.accounts.holder import CODE
from tests.services.committee_of_ten import YEAR

WHERE = f'committee: "{CODE}", year: {YEAR}'
RUN = f'committee(code: "{CODE}") {{ run(year: {YEAR}) {{ %s }} }}'
AS_OF = RUN % 'asOf(day: "2022-06-30") { %s }'
OCCASION = f'{WHERE}, kind: "调研", title: "x", day: "2022-03-01"'
WORK = f'{WHERE}, kind: "调研视察报告", title: "x", day: "2022-03-01"'
ERRORS = "{ errors { code } }"
AUTHORS = 'authors: [{member: "<member>"}]'
OF_WORK = 'id: "<work>", version: 1, reason: "x"'
VERSION = f'node(id: "{encode("RuleSetVersion", 1)}") {{ ... on RuleSetVersion {{ %s }} }}'
RULES = 'rules: {text: "language: 1"}'
SAMPLE = f'committee: "{CODE}", number: 1'
FOUND = 'record: "%s", version: 0, fault: false'
OBJECTS = f'year: {YEAR}, words: "x"'
OBJECTION = f"{SAMPLE}, version: 2"
UPHELD = 'verdict: UPHELD, words: "x", rule: "<rule>", step: "x", correction: {record: "%s", version: 1}'
# Each place in the schema that takes an id, what it is an id of, what asks it with one, and how it is
# answered where that is of another committee: as if there were none, or as one that is not for whoever asks.
NONE, NOT_OURS, NO_CODE, FORGED = "NOT_FOUND", "FORBIDDEN", "", "CODE_FORGED"
OWN_RECORD = f'record: "{encode("Record", 1)}"'
OPENING = 'from: "2022-03-01T09:00:00+08:00", until: "2022-03-01T10:00:00+08:00"'
TAKE = [
    ("Query.node(id)", "Record", '{ node(id: "%s") { id } }', NONE),
    ("Query.nodes(ids)", "Member", '{ nodes(ids: ["%s"]) { id } }', NONE),
    ("ScoreRun.ranking(against)", "ScoreRun", RUN % 'ranking(first: 1, against: "%s") { totalCount }', NONE),
    ("ScoreRun.standing(member)", "Member", RUN % 'standing(member: "%s") { total }', NONE),
    ("ScoreRun.cell(member)", "Member", RUN % 'cell(member: "%s", column: "调研") { value }', NONE),
    ("RunAsOf.ranking(against)", "ScoreRun", AS_OF % 'ranking(first: 1, against: "%s") { totalCount }', NONE),
    ("RunAsOf.standing(member)", "Member", AS_OF % 'standing(member: "%s") { total }', NONE),
    ("RunAsOf.cell(member)", "Member", AS_OF % 'cell(member: "%s", column: "调研") { value }', NONE),
    (
        "RuleSetVersion.differences(before)",
        "RuleSetVersion",
        VERSION % 'differences(before: "%s") { code }',
        NONE,
    ),
    (
        "RecordFilter.member",
        "Member",
        f'committee(code: "{CODE}") {{ records(first: 1, where: {{member: "%s"}}) {{ totalCount }} }}',
        NO_CODE,
    ),
    *(
        (f"Mutation.{name}(id)", "RuleSetVersion", f'mutation {{ {name}(id: "%s") {ERRORS} }}', NOT_OURS)
        for name in (
            *("simulateRuleSet", "submitRuleSet", "returnRuleSet"),
            *("publishRuleSet", "withdrawRuleSet", "confirmWithdrawal"),
        )
    ),
    ("Query.checkIn(record)", "Record", 'checkIn(record: "%s") { version }', NOT_OURS),
    (
        "OpenCheckInInput.record",
        "Record",
        f'mutation {{ openCheckIn(input: {{record: "%s", {OPENING}}}) {ERRORS} }}',
        NOT_OURS,
    ),
    (
        "Mutation.closeCheckIn(record)",
        "Record",
        f'mutation {{ closeCheckIn(record: "%s") {ERRORS} }}',
        NOT_OURS,
    ),
    (
        "Mutation.confirmCheckIn(record)",
        "Record",
        f'mutation {{ confirmCheckIn(record: "%s", version: 1) {ERRORS} }}',
        NOT_OURS,
    ),
    (
        "Mutation.decideLeave(record)",
        "Record",
        f'mutation {{ decideLeave({SAMPLE}, version: 1, granted: true, record: "%s") {ERRORS} }}',
        NONE,
    ),
    (
        "CorrectArrivalsInput.record",
        "Record",
        f'mutation {{ correctArrivals(input: {{record: "%s", reason: "x"}}) {ERRORS} }}',
        NOT_OURS,
    ),
    *(
        (
            f"CorrectArrivalsInput.{field}",
            "Member",
            f'mutation {{ correctArrivals(input: {{{OWN_RECORD}, {field}: ["%s"], reason: "x"}}) {ERRORS} }}',
            NONE,
        )
        for field in ("add", "remove")
    ),
    # What was scanned is looked at first.
    (
        "Mutation.scanCheckIn(record)",
        "Record",
        f'mutation {{ scanCheckIn(token: "x", record: "%s") {ERRORS} }}',
        FORGED,
    ),
    (
        "Mutation.endSession(id)",
        "Session",
        f'mutation {{ endSession(committee: "{CODE}", number: 1, id: "%s") {ERRORS} }}',
        NOT_OURS,
    ),
    ("Mutation.revokeSession(id)", "Session", f'mutation {{ revokeSession(id: "%s") {ERRORS} }}', NONE),
    (
        "Mutation.unlinkOutsideIdentity(id)",
        "OutsideIdentity",
        f'mutation {{ unlinkOutsideIdentity(id: "%s") {ERRORS} }}',
        NONE,
    ),
    (
        "ImportFilesInput.files",
        "Upload",
        f'mutation {{ importFiles(input: {{{WHERE}, files: ["%s"]}}) {ERRORS} }}',
        NONE,
    ),
    ("Mutation.deleteUpload(id)", "Upload", f'mutation {{ deleteUpload(id: "%s") {ERRORS} }}', NONE),
    (
        "ParticipantsInput.members",
        "Member",
        f'mutation {{ enterOccasion(input: {{{OCCASION}, participants: [{{members: ["%s"]}}]}}) {ERRORS} }}',
        NONE,
    ),
    (
        "AuthorInput.member",
        "Member",
        f'mutation {{ enterWork(input: {{{WORK}, authors: [{{member: "%s"}}]}}) {ERRORS} }}',
        NONE,
    ),
    (
        "EnterWorkInput.linkedTo",
        "Record",
        f'mutation {{ enterWork(input: {{{WORK}, {AUTHORS}, linkedTo: "%s"}}) {ERRORS} }}',
        NONE,
    ),
    *(
        (
            f"{kind}.id",
            "Record",
            f'mutation {{ {name}(input: {{id: "%s", version: 1, reason: "x"}}) {ERRORS} }}',
            NOT_OURS,
        )
        for kind, name in (
            ("CorrectOccasionInput", "correctOccasion"),
            ("CorrectWorkInput", "correctWork"),
            ("ChangeRecordInput", "withdrawRecord"),
        )
    ),
    *(
        (
            f"{kind}.id",
            "Member",
            f'mutation {{ {name}(input: {{id: "%s", version: 1, reason: "x"{more}}}) {ERRORS} }}',
            NOT_OURS,
        )
        for kind, name, more in (
            ("ChangeMemberInput", "changeMember", ""),
            ("LeaveOfficeInput", "leaveOffice", ", lastDay: null"),
            ("ReturnToOfficeInput", "returnToOffice", ', number: "x", firstDay: "2022-03-01"'),
            ("ExitMemberInput", "askExit", ""),
        )
    ),
    (
        "EnterMemberInput.sameAs",
        "Member",
        f'mutation {{ enterMember(input: {{committee: "{CODE}", name: "赵一", number: "x", sameAs: "%s"}})'
        f" {ERRORS} }}",
        NONE,
    ),
    (
        "GoesOnInput.member",
        "Member",
        f'mutation {{ carryOver(input: {{committee: "{CODE}", fromTerm: "本届", toTerm: "下届",'
        f' dryRun: true, members: [{{member: "%s"}}]}}) {ERRORS} }}',
        NONE,
    ),
    (
        "RecordVersionInput.id",
        "Record",
        f'mutation {{ submitRecords(input: {{committee: "{CODE}", records: [{{id: "%s", version: 1}}]}})'
        f" {ERRORS} }}",
        NONE,
    ),
    (
        "DecideCorrectionInput.id",
        "Record",
        f'mutation {{ approveCorrection(input: {{committee: "{CODE}", id: "%s", number: 1}}) {ERRORS} }}',
        NONE,
    ),
    *(
        (f"Mutation.{name}(record)", "Record", f"mutation {{ {name}({asked}) {ERRORS} }}", NOT_OURS)
        for name, asked in (
            ("confirmCoSignature", 'record: "%s"'),
            ("declineCoSignature", 'record: "%s", reason: "x"'),
        )
    ),
    (
        "FoundAuthorInput.member",
        "Member",
        f'mutation {{ resolveConnectorEvent(committee: "{CODE}", number: 1,'
        f' authors: [{{position: 1, member: "%s"}}]) {ERRORS} }}',
        NONE,
    ),
    (
        "AskLeaveInput.record",
        "Record",
        f'mutation {{ askLeave(input: {{{WHERE}, reason: "x", record: "%s"}}) {ERRORS} }}',
        NOT_OURS,
    ),
    (
        "AskLeaveInput.files",
        "Upload",
        f'mutation {{ askLeave(input: {{{WHERE}, reason: "x", files: ["%s"]}}) {ERRORS} }}',
        NOT_OURS,
    ),
    (
        "CorrectWorkInput.linkedTo",
        "Record",
        f'mutation {{ correctWork(input: {{{OF_WORK}, linkedTo: "%s"}}) {ERRORS} }}',
        NONE,
    ),
    (
        "SampleFindingInput.record",
        "Record",
        f"mutation {{ recordFinding({SAMPLE}, finding: {{{FOUND}}}) {ERRORS} }}",
        NONE,
    ),
    *(
        (
            f"RaiseObjectionInput.{name}",
            type_,
            f"mutation {{ raiseObjection(input: {{{OBJECTS}, about: {about}, {name}: {id_}}}) {ERRORS} }}",
            NONE,
        )
        for name, type_, about, id_ in (
            ("record", "Record", "RECORD", '"%s"'),
            ("member", "Member", "RANK", '"%s"'),
            ("files", "Upload", 'RANK, member: "<member>"', '["%s"]'),
        )
    ),
    (
        "SaveOpinionDraftInput.files",
        "Upload",
        f'mutation {{ saveOpinionDraft(input: {{notClassified: true, files: ["%s"]}}) {ERRORS} }}',
        NONE,
    ),
    (
        "HandlingAnswerInput.files",
        "Upload",
        f'mutation {{ answerHandling(committee: "{CODE}", number: 1, version: 3, notClassified: true,'
        f' input: {{text: "好", files: ["%s"]}}) {ERRORS} }}',
        NONE,
    ),
    (
        "ObjectionCorrectionInput.record",
        "Record",
        f"mutation {{ answerObjection({OBJECTION}, input: {{{UPHELD}}}) {ERRORS} }}",
        NONE,
    ),
    (
        "ChangeDraftInput.id",
        "RuleSetVersion",
        f'mutation {{ changeDraft(input: {{id: "%s", digest: "x", {RULES}}}) {ERRORS} }}',
        NOT_OURS,
    ),
    (
        "CopyRuleSetInput.id",
        "RuleSetVersion",
        f'mutation {{ copyRuleSet(input: {{id: "%s", toYear: 2023}}) {ERRORS} }}',
        NOT_OURS,
    ),
]
