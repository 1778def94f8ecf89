"""The words of the demo: names, sectors, places, headers. They are data, in `words.yaml`."""

from importlib.resources import files
from typing import Any

import yaml

WORDS: dict[str, Any] = yaml.safe_load((files("files.demo") / "words.yaml").read_text("utf-8"))
