"""Whether a password may be set: what the policy asks, and what is easily guessed of its holder."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from services.accounts.policy import Policy
from services.members.name_order import sort_key
from services.refusal import Code, Refusal
from wordlist import wordlist

FIELD = "password"
# Of a name of one short syllable the sound stands in half of all words.
_SHORTEST_SOUND = 4
_BEHIND = re.compile(r"[\W\d_]+$")
_AROUND = re.compile(r"^[\W\d_]+|[\W\d_]+$")


@dataclass(frozen=True, slots=True)
class Holder:
    """What is easily guessed of whoever sets a password: name, user name, and their committee's code."""

    real_name: str
    user_name: str
    committee: str


def normal(password: str) -> str:
    """A password as it is hashed: the same letters are the same password, on whatever keyboard (NFC).

    Nothing is cut off, and no blank is lost.
    """
    return unicodedata.normalize("NFC", password)


def checked_password(password: str, policy: Policy, holder: Holder, second_factor: bool) -> str:
    """The password as it is hashed; raises `Refusal`, which never repeats it, with the first thing wrong."""
    plain = normal(password)
    for message in _wrong(plain, policy, holder, second_factor):
        raise Refusal(Code.BAD_USER_INPUT, message, FIELD)
    return plain


def _wrong(plain: str, policy: Policy, holder: Holder, second_factor: bool) -> Iterator[str]:
    least = policy.least(second_factor)
    if len(plain) < least:
        yield f"密码至少 {least} 个字符"
    if len(plain) > policy.longest:
        yield f"密码最多 {policy.longest} 个字符"
    if any(unicodedata.category(letter) in ("Cc", "Cs", "Cn") for letter in plain):
        yield "密码里有键盘上打不出的控制字符"
    if len(_classes(plain)) < policy.classes:
        yield f"密码要有大写字母、小写字母、数字、其他字符中的至少 {policy.classes} 类"
    if len(set(plain)) < 5:
        yield "密码里重复的字符太多"
    folded = plain.casefold()
    if any(word in folded for word in policy.words):
        yield "密码里有本单位的词（地名、政协、系统名等），容易被猜到，换一个"
    if any(word in folded for word in _own(holder)):
        yield "密码里有本人的姓名、拼音、手机号或政协的代号，容易被猜到，换一个"
    if _is_common(folded, policy.common):
        yield "这是常见的密码，容易被猜到，换一个"


def _classes(plain: str) -> set[str]:
    return {
        "digit"
        if letter.isdecimal()
        else "upper"
        if letter.isupper()
        else "lower"
        if letter.islower()
        else "other"
        for letter in plain
    }


def _own(holder: Holder) -> Iterator[str]:
    yield holder.user_name
    yield holder.committee.casefold()
    yield holder.real_name.casefold()
    sounds = [re.sub(r"\d", "", sound) for sound in sort_key(holder.real_name).partition("|")[0].split()]
    for order in (sounds, [*sounds[1:], *sounds[:1]]):
        sound = "".join(order)
        if len(sound) >= _SHORTEST_SOUND and sound.isascii():
            yield sound


def _is_common(folded: str, most: int) -> bool:
    """Whether it is a common password, also where only digits and signs stand around one."""
    cores = (_BEHIND.sub("", folded), _AROUND.sub("", folded))
    return not _common(most).isdisjoint({folded, *(core for core in cores if len(core) >= _SHORTEST_SOUND)})


@cache
def _common(most: int) -> frozenset[str]:
    # A list of thirty thousand words, for which nobody should wait who sets no password.
    from zxcvbn.frequency_lists import FREQUENCY_LISTS

    ours = wordlist("services.accounts", "common_passwords.yaml")
    return frozenset(FREQUENCY_LISTS["passwords"][:most]) | frozenset(map(str, ours))
