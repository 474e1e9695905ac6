"""`make sbom`: the bill of materials of what is deployed, in CycloneDX 1.6, from the lock and without a network."""

import json
import re
import sys
import tomllib
import uuid
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, distribution, metadata
from pathlib import Path
from typing import Any

from supply.locked import DEPLOYED, HOUSE, Locked, packages

OURS = tomllib.loads((HOUSE / "pyproject.toml").read_text(encoding="utf-8"))["project"]
_CLASSIFIER = "License :: "
_LONGEST = 80  # signs; more is the licence's text instead of its name


def bill(lock: Path = DEPLOYED) -> dict[str, Any]:
    """The bill. The same lock gives the same bill, so it carries no moment."""
    locked = packages(lock)
    us = f"pkg:pypi/{OURS['name']}@{OURS['version']}"
    direct = {re.split(r"[^\w.-]", one, maxsplit=1)[0].lower() for one in OURS["dependencies"]}
    return {
        "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, lock.read_text(encoding='utf-8'))}",
        "version": 1,
        "metadata": {
            "component": {
                "type": "application",
                "bom-ref": us,
                "name": OURS["name"],
                "version": OURS["version"],
                "purl": us,
                "licenses": [{"license": {"name": OURS["license"]}}],
            }
        },
        "components": [_component(one) for one in locked],
        "dependencies": [{"ref": us, "dependsOn": [one.purl for one in locked if one.name in direct]}],
    }


def _component(one: Locked) -> dict[str, Any]:
    said = list(dict.fromkeys(_licences(one.name)))
    properties = [("dunghan:lock:sha256", value) for value in one.hashes]
    properties += [("dunghan:lock:when", one.when)] if one.when else []
    properties += [] if said else [("dunghan:licence", "not known on the machine that made this bill")]
    return {
        "type": "library",
        "bom-ref": one.purl,
        "name": one.name,
        "version": one.version,
        "purl": one.purl,
        **({"licenses": [{"license": {"name": name}} for name in said]} if said else {}),
        "properties": [{"name": name, "value": value} for name, value in properties],
    }


def _licences(name: str) -> Iterator[str]:
    """As the package itself says them; nothing where it is not installed here, such as what only Windows needs."""
    try:
        about = metadata(name)
    except PackageNotFoundError:
        return
    if "License-Expression" in about:
        yield about["License-Expression"]
        return
    of_classifiers = [one.split(" :: ")[-1] for one in about.get_all("Classifier", []) if one.startswith(_CLASSIFIER)]
    stated = "".join(about.get_all("License", [])).strip()
    if of_classifiers:
        yield from of_classifiers
    elif stated and len(stated) <= _LONGEST and "\n" not in stated:
        yield stated
    elif (text := distribution(name).read_text("licenses/LICENSE")) and len(
        first := text.strip().splitlines()[0]
    ) <= _LONGEST:
        yield first


if __name__ == "__main__":
    target = Path(sys.argv[1])
    target.parent.mkdir(parents=True, exist_ok=True)
    made = bill()
    target.write_text(json.dumps(made, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    print(f"{target}: {len(made['components'])} packages")  # noqa: T201 - a command of make
