#!/usr/bin/env bash
# Writes code, templates and style sheets as `make lint` wants them.
set -euo pipefail
cd "$(dirname "$0")/.."
bin=.venv/bin
$bin/ruff check --quiet --fix .
$bin/ruff format --quiet .
$bin/djangofmt --quiet templates
find static -name '*.css' -exec $bin/css-beautify -s 2 -n --space-around-combinator -r {} \; >/dev/null
