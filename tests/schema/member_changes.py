"""The changes of members, each with the right that it needs and with arguments that nobody may carry out."""

from __future__ import annotations

from resolvers.global_id import encode
from tests.services.accounts.office import Office

NEEDS = {
    "enterMember": "enrol",
    "changeMember": "keep",
    "leaveOffice": "enrol",
    "returnToOffice": "enrol",
    "askExit": "enrol",
    "cancelExit": "enrol",
    "confirmExit": "enrol",
    "carryOver": "enrol",
}
_OF_ONE = {
    "changeMember": "",
    "leaveOffice": ", lastDay: null",
    "returnToOffice": ', number: "902", firstDay: "2022-03-01"',
    "askExit": "",
    "cancelExit": "",
    "confirmExit": "",
}


def member_changes(of: Office) -> dict[str, str]:
    """Every change of a member with arguments that are about this committee; none would be made."""
    one = f'id: "{encode("Member", of.members[0])}", version: 9, reason: "改正"'
    return {
        "enterMember": f'input: {{committee: "{of.code}", name: "", number: "901"}}',
        **{name: f"input: {{{one}{more}}}" for name, more in _OF_ONE.items()},
        "carryOver": f'input: {{committee: "{of.code}", fromTerm: "x", toTerm: "y", members: [],'
        " dryRun: false}",
    }
