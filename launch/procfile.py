"""Reads the Procfile: ``name: program argument…``, with ``$NAME`` taken from the settings."""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from string import Template

from launch.failure import LaunchFailed


@dataclass(frozen=True, slots=True)
class Program:
    """One line of the Procfile."""

    name: str
    command: tuple[str, ...]


def read_procfile(path: Path, environ: Mapping[str, str]) -> list[Program]:
    """Read the programs to run.

    Variables are filled in after the line is split, so a value is always one argument; there is
    no shell between the supervisor and a program that could swallow its signals.

    Raises:
        LaunchFailed: a line can't be understood or names a variable that is not set.
    """
    programs = []
    for line in path.read_text(encoding="utf-8").splitlines():
        if not line.strip() or line.startswith("#"):
            continue
        name, colon, command = line.partition(":")
        try:
            words = tuple(Template(word).substitute(environ) for word in shlex.split(command))
        except (KeyError, ValueError) as exc:
            raise LaunchFailed(f"{path.name}, program {name}: {exc} can't be filled in.") from exc
        if not colon or not words:
            raise LaunchFailed(f"{path.name}: {line!r} is not of the form 'name: command'.")
        programs.append(Program(name.strip(), words))
    return programs
