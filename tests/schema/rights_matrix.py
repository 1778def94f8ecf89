"""What each role holds, which right each change needs, and each change as somebody sends it."""

from typing import Any

from resolvers.global_id import encode
from tests.schema.member_changes import NEEDS as MEMBER_NEEDS
from tests.schema.member_changes import member_changes
from tests.services.accounts.holder import CODE
from tests.services.accounts.office import Office
from tests.services.committee_of_ten import YEAR

Json = Any

GIVEN = {
    "系统管理员": {"accounts"},
    "安全管理员": {"grant"},
    "审计管理员": set[str](),
    "委员工作委员会": {
        *("read", "enter", "review", "leave", "score", "close", "import", "draft", "publish", "arrange"),
        *("operate", "enrol", "keep", "examine", "answer_objections"),
    },
    "办公室": {
        *("read", "enter", "review", "leave", "score", "accounts", "object", "answer_objections"),
        *("review_opinions", "purge_opinions", "edit_opinions", "check_handling", "plan_opinions"),
        "take_leads",
    },
    "专门委员会": {"read", "enter", "review", "leave", "keep", "object", "answer_objections"},
    # It enters speeches at the plenary: of the kinds that are asked about here none.
    "大会发言组": {"read", "object", "answer_objections"},
    "结果查阅": {"read"},
    "运维": {"operate"},
    "签批领导": {"leave", "sign_opinions"},
    "信息员": {"write_opinions", "take_leads"},
    "承办单位": {"handle_opinions"},
    "委员": {"read_own", "object", "write_opinions", "take_leads"},
    "没有角色": set[str](),
}
NEEDS = {
    "enterOccasion": "enter",
    "correctOccasion": "enter",
    "enterWork": "enter",
    "correctWork": "enter",
    "withdrawRecord": "enter",
    "reinstateRecord": "enter",
    "endRecord": "enter",
    "submitRecords": "enter",
    "approveRecords": "review",
    "returnRecords": "review",
    "archiveRecords": "review",
    "withdrawRecords": "enter",
    "approveCorrection": "review",
    "returnCorrection": "review",
    **dict.fromkeys(("approveCorrections", "returnCorrections"), "review"),
    "openCheckIn": "enter",
    "closeCheckIn": "enter",
    "correctArrivals": "enter",
    "confirmCheckIn": "enter",
    "recompute": "score",
    "keepRun": "score",
    "closeYear": "close",
    "reopenYear": "close",
    "putMapping": "import",
    "importFiles": "import",
    "draftRuleSet": "draft",
    "changeDraft": "draft",
    "copyRuleSet": "draft",
    "simulateRuleSet": "draft",
    "submitRuleSet": "draft",
    "returnRuleSet": "draft",
    "publishRuleSet": "publish",
    "withdrawRuleSet": "draft",
    "confirmWithdrawal": "publish",
    "arrangeWorkdays": "arrange",
    "interpretRule": "publish",
    "withdrawInterpretation": "publish",
    "setRankVisibility": "arrange",
    "setTerm": "arrange",
    "chooseAccountRules": "accounts",
    **MEMBER_NEEDS,
    **dict.fromkeys(("registerAccount", "resetAccount", "lockAccount", "unlockAccount"), "accounts"),
    **dict.fromkeys(("closeAccount", "endSession"), "accounts"),
    **dict.fromkeys(("grantRole", "withdrawGrant", "handOverRights"), "grant"),
    "answerFeedback": "operate",
    "decideLeave": "leave",
    "resolveConnectorEvent": "enter",
    "dismissConnectorEvent": "enter",
    "writeDepartmentAnalysis": "enter",
    **dict.fromkeys(("writeYearAnalysis", "signBulletin", "sendBulletin"), "close"),
    **dict.fromkeys(("freezeSample", "drawSample", "extendSample"), "examine"),
    **dict.fromkeys(("abandonSample", "recordFinding"), "examine"),
    **dict.fromkeys(("acceptObjection", "passObjection", "answerObjection"), "answer_objections"),
    **dict.fromkeys(("submitOpinion", "withdrawOpinion"), "write_opinions"),
    **dict.fromkeys(("acceptOpinion", "keepOpinionOnFile", "returnOpinion"), "review_opinions"),
    **dict.fromkeys(("countOpinion", "noteOpinionOutcome", "takeBackOpinionOutcome"), "review_opinions"),
    **dict.fromkeys(("callOpinionMeeting", "concludeOpinionMeeting"), "review_opinions"),
    **dict.fromkeys(("cancelOpinionMeeting", "signOpinionBulletin"), "review_opinions"),
    "purgeOpinion": "purge_opinions",
    **dict.fromkeys(("rateOpinion", "agreeToPublish"), "write_opinions"),
    **dict.fromkeys(("withholdOpinion", "putBackOpinion"), "review_opinions"),
    **dict.fromkeys(("beginOpinionPaper", "saveOpinionPaper", "dropOpinionPaper"), "edit_opinions"),
    **dict.fromkeys(("handUpOpinionPaper", "callBackOpinionPaper"), "edit_opinions"),
    **dict.fromkeys(("signOpinionPaper", "sendBackOpinionPaper"), "sign_opinions"),
    **dict.fromkeys(("receiveHandling", "acceptHandling", "returnHandling"), "handle_opinions"),
    **dict.fromkeys(("askHandlingExtension", "answerHandling"), "handle_opinions"),
    **dict.fromkeys(("upholdHandling", "reassignHandling", "decideHandlingExtension"), "check_handling"),
    **dict.fromkeys(("pauseHandling", "resumeHandling", "checkHandlingAnswer"), "check_handling"),
    "noteHandlingContact": "handle_opinions",
    "reportHandlingContact": "check_handling",
    **dict.fromkeys(("saveOpinionCall", "openOpinionCall", "closeOpinionCall"), "plan_opinions"),
    **dict.fromkeys(("withdrawOpinionCall", "saveContactPoint"), "plan_opinions"),
    **dict.fromkeys(("takeUpOpinionLead", "putAsideOpinionLead", "handOnOpinionLead"), "take_leads"),
    "purgeOpinionLead": "purge_opinions",
    "saveOpinionPlan": "plan_opinions",
    **dict.fromkeys(("appoint", "endPost"), "grant"),
}
# Whoever enters anything may ask for these: which department enters is asked of the row, and there is none.
OF_A_ROW = {"resolveConnectorEvent", "dismissConnectorEvent", "approveCorrections", "returnCorrections"}
# About the record of this committee, which the Office organised: no other organiser may (履5).
OF_THE_RECORD = {
    *("correctOccasion", "correctWork", "withdrawRecord", "reinstateRecord", "endRecord"),
    *("submitRecords", "approveRecords", "returnRecords", "archiveRecords", "withdrawRecords"),
    *("approveCorrection", "returnCorrection"),
    *("openCheckIn", "closeCheckIn", "correctArrivals", "confirmCheckIn"),
}
# Of the special committee's year, of which nobody else says anything (履12).
OF_THE_DEPARTMENT = {"writeDepartmentAnalysis"}
# Of one's own account: whoever is signed in, or is about to.
OWN = {
    *("signIn", "signOut", "setPassword", "revokeSession", "reportLoss"),
    *("setUpSecondFactor", "confirmSecondFactor", "linkOutsideIdentity", "unlinkOutsideIdentity"),
    *("writeFeedback", "addToFeedback"),
    *("deleteUpload", "markNoticesSeen", "chooseNoticeChannel"),
    *("scanCheckIn", "confirmPresence"),
    *("askLeave", "withdrawLeave", "confirmCoSignature", "declineCoSignature"),
    *("raiseObjection", "withdrawObjection", "closeObjection"),
    *("saveOpinionDraft", "enterOpinionLead"),
}


