"""Personal data as it is stored: sealed under a key of its person, which is sealed under the master key.

A copy of the database tells nobody a telephone number, and where the key of a person is destroyed nobody
reads what was sealed with it, wherever copies of that are. What is looked for by its value has an index: a
number that is the same for the same value, and tells nothing without the master key.

Two suites are known. Which one seals is a word in the key file (`models.key`); either is opened.
"""

import os
from dataclasses import dataclass
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes, hmac
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import Dialect, LargeBinary, TypeDecorator

from models.key import KeyFile
from models.sickness import Sick, Sickness
from models.suite import Suite

PERSONS, INDEX = "luzhi persons 1", "luzhi index 1"
# Bytes: of a key, of the number that no two sealings share, and of what tells that nothing was changed.
KEY, NONCE, TAG = 32, 12, 16


@dataclass(frozen=True, slots=True)
class Sealed:
    """A value that only its key opens. It says nothing of itself, in a log or anywhere."""

    data: bytes

    def __repr__(self) -> str:
        return "Sealed(…)"


class SealedText(TypeDecorator[Sealed]):
    """A column of sealed values. A plain one is refused: it would stand in the file."""

    impl = LargeBinary
    cache_ok = True

    def process_bind_param(self, value: Sealed | None, dialect: Dialect) -> bytes | None:
        if value is not None and not isinstance(value, Sealed):
            raise TypeError("personal data is sealed before it is written")
        return None if value is None else value.data

    def process_result_value(self, value: Any, dialect: Dialect) -> Sealed | None:
        return None if value is None else Sealed(bytes(value))


@dataclass(frozen=True, slots=True)
class PersonKey:
    """The key of one person. `wrapped` is how it is stored."""

    wrapped: Sealed
    _key: bytes
    _suite: Suite

    def seal(self, field: str, text: str) -> Sealed:
        """A value of a field, sealed; twice the same value is never sealed alike."""
        return self.seal_bytes(field, text.encode())

    def open(self, field: str, value: Sealed) -> str:
        """The value of a field; raises `Sick` where it was sealed with another key or for another field."""
        return self.open_bytes(field, value).decode()

    def seal_bytes(self, field: str, value: bytes) -> Sealed:
        """The same of bytes."""
        return _sealed(self._suite, self._key, field, value)

    def open_bytes(self, field: str, value: Sealed) -> bytes:
        """The same of bytes."""
        return _opened(self._key, field, value)


class Vault:
    """Opens and makes the keys of persons."""

    def __init__(self, keys: KeyFile) -> None:
        self._keys = keys

    def new(self) -> PersonKey:
        """The key of a person who has none yet."""
        return self._wrapped(os.urandom(KEY))

    def wrapped_anew(self, key: PersonKey) -> Sealed:
        """A key that another master key opened, sealed under this one: what it sealed stays as it is."""
        return self._wrapped(key._key).wrapped

    def _wrapped(self, key: bytes) -> PersonKey:
        master, suite = self._keys.key(PERSONS, make=True), self._keys.suite
        return PersonKey(_sealed(suite, master, PERSONS, key), key, suite)

    def key(self, wrapped: Sealed) -> PersonKey:
        """The key of a person as it is stored; raises `Sick` where the master key is not the one."""
        return PersonKey(wrapped, _opened(self._keys.key(PERSONS), PERSONS, wrapped), self._keys.suite)

    def opens(self, wrapped: Sealed) -> bool:
        """Whether a key of a person was sealed under this master key."""
        try:
            self.key(wrapped)
        except Sick:
            return False
        return True

    def index(self, field: str, text: str) -> str:
        """What a value of a field is found by, in hex."""
        key = self._keys.key(INDEX, make=True)
        digest: hashes.HashAlgorithm = hashes.SM3() if self._keys.suite is Suite.SM else hashes.SHA256()
        found = hmac.HMAC(key, digest)
        found.update(f"{field}\n{text}".encode())
        return found.finalize().hex()


def _sealed(suite: Suite, key: bytes, field: str, value: bytes) -> Sealed:
    nonce = os.urandom(NONCE)
    if suite is Suite.AES:
        return Sealed(bytes([suite.number]) + nonce + AESGCM(key).encrypt(nonce, value, field.encode()))
    encryptor = Cipher(algorithms.SM4(key[:16]), modes.GCM(nonce)).encryptor()
    encryptor.authenticate_additional_data(field.encode())
    text = encryptor.update(value) + encryptor.finalize()
    return Sealed(bytes([suite.number]) + nonce + text + encryptor.tag)


def _opened(key: bytes, field: str, value: Sealed) -> bytes:
    number, nonce, rest = value.data[:1], value.data[1 : 1 + NONCE], value.data[1 + NONCE :]
    try:
        if number == bytes([Suite.AES.number]):
            return AESGCM(key).decrypt(nonce, rest, field.encode())
        if number != bytes([Suite.SM.number]):
            raise ValueError("no suite has this number")
        cipher = Cipher(algorithms.SM4(key[:16]), modes.GCM(nonce, rest[-TAG:]))
        decryptor = cipher.decryptor()
        decryptor.authenticate_additional_data(field.encode())
        return decryptor.update(rest[:-TAG]) + decryptor.finalize()
    except (InvalidTag, ValueError):
        raise Sick(Sickness.KEYLESS) from None
