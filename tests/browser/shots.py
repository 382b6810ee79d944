"""Pictures of every type of page, in both widths and languages, for people to look at.

    python -m tests.browser.shots [folder] [-k words]        # var/shots by default
"""

import os
import sys
from pathlib import Path

import pytest


def main(words: list[str]) -> int:
    folder = words.pop(0) if words and not words[0].startswith("-") else "var/shots"
    os.environ["DNR_SHOTS"] = str(Path(folder).resolve())
    return int(pytest.main(["tests/browser/test_pages.py", "-q", "-p", "no:randomly", *words]))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
