#!/usr/bin/env bash
# What an installation is run by (deploy/), by whichever linters are here; of each that is not, a sentence says so.
set -uo pipefail
cd "$(dirname "$0")/.." || exit 1
bin=$PWD/.venv/bin
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
bad=0

absent() { echo "$1 is not installed: $2 not looked at."; }

# Its programs have to be there: those of this tree stand in for /opt/dnr.
units() {
    command -v systemd-analyze >/dev/null || { absent systemd-analyze "the units were"; return; }
    local unit
    for unit in deploy/systemd/*.service; do
        sed "s|/opt/dnr|$PWD|g" "$unit" >"$scratch/${unit##*/}"
    done
    # `man` is asked for each page that a unit documents itself with.
    systemd-analyze verify --man=no --recursive-errors=no "$scratch"/*.service || bad=1
}

nginx_block() {
    local nginx
    nginx=$(command -v nginx || { [ -x /usr/sbin/nginx ] && echo /usr/sbin/nginx; })
    [ -n "$nginx" ] || { absent nginx "its block was"; return; }
    openssl req -x509 -newkey rsa:2048 -nodes -days 1 -subj /CN=dnr -keyout "$scratch/privkey.pem" -out "$scratch/fullchain.pem" 2>/dev/null
    sed "s|/etc/dnr/tls|$scratch|" deploy/nginx/dnr.conf >"$scratch/dnr.conf"
    {
        printf 'pid %s/pid;\nerror_log stderr;\nevents { }\nhttp {\n  access_log off;\n' "$scratch"
        printf "  %s_temp_path $scratch;\\n" client_body proxy fastcgi uwsgi scgi
        printf '  include %s/dnr.conf;\n}\n' "$scratch"
    } >"$scratch/nginx.conf"
    "$nginx" -q -t -p "$scratch" -c "$scratch/nginx.conf" || bad=1
}

image() {
    [ -x "$bin/hadolint" ] || { absent hadolint "the Containerfile was"; return; }
    "$bin/hadolint" deploy/Containerfile || bad=1
}

manifests() {
    if [ -x "$bin/check-jsonschema" ]; then
        "$bin/check-jsonschema" --quiet --builtin-schema vendor.compose-spec deploy/compose.yaml || bad=1
    else
        absent check-jsonschema "compose.yaml was"
    fi
    if [ -x "$bin/kubernetes-validate" ]; then
        find deploy/kubernetes -name '*.yaml' ! -name kustomization.yaml -print0 |
            xargs -0 "$bin/kubernetes-validate" --strict --quiet || bad=1
    else
        absent kubernetes-validate "the manifests were"
    fi
}

rules() {
    command -v promtool >/dev/null || { absent promtool "the alert rules, which a test reads, were"; return; }
    promtool check rules deploy/prometheus/*.yml || bad=1
}

units
nginx_block
image
manifests
rules
exit $bad
