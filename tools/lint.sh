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

# One declaration a line; `tools/format.sh` writes them so.
style_sheets() {
    local css bad=0
    while read -r css; do
        $bin/css-beautify -s 2 -n --space-around-combinator "$css" | diff -q - "$css" >/dev/null || { echo "not formatted: $css"; bad=1; }
    done < <(find static -name '*.css')
    return $bad
}

check "ruff" $bin/ruff check .
check "format" $bin/ruff format --check .
check "types" $bin/mypy
check "layers" $bin/lint-imports --no-logo
check "migrations are made" $bin/python manage.py makemigrations --check --dry-run
# Read as PostgreSQL's statements: SQLite makes a table anew for each column, and looks dangerous whatever is done.
# Left out by name: their unique constraints are of new tables, of new columns without values, or narrower than those before.
check "migrations are safe" $bin/python tools/postgres.py --optional -- $bin/python manage.py lintmigrations \
    --include-apps cases --ignore-initial-migrations --ignore-name 0003_found_by 0005_moved_since 0014_longer_full_names 0020_programme \
    0023_position_and_permit_number 0032_heads_rulings_complaints 0035_set_aside_letters_originals_heads \
    0056_complaint_about_a_term 0058_signing_of_many_delegations_interview_times 0063_papers_and_stay_by_country \
    --no-cache --quiet ok ignore
check "translations" translations

check "templates" $bin/djangofmt --check --quiet templates
check "style sheets" style_sheets

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
