#!/usr/bin/env bash
# What the portal is made of: every package of requirements.txt as it is installed, with its licence, for whoever scans it.
#   var/sbom/dnr.cdx.json   CycloneDX    var/sbom/licences.txt   one package a line
set -euo pipefail
cd "$(dirname "$0")/.."
out=${DNR_VAR:-var}/sbom
mkdir -p "$out"
.venv/bin/cyclonedx-py environment --pyproject pyproject.toml --output-reproducible \
    --output-format JSON --output-file "$out/all.json" .venv 2>"$out/log" || { cat "$out/log" >&2; exit 1; }
.venv/bin/python - "$out" <<'PY'
import json
import re
import sys
from pathlib import Path

out = Path(sys.argv[1])
pinned = re.findall(r"^([\w.-]+)(?:\[.*\])?==", Path("requirements.txt").read_text(), re.MULTILINE)
wanted = {re.sub(r"[-_.]+", "-", name).lower() for name in pinned}


def ours(component: dict) -> bool:
    return re.sub(r"[-_.]+", "-", component["name"]).lower() in wanted


def licence(component: dict) -> str:
    named = [entry.get("expression") or entry["license"].get("id") or entry["license"].get("name", "")
             for entry in component.get("licenses", [])]
    plain = [name.splitlines()[0].rpartition(" :: ")[2][:60] for name in named if name]
    return ", ".join(dict.fromkeys(plain)) or "not stated in its metadata"


document = json.loads((out / "all.json").read_text())
# The virtual environment holds the tools of the tests too; what is delivered is what requirements.txt pins.
document["components"] = [component for component in document["components"] if ours(component)]
kept = {component["bom-ref"] for component in document["components"]} | {document["metadata"]["component"]["bom-ref"]}
document["dependencies"] = [
    entry | {"dependsOn": [ref for ref in entry.get("dependsOn", []) if ref in kept]}
    for entry in document.get("dependencies", []) if entry["ref"] in kept
]
(out / "dnr.cdx.json").write_text(json.dumps(document, indent=1) + "\n")
lines = [f"{c['name']} {c['version']}: {licence(c)}" for c in sorted(document["components"], key=lambda c: c["name"].lower())]
(out / "licences.txt").write_text("\n".join(lines) + "\n")
(out / "all.json").unlink()
print(f"{len(lines)} packages: {out}/dnr.cdx.json, {out}/licences.txt")
PY
