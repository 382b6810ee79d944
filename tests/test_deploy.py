"""deploy/ speaks of the portal as it is: names of metrics, checks, variables, packages and limits."""

from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.conf import settings

from cases.gateways.registry import SYSTEMS
from cases.health import requests
from cases.health.running import CHECKS, HealthReport
from cases.models import Effect
from tests.test_health import NOW
from tests.test_settings_page import drawer

ROOT = Path(settings.BASE_DIR)
DEPLOY = ROOT / "deploy"
RULES = yaml.safe_load((DEPLOY / "prometheus/dnr.yml").read_text())["groups"][0]["rules"]
BOARD = json.loads((DEPLOY / "grafana/dnr.json").read_text())
QUERIES = [rule["expr"] for rule in RULES] + [t["expr"] for panel in BOARD["panels"] for t in panel["targets"]]
VARIABLES = set(re.findall(r"`([A-Z][A-Z0-9_]+)`", drawer().page()))


def metrics() -> set[str]:
    """The names in /metrics, of requests with what a counter and a histogram add to theirs."""
    text = requests.text(HealthReport(NOW, [])).decode()
    names = set(re.findall(r"^# TYPE (\w+)", text, re.MULTILINE))
    return names | {"dnr_requests_total", "dnr_request_seconds_bucket"}


@pytest.mark.parametrize("query", QUERIES)
def test_a_query_asks_for_what_the_portal_says(query: str) -> None:
    asked = set(re.findall(r"\bdnr_\w+", query))
    assert asked - metrics() == set()
    named = {name for text in re.findall(r'check[!=]~?"([^"]+)"', query) for name in text.split("|")}
    assert named - {check.name for check in CHECKS} == set()
    subjects = set(re.findall(r'\bof="([^"]+)"', query))
    assert subjects <= {*SYSTEMS, *(kind for kind, _name in Effect.KINDS), "sweep", "jobs"}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule["alert"])
def test_each_alert_leads_to_a_paragraph(rule: dict[str, Any]) -> None:
    page, _, anchor = rule["annotations"]["runbook"].partition("#")
    headings = re.findall(r"^## (.+)$", (ROOT / page).read_text("utf-8"), re.MULTILINE)
    assert anchor in {heading.lower().replace(" ", "-") for heading in headings}


def test_each_check_has_a_rule_that_wakes_somebody() -> None:
    """By its name in a rule of its own, or by the rule for all others."""
    (others,) = [rule["expr"] for rule in RULES if rule["alert"] == "DnrCheckFails"]
    apart = set(re.findall(r'check!~"([^"]+)"', others)[0].split("|"))
    own = {
        name for rule in RULES for text in re.findall(r'check=~?"([^"]+)"', rule["expr"]) for name in text.split("|")
    }
    assert apart <= own


def test_each_check_that_has_no_paragraph_stands_in_the_table() -> None:
    page = (ROOT / "docs/operations/incidents.md").read_text("utf-8")
    judged = {check.name for check in CHECKS} & {name.partition("_")[0] for name in settings.HEALTH_LIMITS}
    assert [name for name in sorted(judged) if f"`{name}`" not in page and name not in OWN_PARAGRAPH] == []


OWN_PARAGRAPH = {"database", "queue", "outbox", "space", "backup", "files", "gateway"}


def variables_set() -> set[str]:
    texts = [(DEPLOY / "dnr.env.example").read_text(), (DEPLOY / "Containerfile").read_text()]
    names = set(re.findall(r"^(?:ENV | {4})?([A-Z][A-Z0-9_]+)=", "\n".join(texts), re.MULTILINE))
    compose = yaml.safe_load((DEPLOY / "compose.yaml").read_text())
    config = yaml.safe_load((DEPLOY / "kubernetes/config.yaml").read_text())
    units = "".join(path.read_text() for path in (DEPLOY / "systemd").glob("*.service"))
    names |= set(compose["x-portal"]["environment"]) | set(config["data"])
    return names | set(re.findall(r"^Environment=(\w+)", units, re.MULTILINE))


def test_it_sets_variables_that_the_portal_reads() -> None:
    names = variables_set()
    assert len(names) > 12
    assert names - VARIABLES - {"PATH", "PYTHONDONTWRITEBYTECODE", "PYTHONUNBUFFERED"} == set()


