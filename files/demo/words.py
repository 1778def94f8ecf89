"""The words of the demo: names, sectors, places, headers. They are data, in `words.yaml`."""

from typing import Any

from wordlist import wordlist

WORDS: dict[str, Any] = wordlist("files.demo", "words.yaml")
