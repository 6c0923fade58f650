"""``motcua encoder train``: fit a small encoder to the texts entries are found by."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from django.conf import settings

from knowledge_base.content_files import read_names
from knowledge_base.importing.normalised import read_normalised
from knowledge_base.importing.overlay import laid_over, with_names
from knowledge_base.indexing.train_encoder import train
from knowledge_base.indexing.vector_cache import VectorCache
from knowledge_base.retrieval.encoder import BundledEncoder
from knowledge_base.retrieval.surfaces import surfaces_of
from knowledge_base.retrieval.trained_encoder import TrainedEncoder
from knowledge_base.rows import content_to_release
from portal.cli.progress import Bar


def add_encoder_command(commands: Any) -> None:
    """Add ``encoder train``."""
    encoder = commands.add_parser("encoder", help="the encoder").add_subparsers(required=True)
    trained = encoder.add_parser(
        "train", help="fit a small encoder to the bundled one, on what is live"
    )
    trained.add_argument(
        "--procedures", type=Path, metavar="FILE", help="learn from these records, too"
    )
    trained.add_argument("--out", type=Path, metavar="FILE", help="default: in MOTCUA_VAR")
    trained.add_argument("--json", action="store_true", help="one JSON document, nothing else")
    trained.set_defaults(command=_train)


def _train(options: argparse.Namespace) -> int:
    content = content_to_release()
    if options.procedures:
        imported = with_names(read_normalised(options.procedures), read_names())
        content = laid_over(imported, content)
    texts = [surface.text for surface in surfaces_of(content.entries)]
    teacher = BundledEncoder()
    with Bar(quiet=options.json) as bar:
        vectors = VectorCache(settings.VAR / "cache" / "vectors.db").encode(
            teacher, texts, lambda more: bar.progress("encode", more, len(texts))
        )
    with Bar(quiet=options.json) as bar:
        table = train(
            teacher.name, texts, vectors, lambda more, total: bar.progress("fit", more, total)
        )
    path: Path = (options.out or settings.VAR / "encoder" / "trained.npz").resolve()
    table.save(path)
    name = TrainedEncoder(path).name
    if options.json:
        document = {
            "encoder": name,
            "file": str(path),
            "texts": len(texts),
            "words": len(table.words),
        }
        sys.stdout.write(json.dumps(document) + "\n")
    else:
        sys.stdout.write(
            f"{name}: {len(texts)} texts, {len(table.words)} words\n"
            f"Set ENCODER={path} and start again; the index is then built anew.\n"
        )
    return 0
