#!/usr/bin/env bash
# Writes code, templates and style sheets as `make lint` wants them.
set -euo pipefail
cd "$(dirname "$0")/.."
bin=.venv/bin
$bin/ruff check --quiet --fix .
$bin/ruff format --quiet .
git ls-files -z '*.html' | xargs -0 $bin/djangofmt --quiet
git ls-files -z '*.css' ':!templates' | xargs -0 -n 1 $bin/css-beautify -s 2 -n --space-around-combinator -r >/dev/null
