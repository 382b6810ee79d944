#!/usr/bin/env bash
# The figures, on a fresh SQLite file and on a private PostgreSQL cluster with its safety on (--durable), beside a Redis
# for the figures of the queue.
# Arguments go on to `manage.py bench`. With --cases the pass on SQLite is left out: no large portal is on it.
#   tools/bench.sh --desks --cases 1000000     what is done at desks, with a million cases: about half an hour
set -euo pipefail
cd "$(dirname "$0")/.."
DNR_VAR=$(mktemp -d)
# The demo's invented BIN: without one every command warns that no petition can be signed. Cases are filed by the form of
# the questionnaire as it is delivered, which nobody has confirmed. It takes rows of logs away that it has made: no guards.
export DNR_VAR DNR_LOG_LEVEL=WARNING DNR_MINISTRY_BIN=241000000301 DNR_UNCONFIRMED_FORM=on DNR_LOG_GUARDS=off
trap 'rm -rf "$DNR_VAR"' EXIT

one_pass='.venv/bin/python manage.py migrate --verbosity 0 && .venv/bin/python manage.py load_reference --verbosity 0 &&
    .venv/bin/python manage.py bench "$@"'

if [[ " $* " != *" --cases"* ]]; then
    echo "== SQLite"
    DATABASE_URL="sqlite:///$DNR_VAR/bench.sqlite3" \
        .venv/bin/python tools/redis_server.py --optional -- bash -euc "$one_pass" bench "$@"
    echo
fi
echo "== PostgreSQL"
.venv/bin/python tools/redis_server.py --optional -- \
    .venv/bin/python tools/postgres.py --optional --durable -- bash -euc "$one_pass" bench "$@"
