#!/usr/bin/env bash
# Sets up, then runs web server and queue worker together until Ctrl-C.
set -euo pipefail
cd "$(dirname "$0")/.."

#: HOST, PORT: Where `make run` serves. [127.0.0.1, 8000]
#: WEB_CONCURRENCY: Web processes of `make run`. [2]
#: OUTSIDE_SCENARIO: Of the demo: how the simulator of the outside systems behaves (`manage.py outside --list`);
#: empty leaves it out. [calm]
#: OUTSIDE_PORT, OUTSIDE_PORTAL: Of the demo: where the simulator listens, and the portal it answers to. [8790,
#: `PUBLIC_URL`]
#: NCALAYER_PORT: Of the demo: where its stand-in for NCALayer listens. [13579, or a free one]
#: PROMETHEUS_MULTIPROC_DIR: Where the web processes count requests together (decisions/health.md). [`metrics`
#: in `DNR_VAR`]
#: SSL_CERT_FILE: Authorities to trust besides those of the system when the portal asks others over https (PEM).
#: [none]
export HOST=${HOST:-127.0.0.1} PORT=${PORT:-8000} DNR_DEMO=${DNR_DEMO:-true}
export PUBLIC_URL=${PUBLIC_URL:-http://localhost:$PORT}

# Asked first: a long set-up should not end in a refused port.
python3 - <<'PY' || exit 1
import errno, os, socket, sys

host, port = os.environ["HOST"], os.environ["PORT"]
with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
    probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        probe.bind((host.strip("[]"), int(port)))
    except (OSError, OverflowError, ValueError) as error:
        taken = getattr(error, "errno", None) == errno.EADDRINUSE
        sys.exit(f"Port {port} on {host} " + (f"is taken: try another one, as in `make run PORT={int(port) + 1}`."
                                              if taken else f"can not be used: {error}"))
PY

# Each step runs in a process group of its own, which goes with this script however it is stopped: Ctrl-C, a signal to
# it alone, a terminal that is closed. Bash itself would let the step run on.
child=
step() {
    set -m
    "$@" </dev/null &
    child=$!
    set +m
    wait "$child"
    child=
}
stop_step() {
    trap '' INT TERM HUP
    if [ -n "$child" ]; then
        kill -TERM -- "-$child" 2>/dev/null || true
        wait "$child" 2>/dev/null || true
    fi
    exit "$1"
}
trap 'stop_step 129' HUP
trap 'stop_step 130' INT
trap 'stop_step 143' TERM

step tools/setup.sh run

# The port on loopback that is asked for, or a free one where it is taken.
free_port() {
    python3 - "$1" <<'PY'
import socket, sys

with socket.socket() as probe:
    try:
        probe.bind(("127.0.0.1", int(sys.argv[1])))
    except OSError:
        probe.bind(("127.0.0.1", 0))
    print(probe.getsockname()[1])
PY
}

# The demo's stand-in for NCALayer, which a visitor signs with. A browser does not know the demo's authority, so it
# speaks without TLS on loopback. Each demo has keys of its own, so it has a stand-in of its own: where NCALayer itself
# or that of another demo is on its port, this one takes another, and the pages call it there.
processes=(web worker)
if [ "$DNR_DEMO" = true ] && [ -z "${DNR_NCALAYER_URL:-}" ]; then
    wanted=${NCALAYER_PORT:-13579}
    NCALAYER_PORT=$(free_port "$wanted")
    export NCALAYER_PORT DNR_NCALAYER_URL=ws://127.0.0.1:$NCALAYER_PORT
    processes+=(ncalayer)
    [ "$NCALAYER_PORT" = "$wanted" ] || echo "Port $wanted is taken by NCALayer itself or by another demo." \
        "The stand-in of this one listens at $NCALAYER_PORT, where its pages call it: nothing is to be done." \
        "On another machine than the browser: ssh -L $NCALAYER_PORT:127.0.0.1:$NCALAYER_PORT ..."
fi

# Static files are copied and given hashed names only when they, or the packages some come from, have changed.
static_sum() { { find static -type f -printf '%p %s %T@\n' 2>/dev/null | sort; cat requirements-demo.txt; } | sha256sum; }
var=${DNR_VAR:-var}
stamp=$var/static/.sum
if [ "$(cat "$stamp" 2>/dev/null)" != "$(static_sum)" ]; then
    step .venv/bin/python manage.py collectstatic --noinput --clear --verbosity 0
    static_sum >"$stamp"
fi

# The web processes count requests together in files, from nought at each start (see docs/decisions/health.md).
export PROMETHEUS_MULTIPROC_DIR=${PROMETHEUS_MULTIPROC_DIR:-$var/metrics}
mkdir -p "$PROMETHEUS_MULTIPROC_DIR"
rm -f "$PROMETHEUS_MULTIPROC_DIR"/*.db

step .venv/bin/python manage.py prepare

# The demo's stand-in for all outside systems, which answer over HTTP as a scenario says (`manage.py outside --list`).
# The portal reaches them by settings, as it would reach real ones; OUTSIDE_SCENARIO= leaves them out.
if [ "$DNR_DEMO" = true ] && [ -n "${OUTSIDE_SCENARIO=calm}" ]; then
    OUTSIDE_PORT=$(free_port "${OUTSIDE_PORT:-8790}")
    case ${PUBLIC_URL%%:*}:$HOST in
        https:*) OUTSIDE_PORTAL=$PUBLIC_URL ;;
        http:127.*|http:localhost|http:0.0.0.0|http:::|http:::1) OUTSIDE_PORTAL=http://localhost:$PORT ;;
        *) OUTSIDE_PORTAL=http://$HOST:$PORT ;;
    esac
    export OUTSIDE_PORT OUTSIDE_PORTAL OUTSIDE_SCENARIO
    settings=$(.venv/bin/python manage.py outside --join --port "$OUTSIDE_PORT")
    set -a
    # shellcheck source=/dev/null
    . "$settings"
    set +a
    processes+=(outside)
fi

printf '\n\033[1mThe portal: %s\033[0m   (Ctrl-C stops it)\n\n' "$PUBLIC_URL"
exec .venv/bin/honcho --no-colour start "${processes[@]}"
