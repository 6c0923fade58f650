"""Entry point: ``python -m portal.cli``."""

from __future__ import annotations

import os
import sys


def main() -> int:
    """Set Django up, then run the command."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
    import django

    from portal.environment import EnvironmentInvalid

    try:
        django.setup()
    except EnvironmentInvalid as exc:
        sys.stderr.write(f"motcua: {exc}\n")
        return 1
    from portal.cli.commands import run

    return run(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
