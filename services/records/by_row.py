"""Members named by their rows, so that a record keeps everybody in it, whoever is scored."""

from collections.abc import Iterator, Mapping


class ByRow(Mapping[int, str]):
    """Every membership by its row number as a member key."""

    def __getitem__(self, membership_id: int) -> str:
        return str(membership_id)

    def __contains__(self, membership_id: object) -> bool:
        return True

    def __iter__(self) -> Iterator[int]:
        return iter(())

    def __len__(self) -> int:
        return 0


class RowOf(Mapping[str, int]):
    """The membership of each key that `ByRow` gives."""

    def __getitem__(self, key: str) -> int:
        return int(key)

    def __iter__(self) -> Iterator[str]:
        return iter(())

    def __len__(self) -> int:
        return 0
