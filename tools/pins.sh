#!/usr/bin/env bash
# Renews the pins: exact versions with hashes, for every platform, without the address of any index.
# `tools/pins.sh --upgrade` takes the newest versions that requirements*.in allow.
set -euo pipefail
cd "$(dirname "$0")/.."
compile() {
    .venv/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header \
        --no-emit-index-url --no-emit-find-links "${@:3}" "$1" -o "$2"
}
# Each set is held to the versions of the one below it.
compile requirements.in requirements.txt "$@"
compile requirements-demo.in requirements-demo.txt -c requirements.txt "$@"
compile requirements-dev.in requirements-dev.txt -c requirements-demo.txt "$@"
