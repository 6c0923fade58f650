"""Train the model, when what it is made from has changed: ``python -m bot.train [--force]``."""

from __future__ import annotations

import argparse
import hashlib
import logging
import os
import sys
from pathlib import Path

from bot.light import keep_tensorflow_out

logger = logging.getLogger(__name__)

ROOT = Path(__file__).resolve().parent.parent
MODELS = ROOT / "models"
MODEL = MODELS / "motcua.tar.gz"
DIGEST = MODELS / "motcua.digest"


class TrainingFailed(RuntimeError):
    """No model came out; the message is one sentence for the terminal."""


def main(arguments: list[str] | None = None) -> int:
    """Run the command.

    Returns:
        Exit status: 0 when a current model is there, else 1.
    """
    parser = argparse.ArgumentParser(prog="python -m bot.train", description=__doc__)
    parser.add_argument("--force", action="store_true", help="train although nothing changed")
    options = parser.parse_args(arguments)
    now = digest_of_inputs()
    if not options.force and is_current(now):
        sys.stdout.write(f"The model is current: {MODEL.name}, made from {now[:12]}.\n")
        return 0
    try:
        train(now)
    except TrainingFailed as exc:
        sys.stderr.write(f"Training failed: {exc}\n")
        return 1
    sys.stdout.write(f"Trained {MODEL.name} from {now[:12]}.\n")
    return 0


def is_current(digest: str) -> bool:
    """Tell whether the model there was made from inputs with this digest."""
    return MODEL.exists() and DIGEST.exists() and DIGEST.read_text().strip() == digest


def digest_of_inputs() -> str:
    """Give the SHA-256 of everything that the model depends on, in hexadecimal.

    Raises:
        OSError: a file can't be read.
    """
    total = hashlib.sha256()
    files = [ROOT / "config.yml", ROOT / "domain.yml", ROOT / "bot" / "requirements.lock"]
    files += sorted((ROOT / "data").rglob("*.yml")) + sorted((ROOT / "bot").glob("*.py"))
    for path in files:
        total.update(path.relative_to(ROOT).as_posix().encode() + b"\0")
        total.update(path.read_bytes() + b"\0")
    return total.hexdigest()


def train(digest: str) -> None:
    """Train from scratch and put the model in place, whole or not at all.

    Raises:
        TrainingFailed: Rasa refused the data, or wrote no model.
    """
    prepare_environment()
    from bot import quiet

    quiet.silence()
    import rasa.model_training
    from rasa.shared.exceptions import RasaException

    from bot import patches

    patches.apply_to_training()
    MODELS.mkdir(exist_ok=True)
    fresh = MODELS / "motcua-new.tar.gz"
    try:
        result = rasa.model_training.train(
            domain=str(ROOT / "domain.yml"),
            config=str(ROOT / "config.yml"),
            training_files=[str(ROOT / "data")],
            output=str(MODELS),
            fixed_model_name=fresh.name,
            # Rasa's cache knows neither this package's code nor our variants.
            force_training=True,
        )
    except (RasaException, ValueError, OSError) as exc:
        raise TrainingFailed(" ".join(str(exc).split())) from exc
    except SystemExit as exc:  # Rasa's way of refusing training data; it has printed why
        raise TrainingFailed("Rasa refused the training data, see above.") from exc
    if result.code or not fresh.exists():
        raise TrainingFailed(f"Rasa wrote no model (code {result.code}).")
    DIGEST.unlink(missing_ok=True)
    fresh.replace(MODEL)
    DIGEST.write_text(digest + "\n")


def prepare_environment() -> None:
    """Set what Rasa reads from the environment. Call before Rasa is imported."""
    os.chdir(ROOT)  # Rasa looks for components and relative paths from the working folder
    if str(ROOT) not in sys.path:
        sys.path.insert(0, str(ROOT))
    os.environ["RASA_TELEMETRY_ENABLED"] = "false"
    os.environ.setdefault("SQLALCHEMY_SILENCE_UBER_WARNING", "1")
    keep_tensorflow_out()


if __name__ == "__main__":
    sys.exit(main())
