"""The suites of algorithms with which personal data is sealed."""

from enum import StrEnum


class Suite(StrEnum):
    """With what personal data is sealed, and how what is looked for is indexed."""

    AES = "aes"
    """AES-256-GCM and HMAC-SHA-256"""
    SM = "sm"
    """SM4-GCM and HMAC-SM3 (GB/T 32907, GB/T 32905)"""

    @property
    def number(self) -> int:
        """What a sealed value begins with."""
        return 1 if self is Suite.AES else 2
