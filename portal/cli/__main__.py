"""Entry point: ``python -m portal.cli``."""

from __future__ import annotations

import os
import sys


def main() -> int:
    """Set Django up, then run the command."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
    import django

    django.setup()
    from portal.cli.commands import run

    return run(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
