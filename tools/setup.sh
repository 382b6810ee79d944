#!/usr/bin/env bash
# Brings this machine to where the portal runs: tools/setup.sh production|run|test
#   production  what the portal itself needs;  run  and the demonstration;  test  and the tests and tools
# Idempotent: what is there already is left alone, and a second run takes a fraction of a second.
set -euo pipefail
cd "$(dirname "$0")/.."
mode=${1:?production, run or test}

say() { printf '\033[1m==>\033[0m %s\n' "$*"; }
stop() { printf 'Error: %s\n' "$*" >&2; exit 1; }

case $mode in
    production) pins=requirements.txt ;;
    run) pins=requirements-demo.txt ;;
    test) pins=requirements-dev.txt ;;
    *) stop "$mode is none of production, run and test." ;;
esac

python=
for candidate in python3 python3.14 python3.13 python3.12 python3.11; do
    if "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
        python=$candidate
        break
    fi
done
[ -n "$python" ] || stop "Python 3.11 or newer is needed, and was not found."

# --- system packages --------------------------------------------------------------------------------------------------
needed=(libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz0b libharfbuzz-subset0 fontconfig fonts-dejavu-core gettext
        # GOST digests and signatures (docs/decisions/gost.md)
        libgcrypt20)
# Names and addresses in other scripts; without them letters show boxes, and `manage.py check` says so.
wished=(fonts-noto-core fonts-noto-cjk)
"$python" -c 'import ensurepip, venv' 2>/dev/null || needed+=(python3-venv)
if [ "$mode" = test ]; then
    needed+=(poppler-utils)
    command -v chromium >/dev/null || command -v google-chrome >/dev/null || needed+=(chromium)
    command -v chromedriver >/dev/null || needed+=(chromium-driver)
    # The tests say so themselves when there is no PostgreSQL or no Redis.
    wished+=(postgresql)
    command -v redis-server >/dev/null || wished+=(redis-tools)
fi

missing_of() {
    local package
    for package in "$@"; do
        [ "$(dpkg-query -W -f='${db:Status-Status}' "$package" 2>/dev/null)" = installed ] || echo "$package"
    done
}

install_packages() {
    local root=(env)
    [ "$(id -u)" = 0 ] || root=(sudo -n env)
    "${root[@]}" DEBIAN_FRONTEND=noninteractive apt-get update -qq </dev/null
    "${root[@]}" DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" </dev/null
}

system_packages() {
    command -v dpkg-query >/dev/null || { say "Not a Debian: make sure that these are here: ${needed[*]}"; return; }
    local missing optional
    mapfile -t missing < <(missing_of "${needed[@]}")
    mapfile -t optional < <(missing_of ${wished[@]+"${wished[@]}"})
    [ $((${#missing[@]} + ${#optional[@]})) -gt 0 ] || return 0
    if [ "$(id -u)" = 0 ] || sudo -n true 2>/dev/null; then
        say "Installing system packages: ${missing[*]} ${optional[*]}"
        install_packages "${missing[@]}" "${optional[@]}" >/dev/null && return
        # One that may be missing must not stop the others.
        [ ${#missing[@]} -eq 0 ] || install_packages "${missing[@]}" >/dev/null || stop "apt-get could not install them (see above)."
        say "Left out: ${optional[*]} (see above)"
    elif [ ${#missing[@]} -gt 0 ]; then
        echo "System packages are missing. Please run this line, then try again:" >&2
        echo "    sudo apt-get update && sudo apt-get install -y --no-install-recommends ${missing[*]} ${optional[*]}" >&2
        exit 1
    fi
}

# --- Python packages --------------------------------------------------------------------------------------------------
make_venv() {
    .venv/bin/python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && return
    say "Making the virtual environment (.venv)"
    rm -rf .venv
    "$python" -m venv .venv
}

# uv is five times faster; pip does the same work where uv can not be had (no wheel, or a mirror only pip knows of).
install_pinned() {
    # A house with a certificate authority of its own has it in the system's list, not in uv's.
    export UV_SYSTEM_CERTS=1
    [ -x .venv/bin/uv ] || .venv/bin/python -m pip install --quiet --disable-pip-version-check uv </dev/null || true
    if [ -x .venv/bin/uv ] && .venv/bin/uv pip install --quiet --python .venv/bin/python --require-hashes -r "$pins"; then
        return
    fi
    say "uv could not; trying pip"
    .venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r "$pins" </dev/null
}

python_packages() {
    local stamp sum
    stamp=.venv/.installed-$pins
    sum=$(sha256sum <"$pins")
    [ "$(cat "$stamp" 2>/dev/null)" != "$sum" ] || return 0
    say "Installing Python packages ($pins)"
    install_pinned || stop "the Python packages could not be installed (see above)."
    echo "$sum" >"$stamp"
}

system_packages
make_venv
python_packages
# `manage.py prepare` does it for whoever runs the portal.
[ "$mode" != test ] || DJANGO_SETTINGS_MODULE=dnr.settings .venv/bin/python -c 'from dnr.catalogues import compile_stale; compile_stale()'
