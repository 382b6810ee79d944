#!/usr/bin/env bash
# Style, types, layers, migrations, translations: all at once, printed in this order; says at the end which ones failed.
set -uo pipefail
cd "$(dirname "$0")/.."
export DJANGO_SETTINGS_MODULE=dnr.settings.test
bin=.venv/bin
names=()
pids=()
printed=$(mktemp -d)
trap 'rm -rf "$printed"' EXIT

check() {
    local name=$1
    shift
    "$@" >"$printed/${#names[@]}" 2>&1 &
    names+=("$name")
    pids+=($!)
}

translations() {
    local po bad=0
    for po in locale/*/LC_MESSAGES/*.po; do
        [ -e "$po" ] || continue
        msgfmt --check --output-file=/dev/null "$po" || bad=1
    done
    return $bad
}

# One declaration a line; `tools/format.sh` writes them so. What stands in templates/ is a template, not a style sheet.
style_sheets() {
    local css bad=0
    while read -r css; do
        $bin/css-beautify -s 2 -n --space-around-combinator "$css" | diff -q - "$css" >/dev/null || { echo "not formatted: $css"; bad=1; }
    done < <(git ls-files '*.css' ':!templates')
    return $bad
}

templates() {
    git ls-files -z '*.html' | xargs -0 $bin/djangofmt --check --quiet
}

# Those that the squashed one replaces were looked at when they were new. Read as PostgreSQL's statements: SQLite makes a
# new table for each column, and looks dangerous whatever is done. `looked_at`: their unique constraints are of new tables,
# or of one with a handful of rows, unique before.
new_migrations_are_safe() {
    local path last fresh=() looked_at=" 0064_papers_and_stay_by_country.py 0079_remedies_from_a_day.py 0082_days_of_changes.py "
    path=$(echo cases/migrations/0001_squashed_*.py)
    last=${path#*_squashed_}
    for path in cases/migrations/0*.py; do
        path=${path##*/}
        if [[ $path > $last && $path != *_squashed_* && $looked_at != *" $path "* ]]; then fresh+=("${path%.py}"); fi
    done
    [ ${#fresh[@]} -gt 0 ] || return 0
    $bin/python tools/postgres.py --optional -- $bin/python manage.py lintmigrations \
        --include-apps cases --include-name "${fresh[@]}" --no-cache --quiet ok ignore
}

check "ruff" $bin/ruff check .
check "format" $bin/ruff format --check .
check "types" $bin/mypy
check "layers" $bin/lint-imports --no-logo
check "migrations are made" $bin/python manage.py makemigrations --check --dry-run
check "migrations are safe" new_migrations_are_safe
check "translations" translations

check "templates" templates
check "style sheets" style_sheets
check "deploy" tools/lint_deploy.sh

failed=()
for i in "${!names[@]}"; do
    wait "${pids[i]}" || failed+=("${names[i]}")
    printf '\033[1m==>\033[0m %s\n' "${names[i]}"
    cat "$printed/$i"
done
if [ ${#failed[@]} -gt 0 ]; then
    printf 'Failed: %s\n' "$(IFS=,; echo "${failed[*]}")" >&2
    exit 1
fi
