"""Gradescope: `submission_metadata.yml` beside a folder for each submission.

    submission_123456:
      :submitters:
      - :name: Ada Lovelace
        :sid: '1001'
        :email: ada@example.org
      :created_at: 2026-01-05 10:15:00.123456000 Z

A key may also be the name of a single file. Several submitters are a group. The file is
YAML as Ruby writes it; it is read as text only, so that no tag makes an object and ids
keep their zeros.

ucbds-infra/otter-grader otter/metadata.py (`GradescopeParser`) reads the same keys.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC
from typing import Any

from autograder.assignment.errors import UnreadableError, UsageError
from autograder.lms.downloads.archive import Member
from autograder.lms.downloads.attempt import Attempt, Download, Owner
from autograder.lms.times import read_time

PLATFORM = "gradescope"
METADATA = "submission_metadata.yml"
MAX_METADATA = 200_000_000


def is_metadata(name: str) -> bool:
    """Whether the file describes a Gradescope export."""
    return name.replace("\\", "/").rsplit("/", 1)[-1] == METADATA


def gradescope_attempts(members: Sequence[Member]) -> Download:
    """The attempts of a Gradescope export.

    Raises:
        UsageError: the metadata is missing or cannot be read.
    """
    described = [member for member in members if is_metadata(member.name)]
    if not described:
        raise UsageError(
            f"There is no {METADATA} in this export. In Gradescope choose Review "
            "Grades, then Export Submissions."
        )
    described.sort(key=lambda member: len(member.name))
    root = described[0].name.replace("\\", "/")[: -len(METADATA)]
    attempts = _described(_metadata(described[0]))
    stray = []
    for member in members:
        name = member.name.replace("\\", "/")
        if is_metadata(name):
            continue
        key, _, file = name.removeprefix(root).partition("/")
        if name.startswith(root) and key in attempts:
            attempts[key].members.append(member._replace(name=file or key))
        else:
            stray.append(member.name)
    return Download(list(attempts.values()), stray)


def _metadata(member: Member) -> dict[str, Any]:
    import yaml

    base = getattr(yaml, "CBaseLoader", yaml.BaseLoader)  # every scalar is a string
    try:
        data = yaml.load(member.read(MAX_METADATA), Loader=base)
    except UnreadableError as error:
        raise UsageError(f"{member.name}: {error}. Export it again.") from None
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        reason = str(error).split("\n", 1)[0]
        raise UsageError(f"{member.name}: {reason}. Export it again.") from None
    if not isinstance(data, dict):
        raise UsageError(f"{member.name} lists no submissions. Export it again.")
    return data


def _described(data: dict[str, Any]) -> dict[str, Attempt]:
    attempts = {}
    for key, entry in data.items():
        if not isinstance(key, str) or not isinstance(entry, dict):
            continue
        submitters = entry.get(":submitters")
        owners = [
            _owner(key, submitter)
            for submitter in (submitters if isinstance(submitters, list) else [])
            if isinstance(submitter, dict)
        ]
        attempt = Attempt(PLATFORM, key, owners or [Owner("", submission=key)])
        created = entry.get(":created_at")
        if isinstance(created, str):
            attempt.time = read_time(created, UTC)
        number = re.search(r"\d+", key)
        attempt.order = int(number[0][:18]) if number else None
        attempts[key] = attempt
    return attempts


def _owner(key: str, submitter: dict[str, Any]) -> Owner:
    fields = {
        kind: value.strip()
        for kind in ("sid", "email", "name")
        if isinstance(value := submitter.get(f":{kind}"), str) and value.strip()
    }
    name = fields.pop("name", "")
    return Owner(name, fields, submission="" if fields else key)
