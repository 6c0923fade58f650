"""Builds the Python environments from their lock files; what is up to date is left alone."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from launch.failure import LaunchFailed
from launch.pythons import find_python310, version_of
from launch.settings import Settings
from launch.stamps import Stamps, digest_of
from launch.steps import Steps, Word, say


@dataclass(frozen=True, slots=True)
class Environment:
    """One virtual environment.

    Its stamps lie inside it, so they are gone when it is gone, whatever folder ``MOTCUA_VAR``
    names.

    Attributes:
        number: 1 to 3, as the documentation counts them.
        folder: the virtual environment.
        lock: the lock file it is installed from.
        with_pip: whether the environment holds pip.
    """

    number: int
    folder: Path
    lock: Path
    with_pip: bool

    @property
    def python(self) -> Path:
        """Its interpreter."""
        return self.folder / "bin" / "python"

    @property
    def stamps(self) -> Stamps:
        """Its stamps, one a lock file."""
        return Stamps(self.folder / ".motcua")

    @property
    def unfinished(self) -> Path:
        """A file that stands while the environment is being built."""
        return self.folder / ".motcua-unfinished"

    def is_current(self) -> bool:
        """Tell whether it was finished from the lock file as it is now, and still runs."""
        finished = self.stamps.match(self.lock.name, digest_of([self.lock]))
        return finished and not self.unfinished.exists() and version_of(self.python) is not None


Install = Callable[[Environment], None]


def build_environments(settings: Settings, steps: Steps, *, dev: bool) -> None:
    """Build both environments.

    Args:
        settings: the launch's settings.
        steps: runs the commands.
        dev: also install what tests and checks need.

    Raises:
        LaunchFailed: a step failed; what is half made is made anew next time.
    """
    root = settings.root
    lock = root / ("requirements-dev.lock" if dev else "requirements.lock")
    services = Environment(2, root / ".venv", lock, with_pip=True)
    bot = Environment(1, root / ".venv-bot", root / "bot" / "requirements.lock", with_pip=False)
    installer = Installer(services.python, settings.environ, steps)
    ensure(services, lambda: Path(_base_python()), installer.install, steps)
    ensure(
        bot,
        lambda: find_python310(settings.environ, installer.uv(), steps),
        installer.install,
        steps,
    )


def build_encoder_environment(settings: Settings, steps: Steps) -> None:
    """Build environment 3, for the tests of the extra ``encoder``; environment 2 must stand.

    torch is not in the lock: under one version there are builds for a processor and for graphics
    cards, with other hashes and other dependencies, and each registry serves its own. So pip gets
    it, last, by version; pip reads the machine's own configuration, which uv does not.

    Raises:
        LaunchFailed: a step failed, such as torch not being served.
    """
    root = settings.root
    folder = root / ".venv-encoder"
    services = root / ".venv" / "bin" / "python"
    installer = Installer(services, settings.environ, steps)

    def install_locked(environment: Environment) -> None:
        installer.install(environment, "--no-deps")  # the lock is whole, but for torch

    for lock, install in (
        (root / "requirements-dev.lock", install_locked),
        (root / "requirements-encoder.lock", install_locked),
        (root / "launch" / "requirements-torch.txt", installer.install_by_version),
    ):
        environment = Environment(3, folder, lock, with_pip=False)
        ensure(environment, lambda: Path(_base_python()), install, steps)


def ensure(
    environment: Environment, find_python: Callable[[], Path], install: Install, steps: Steps
) -> None:
    """Make one environment current; do nothing if it is.

    An environment whose building was interrupted is removed first. One that somebody made by hand
    is kept and installed into.

    Raises:
        LaunchFailed: a step failed; no stamp is written.
    """
    if environment.is_current():
        return
    folder = environment.folder
    if folder.exists() and (environment.unfinished.exists() or not version_of(environment.python)):
        say(f"Removing {folder.name}: it was never finished, or its Python is gone")
        shutil.rmtree(folder)
    if not environment.python.exists():
        python = find_python()
        folder.mkdir(parents=True)
        environment.unfinished.touch()
        _make_venv(environment, python, steps)
    environment.unfinished.touch()
    install(environment)
    environment.stamps.write(environment.lock.name, digest_of([environment.lock]))
    environment.unfinished.unlink()


def _make_venv(environment: Environment, python: Path, steps: Steps) -> None:
    options = [] if environment.with_pip else ["--without-pip"]
    title = f"Making environment {environment.number} ({environment.folder.name})"
    name = f"venv-{environment.number}"
    try:
        steps.run(name, title, [python, "-m", "venv", *options, environment.folder])
    except LaunchFailed as exc:
        if "ensurepip" in steps.log_of(name).read_text(encoding="utf-8", errors="replace"):
            raise LaunchFailed(
                f"{title} failed: {python} has no ensurepip; on Debian, install python3-venv."
            ) from exc
        raise


class Installer:
    """Installs lock files with uv, or with pip where uv is not to be had or fails.

    pip reads its own configuration (mirrors, certificates), which uv does not; that is why pip
    gets the second try.
    """

    def __init__(self, python: Path, environ: Mapping[str, str], steps: Steps) -> None:
        """Work from the environment whose interpreter is ``python``; it holds pip."""
        self._python = python
        self._environ = environ
        self._steps = steps

    def uv(self) -> Path | None:
        """Give a uv: the environment's own, installed if need be, or the one on PATH."""
        own = self._python.parent / "uv"
        if not own.exists():
            self._install_uv()
        if own.exists():
            return own
        on_path = shutil.which("uv", path=self._environ.get("PATH"))
        return Path(on_path) if on_path else None

    def install(self, environment: Environment, *options: str) -> None:
        """Install the environment's lock file into it, checking every hash.

        Args:
            environment: what to install into.
            options: more options, as both uv and pip know them.

        Raises:
            LaunchFailed: neither uv nor pip could.
        """
        title = f"Installing environment {environment.number} ({environment.lock.name})"
        name = f"install-{environment.number}"
        uv = self.uv()
        if uv:
            command: list[Word] = [uv, "pip", "install", "--python", environment.python, *options]
            try:
                self._install(name, title, command, environment.lock)
            except LaunchFailed:
                say("uv could not install it; trying pip")
            else:
                return
        command = [*self._pip(environment), *options]
        self._install(f"{name}-pip", f"{title} with pip", command, environment.lock)

    def install_by_version(self, environment: Environment) -> None:
        """Install what the environment's file names with pip, without hashes.

        Raises:
            LaunchFailed: pip could not.
        """
        title = f"Installing environment {environment.number} ({environment.lock.name}) with pip"
        command = [*self._pip(environment), "-r", environment.lock]
        self._steps.run(f"install-{environment.number}-by-version", title, command)

    def _pip(self, environment: Environment) -> list[Word]:
        return [self._python, "-m", "pip", "--python", environment.python, "install"]

    def _install(self, name: str, title: str, command: list[Word], lock: Path) -> None:
        arguments = [*command, "--require-hashes", "-r", lock]
        self._steps.run(name, title, arguments, extra=uv_variables(self._environ))

    def _install_uv(self) -> None:
        lock = Path(__file__).parent / "requirements-uv.lock"
        command: list[Word] = [self._python, "-m", "pip", "install", "--require-hashes", "-r", lock]
        try:
            self._steps.run("uv", "Installing uv", command)
        except LaunchFailed:
            say("uv could not be installed; going on without")


def uv_variables(environ: Mapping[str, str]) -> dict[str, str]:
    """Say in uv's words what pip and Python were told by theirs; uv's own variables win.

    The interpreter is always named, so uv never has to download one here. Where Python may not
    keep what it compiles, that is done now: else each start of the bot compiles for ten seconds.
    """
    links = ",".join(environ.get("PIP_FIND_LINKS", "").split())
    told = {
        "UV_FIND_LINKS": links,
        "UV_DEFAULT_INDEX": environ.get("PIP_INDEX_URL", ""),
        "SSL_CERT_FILE": environ.get("PIP_CERT", ""),
        "UV_COMPILE_BYTECODE": "1" if environ.get("PYTHONDONTWRITEBYTECODE") else "",
    }
    return {name: text for name, text in told.items() if text and name not in environ}


def _base_python() -> str:
    """Give the interpreter behind this one, which may be of the very environment to be rebuilt."""
    base = getattr(sys, "_base_executable", None) or sys.executable
    return os.fspath(base)
