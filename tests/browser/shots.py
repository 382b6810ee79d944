"""Pictures of every type of page, in both widths and languages, for people to look at.

python -m tests.browser.shots [folder] [pages]        # var/shots and every page by default; `pages`: a pattern
"""

import os
import sys
from pathlib import Path

import pytest


def main(folder: str = "var/shots", pages: str = "") -> int:
    os.environ |= {"DNR_SHOTS": str(Path(folder).resolve()), "DNR_PAGES": pages}
    return int(pytest.main(["tests/browser/test_pages.py", "-q", "-p", "no:randomly"]))


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