def test_the_image_has_the_packages_that_a_host_needs() -> None:
    setup = (ROOT / "tools/setup.sh").read_text()
    listed = re.findall(r"^(?:needed|wished)=\((.*?)\)", setup, re.MULTILINE | re.DOTALL)[:2]
    needed = {word for text in listed for word in re.sub(r"#.*", "", text).split()}
    image = (DEPLOY / "Containerfile").read_text()
    # Translations are compiled by Babel; gettext is for who writes them.
    assert needed - {"gettext"} - set(re.findall(r"[\w.-]+", image)) == set()
    copied = set(re.findall(r"^COPY (\w+) \1$", image, re.MULTILINE))
    assert copied == {"dnr", "cases", "hub", "egov", "con", "templates", "static", "locale"}
    kept = {line[1:] for line in (DEPLOY / "Containerfile.dockerignore").read_text().splitlines() if line[:1] == "!"}
    assert copied <= kept


def test_the_image_runs_as_nobody_and_is_asked_whether_it_is_well() -> None:
    lines = (DEPLOY / "Containerfile").read_text().splitlines()
    assert "USER 10001" in lines and any(line.startswith("HEALTHCHECK") for line in lines)
    for name in ("web", "worker", "prepare"):
        for part in yaml.safe_load_all((DEPLOY / f"kubernetes/{name}.yaml").read_text()):
            if part["kind"] in ("Deployment", "Job"):
                (container,) = part["spec"]["template"]["spec"]["containers"]
                assert container["securityContext"]["readOnlyRootFilesystem"] is True
                assert part["spec"]["template"]["spec"]["securityContext"]["runAsNonRoot"] is True


def test_the_proxy_lets_through_what_the_portal_takes() -> None:
    block = (DEPLOY / "nginx/dnr.conf").read_text()
    most = max(settings.REQUEST_MAX_BYTES, *settings.REQUEST_MAX_BYTES_OF.values())
    (limit,) = re.findall(r"client_max_body_size (\d+)m;", block)
    assert most < int(limit) * 1024**2 and "proxy_next_upstream off" in block
    (waits,) = re.findall(r"proxy_read_timeout (\d+)s;", block)
    assert int(waits) > 60
    assert "health/full|metrics" in block


def test_a_unit_gives_a_worker_the_time_it_takes() -> None:
    from dnr.worker import STOP_SECONDS

    unit = (DEPLOY / "systemd/dnr-worker.service").read_text()
    assert int(re.findall(r"^TimeoutStopSec=(\d+)", unit, re.MULTILINE)[0]) > STOP_SECONDS
    assert "Restart=always" in unit and "KillMode=mixed" in unit


# ----------------------------------------------------------------------------------------------- what it says of itself


def test_version_and_licence_are_the_same_wherever_they_stand() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    public = yaml.safe_load((ROOT / "publiccode.yml").read_text())
    assert (project["version"], project["license"]) == (public["softwareVersion"], public["legal"]["license"])
    assert f"`{project['license']}`" in (ROOT / "README.md").read_text("utf-8")
    assert (ROOT / "LICENSE").read_text("utf-8").startswith("EUROPEAN UNION PUBLIC LICENCE v. 1.2\n")
    manifests = yaml.safe_load((DEPLOY / "kubernetes/kustomization.yaml").read_text())
    assert manifests["images"][0]["newTag"] == project["version"]
    assert sorted(public["localisation"]["availableLanguages"]) == sorted(code for code, _name in settings.LANGUAGES)


def test_the_changelog_is_in_the_way_of_keep_a_changelog() -> None:
    text = (ROOT / "CHANGELOG.md").read_text("utf-8")
    releases = re.findall(r"^## (.+)$", text, re.MULTILINE)
    assert releases[0] == "[Unreleased]"
    assert all(re.fullmatch(r"\[\d+\.\d+\.\d+\] - \d{4}-\d\d-\d\d", release) for release in releases[1:])
    kinds = set(re.findall(r"^### (.+)$", text, re.MULTILINE))
    assert kinds <= {"Added", "Changed", "Deprecated", "Removed", "Fixed", "Security", "Upgrade"}
    assert set(re.findall(r"`((?:DNR_|[A-Z]+_URL)[A-Z_]*)`", text)) <= VARIABLES
