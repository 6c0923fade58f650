"""``motcua encoder train``: fit a small encoder to what entries are found by, and to messages."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any

import numpy as np
from django.conf import settings

from knowledge_base.content_files import read_names
from knowledge_base.importing.normalised import read_normalised
from knowledge_base.importing.overlay import laid_over, with_names
from knowledge_base.indexing.build import accented_texts
from knowledge_base.indexing.messages import read_messages
from knowledge_base.indexing.train_encoder import Taught, train
from knowledge_base.indexing.vector_cache import VectorCache
from knowledge_base.publishing.queries import RememberingEncoder
from knowledge_base.retrieval.accents import AccentRestorer
from knowledge_base.retrieval.encoder import E5Encoder, Encoder
from knowledge_base.retrieval.lexicon import Lexicon
from knowledge_base.retrieval.normalise import Normaliser
from knowledge_base.retrieval.records import Content
from knowledge_base.retrieval.search import beginning
from knowledge_base.retrieval.surfaces import surfaces_of
from knowledge_base.retrieval.trained_encoder import TrainedEncoder
from knowledge_base.rows import content_to_release
from portal.cli.progress import Bar
from portal.environment import ROOT


def add_encoder_command(commands: Any) -> None:
    """Add ``encoder train``."""
    encoder = commands.add_parser("encoder", help="the encoder").add_subparsers(required=True)
    trained = encoder.add_parser(
        "train", help="fit a small encoder to a large one, on what is live and what people write"
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
    teacher = E5Encoder()
    with Bar(quiet=options.json) as bar:
        passages = _passages(content, teacher, bar)
    with Bar(quiet=options.json) as bar:
        messages = _messages(content, teacher, bar)
    with Bar(quiet=options.json) as bar:
        table = train(teacher, passages, messages, lambda *done: bar.progress("fit", *done))
    path: Path = (options.out or settings.VAR / "encoder" / "trained.npz").resolve()
    table.save(path)
    name = TrainedEncoder(path).name
    if options.json:
        document = {
            "encoder": name,
            "file": str(path),
            "texts": len(passages.texts),
            "messages": len(messages.texts),
            "words": len(table.words),
        }
        sys.stdout.write(json.dumps(document) + "\n")
    else:
        sys.stdout.write(
            f"{name}: {len(passages.texts)} texts, {len(messages.texts)} messages, "
            f"{len(table.words)} words\n"
            f"Set ENCODER={path} and start again; the index is then built anew.\n"
        )
    return 0


def _passages(content: Content, teacher: Encoder, bar: Bar) -> Taught:
    texts = [surface.text for surface in surfaces_of(content.entries)]
    cache = VectorCache(settings.VAR / "cache" / "vectors.db")
    vectors = cache.encode(teacher, texts, lambda more: bar.progress("encode", more, len(texts)))
    return Taught(texts, vectors)


def _messages(content: Content, teacher: Encoder, bar: Bar) -> Taught:
    """Encode what people write as a search would; vectors are kept from one run to the next."""
    restorer = AccentRestorer.train(accented_texts(content))
    normaliser = Normaliser(Lexicon(content.lexicon), restorer)
    said = (beginning(normaliser.normalise(text).telling) for text in read_messages(ROOT))
    texts = list(dict.fromkeys(filter(None, said)))
    remembering = RememberingEncoder(teacher, settings.VAR / "cache" / "messages.db")
    remembering.read()
    vectors = []
    try:
        for text in texts:
            vectors.append(remembering.encode_query(text))
            bar.progress("encode", 1, len(texts))
    finally:
        remembering.keep()
    return Taught(texts, np.array(vectors))
