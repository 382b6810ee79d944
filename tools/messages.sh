#!/usr/bin/env bash
# Collects the messages of code and templates into locale/ru and locale/kk, and compiles them.
set -euo pipefail
cd "$(dirname "$0")/.."
mkdir -p locale
.venv/bin/python manage.py makemessages --locale ru --locale kk --no-location --no-wrap \
    --ignore '.venv/*' --ignore 'var/*' --ignore 'tests/*' --ignore 'tools/*'
if find static -name '*.js' 2>/dev/null | grep -q .; then
    .venv/bin/python manage.py makemessages --domain djangojs --locale ru --locale kk --no-location --no-wrap \
        --ignore '.venv/*' --ignore 'var/*'
fi
for po in locale/*/LC_MESSAGES/*.po; do
    # The day of collecting would change the file at each run.
    sed -i '/^"POT-Creation-Date:/d' "$po"
    msgfmt --check -o "${po%.po}.mo" "$po"
done