# What a member reaches by an id, as far as it is their own.
OWN_NODES = {"Member", "Record", "RuleSet"}
NOBODY = 'realName: "张三", phone: "13800000000", member: "none"'
NOON = "2022-03-01T12:00:00+08:00"


def changes(of: Office) -> dict[str, str]:
    """Every change with arguments that are about this committee; none is one that would be made."""
    year, record, version = (
        f'committee: "{of.code}", year: {YEAR}',
        encode("Record", of.record),
        of_version(of),
    )
    old = f'id: "{record}", version: 9, reason: "改正"'
    many = f'committee: "{of.code}", records: [{{id: "{record}", version: 9}}]'
    decided = f'committee: "{of.code}", id: "{record}", number: 1'
    rules = 'rules: {text: "language: 1"}'
    one, first = (f'committee: "{of.code}", number: 1{more}' for more in ("", ", version: 1"))
    unknown = f'committee: "{of.code}", number: 99'
    period = 'firstDay: "2022-06-30", lastDay: "2022-01-01"'
    return {
        "enterOccasion": f'input: {{{year}, kind: "调研", title: "", day: "2022-03-01", participants: []}}',
        "correctOccasion": f"input: {{{old}}}",
        "enterWork": f'input: {{{year}, kind: "调研视察报告", title: "", day: "2022-03-01", authors: []}}',
        "correctWork": f"input: {{{old}}}",
        "withdrawRecord": f"input: {{{old}}}",
        "reinstateRecord": f"input: {{{old}}}",
        "endRecord": f"input: {{{old}}}",
        "submitRecords": f"input: {{{many}}}",
        "approveRecords": f"input: {{{many}}}",
        "returnRecords": f'input: {{{many}, reason: "缺签到表"}}',
        "archiveRecords": f"input: {{{many}}}",
        "withdrawRecords": f'input: {{{many}, reason: "重复"}}',
        "approveCorrection": f"input: {{{decided}}}",
        "returnCorrection": f'input: {{{decided}, reason: "没有变"}}',
        "approveCorrections": f'input: {{committee: "{of.code}", corrections: [9]}}',
        "returnCorrections": f'input: {{committee: "{of.code}", corrections: [9], reason: "没有变"}}',
        "openCheckIn": f'input: {{record: "{record}", from: "{NOON}", until: "{NOON}"}}',
        "closeCheckIn": f'record: "{record}"',
        "correctArrivals": f'input: {{record: "{record}", reason: "补签"}}',
        "confirmCheckIn": f'record: "{record}", version: 1',
        "recompute": f'committee: "{of.code}", year: 2021',
        "keepRun": f'{year}, name: ""',
        "closeYear": f'committee: "{of.code}", year: 2021',
        "reopenYear": f'{year}, reason: "更正"',
        "putMapping": f'committee: "{of.code}", text: "", version: 7',
        "importFiles": f'input: {{{year}, files: ["{encode("Upload", 9)}"]}}',
        "draftRuleSet": f'input: {{committee: "{of.code}", {rules}}}',
        "changeDraft": f'input: {{id: "{version}", digest: "x", {rules}}}',
        "copyRuleSet": f'input: {{id: "{version}", toYear: {YEAR}}}',
        "simulateRuleSet": f'id: "{version}", year: 2021',
        "submitRuleSet": f'id: "{version}"',
        "returnRuleSet": f'id: "{version}"',
        "publishRuleSet": f'id: "{version}"',
        "withdrawRuleSet": f'id: "{version}"',
        "confirmWithdrawal": f'id: "{version}"',
        **member_changes(of),
        "arrangeWorkdays": f'{year}, daysOff: [], workdays: [], source: "x"',
        "interpretRule": f'{year}, text: ""',
        "withdrawInterpretation": f'committee: "{of.code}", number: 9, reason: "更正"',
        "setRankVisibility": f'committee: "{of.code}", visibility: OWN',
        "setTerm": f'committee: "{of.code}", term: "第九届", firstDay: "2027-01-01", lastDay: "2026-01-01"',
        "chooseAccountRules": f'committee: "{of.code}"',
        "registerAccount": f'input: {{committee: "{of.code}", {NOBODY}}}',
        **dict.fromkeys(("resetAccount", "lockAccount", "unlockAccount"), unknown),
        "closeAccount": unknown,
        "endSession": f'{unknown}, id: "x"',
        "grantRole": f'input: {{committee: "{of.code}", account: 99, role: "结果查阅"}}',
        "withdrawGrant": unknown,
        "handOverRights": f'committee: "{of.code}", from: 9, to: 9, reason: "调离"',
        "answerFeedback": f'committee: "{of.code}", number: 1, version: 1, state: DONE, words: "好"',
        "decideLeave": f'committee: "{of.code}", number: 1, version: 1, granted: true',
        "resolveConnectorEvent": f'committee: "{of.code}", number: 1',
        "dismissConnectorEvent": f'committee: "{of.code}", number: 1, reason: "重复"',
        "writeDepartmentAnalysis": f'{year}, department: "提案委员会", version: 9, text: "好"',
        "writeYearAnalysis": f'{year}, version: 9, text: "好"',
        "signBulletin": f'{year}, documentNumber: "5号", issue: 1',
        "sendBulletin": f'{one}, recipient: "组织部", layout: BRIEF, file: PDF, day: "2023-01-01"',
        "freezeSample": f'committee: "{of.code}", frame: {{year: 2021}}',
        "drawSample": f"{first}, persons: [], size: 1",
        "extendSample": f"{first}, size: 1",
        "abandonSample": f'{first}, reason: "重来"',
        "recordFinding": f'{one}, finding: {{record: "{record}", version: 0, fault: false}}',
        "acceptObjection": first,
        "passObjection": f'{first}, words: "转"',
        "submitOpinion": f"{first}, notClassified: true",
        **dict.fromkeys(("withdrawOpinion", "acceptOpinion", "keepOpinionOnFile"), first),
        "returnOpinion": f'{first}, reason: "untrue"',
        "countOpinion": first,
        "noteOpinionOutcome": f'{first}, outcome: {{outcome: ADOPTION, level: "市", day: "2022-03-01"}}',
        "takeBackOpinionOutcome": f'{first}, place: 1, reason: "错"',
        "purgeOpinion": f'{one}, reason: "state_secret"',
        "callOpinionMeeting": f'committee: "{of.code}", day: "2022-07-01", {period}',
        "concludeOpinionMeeting": f'{first}, conclusions: "好", notClassified: true',
        "cancelOpinionMeeting": first,
        "signOpinionBulletin": f'{year}, quarter: 5, documentNumber: "5号", issue: 1',
        "beginOpinionPaper": f'committee: "{of.code}", items: [1]',
        "saveOpinionPaper": f'{first}, notClassified: true, input: {{items: [1], title: "", situation: ""}}',
        **dict.fromkeys(("dropOpinionPaper", "handUpOpinionPaper", "callBackOpinionPaper"), first),
        "signOpinionPaper": first,
        "sendBackOpinionPaper": f'{first}, words: "改"',
        **dict.fromkeys(("receiveHandling", "acceptHandling", "resumeHandling"), first),
        **dict.fromkeys(("upholdHandling", "pauseHandling"), f'{first}, words: "等"'),
        "returnHandling": f'{first}, unit: "市公安局", words: "不归"',
        "reassignHandling": f'{first}, unit: "市公安局"',
        "askHandlingExtension": f'{first}, days: 5, words: "勘察"',
        "answerHandling": f'{first}, notClassified: true, input: {{text: "好"}}',
        "decideHandlingExtension": f"{first}, granted: true",
        "checkHandlingAnswer": f"{first}, passed: true",
        **dict.fromkeys(
            ("noteHandlingContact", "reportHandlingContact"), f'{first}, day: "2022-03-01", how: "visit"'
        ),
        "rateOpinion": f"{first}, rating: SATISFIED",
        "agreeToPublish": f"{first}, agrees: false",
        "withholdOpinion": f'{first}, reason: "other"',
        "putBackOpinion": first,
        "saveOpinionCall": f'committee: "{of.code}", input: {{title: "", text: "", deadline: "2030-01-01"}}',
        **dict.fromkeys(("openOpinionCall", "closeOpinionCall"), first),
        "saveOpinionPlan": f'{year}, version: 9, targets: [], reason: "改"',
        "withdrawOpinionCall": f'{first}, reason: "改期"',
        **dict.fromkeys(("takeUpOpinionLead", "purgeOpinionLead"), first),
        "putAsideOpinionLead": f'{first}, words: "等"',
        "handOnOpinionLead": f"{first}, holder: 99",
        "saveContactPoint": f'committee: "{of.code}", input: {{name: "", place: "一楼", inCharge: 99}}',
        "appoint": f'committee: "{of.code}", input: {{post: "chair", account: 99}}',
        "endPost": unknown,
        "answerObjection": f'{first}, input: {{verdict: REFUSED, words: "好"}}',
    }


def may(role: str) -> set[str]:
    """The changes that a role may make."""
    entering = OF_A_ROW if role == "大会发言组" else set()
    others = OF_THE_RECORD if role == "专门委员会" else OF_THE_DEPARTMENT
    return ({name for name, right in NEEDS.items() if right in GIVEN[role]} | entering) - others


def of_version(of: Office) -> str:
    return encode("RuleSetVersion", 1 if of.code == CODE else 2)
