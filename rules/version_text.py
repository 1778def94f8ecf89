"""The text of a version as it is kept, and the rule set that it says; without a database, for children."""

from dataclasses import dataclass

from rules.catalogue import Catalogue, extend
from rules.document import RuleSet
from rules.loader import loads


@dataclass(frozen=True, slots=True)
class VersionText:
    """A measure with its supplements (`rules.bundle`), word for word, and the catalogues it is read with.

    `base` is the general catalogue, `own` the committee's addition to it, None where it has none.
    """

    text: str
    file: str
    base: str
    own: str | None = None

    def catalogue(self) -> Catalogue:
        """Both catalogues as one; raises `DocumentRefused`."""
        general = extend(Catalogue({}, {}, ""), self.base, "rules/kinds.yaml")
        return extend(general, self.own, "kinds.yaml") if self.own else general

    def rule_set(self) -> RuleSet:
        """The rule set; raises `DocumentRefused`."""
        return loads(self.text, self.file, catalogue=self.catalogue())
