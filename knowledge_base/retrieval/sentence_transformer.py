"""The other encoder: any sentence-transformers model, where the extra ``encoder`` is installed."""

from __future__ import annotations

import hashlib
import os
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from knowledge_base.retrieval.encoder import EncoderUnavailable

INSTALL = (
    "sentence-transformers is not installed; install the extra 'encoder': "
    ".venv/bin/uv pip install -r pyproject.toml --extra encoder -c requirements-encoder.lock"
)

_READ_CHARACTERS = 2000  # models read some hundred words; the tokeniser would go through it all
_APART = 0.3  # standard deviations; all-MiniLM-L6-v2, which is English, has 0.9, the bundled 2.1
_FAR = 5.3  # standard deviations above unrelated pairs; the bundled encoder's band ends there

# What people ask, and the title that answers it. Every other pair is unrelated.
_PAIRS = (
    ("làm giấy khai sinh cho con mới sinh", "Đăng ký khai sinh"),
    ("muốn cưới thì đăng ký ở đâu", "Đăng ký kết hôn"),
    ("bố tôi mất, cần báo tử", "Đăng ký khai tử"),
    ("xin giấy độc thân để mua nhà", "Cấp giấy xác nhận tình trạng hôn nhân"),
    ("xây nhà cấp 4 có phải xin phép không", "Cấp giấy phép xây dựng nhà ở riêng lẻ"),
    ("sang tên sổ đỏ cho con", "Đăng ký biến động quyền sử dụng đất"),
    ("mở công ty cần giấy tờ gì", "Đăng ký thành lập doanh nghiệp"),
    ("bán tạp hóa có phải đăng ký không", "Đăng ký thành lập hộ kinh doanh"),
    ("mất bằng lái xe làm lại thế nào", "Cấp lại giấy phép lái xe"),
    ("làm hộ chiếu lần đầu", "Cấp hộ chiếu phổ thông"),
    ("ở trọ phải khai báo tạm trú", "Đăng ký tạm trú"),
    ("photo công chứng bằng đại học", "Chứng thực bản sao từ bản chính"),
)


class SentenceTransformerEncoder:
    """Any sentence-transformers model.

    The name holds a digest of the weights and of what else makes the vectors, so a model that was
    trained further, or fetched anew, is another encoder, and a folder that was moved is the same.

    Args:
        model: name on the hub, or a folder. What was fetched before is not asked for again.

    Raises:
        EncoderUnavailable: the extra is not installed, or the model can't be loaded or used.
    """

    def __init__(self, model: str) -> None:
        self._model = _load(model)
        self._lock = threading.Lock()  # a tokeniser must not be used by two threads at a time
        label = Path(model).name
        if "e5" in label.lower() and not any(self._model.prompts.values()):
            # E5 was trained with these, and its folders do not say so.
            self._model.prompts = {"query": "query: ", "document": "passage: "}
        self.name = f"st-{label}-{_digest(self._model)}"
        self.dimension = int(self._model.get_embedding_dimension())
        self.band = self._measure_band(model)

    def encode_passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """See ``Encoder``."""
        if not texts:
            return np.zeros((0, self.dimension), dtype=np.float32)
        return self._encode(self._model.encode_document, texts)

    def encode_query(self, text: str) -> NDArray[np.float32]:
        """See ``Encoder``."""
        vector: NDArray[np.float32] = self._encode(self._model.encode_query, [text])[0]
        return vector

    def _encode(self, encode: Any, texts: Sequence[str]) -> NDArray[np.float32]:
        beginnings = [text[:_READ_CHARACTERS] for text in texts]
        with self._lock:
            vectors = encode(beginnings, normalize_embeddings=True, show_progress_bar=False)
        return np.asarray(vectors, dtype=np.float32)

    def _measure_band(self, model: str) -> tuple[float, float]:
        """Measure the band on pairs that belong together and pairs that do not.

        Raises:
            EncoderUnavailable: the two look the same, as with a tokeniser that knows no letter.
        """
        asked = np.stack([self.encode_query(question) for question, _ in _PAIRS])
        cosines = asked @ self.encode_passages([title for _, title in _PAIRS]).T
        related = np.diag(cosines)
        unrelated = cosines[~np.eye(len(_PAIRS), dtype=bool)]
        low, spread = float(unrelated.mean()), float(unrelated.std())
        if not float(related.mean()) > low + _APART * spread:
            raise EncoderUnavailable(
                f"the encoder model {model!r} doesn't tell Vietnamese texts apart"
            )
        return low, low + _FAR * spread


def _load(model: str) -> Any:
    try:
        from safetensors import SafetensorError
        from sentence_transformers import SentenceTransformer
    except ImportError as exc:
        raise EncoderUnavailable(INSTALL) from exc
    broken = (OSError, ValueError, RuntimeError, KeyError, AttributeError, ImportError)
    folder = os.path.isdir(model)  # noqa: PTH112 - a name too long for a path is no folder
    try:
        if folder:
            return SentenceTransformer(model, device="cpu", local_files_only=True)
        try:  # what is here already serves without a network, and stays the version it is
            return SentenceTransformer(model, device="cpu", local_files_only=True)
        except broken:
            return SentenceTransformer(model, device="cpu")
    except (*broken, SafetensorError) as exc:
        raise EncoderUnavailable(_what_is_wrong(model, exc, folder=folder)) from exc


def _what_is_wrong(model: str, exc: Exception, *, folder: bool) -> str:
    reason = (str(exc).strip() or type(exc).__name__).splitlines()[0]
    if folder:
        return f"the folder {model!r} holds no sentence-transformers model that works: {reason}"
    return (
        f"can't load the encoder model {model!r}: it is no folder here, was not fetched before, "
        f"and can't be fetched now (no such model, or no network): {reason}"
    )


def _digest(model: Any) -> str:
    """Digest everything that makes the vectors: modules, prompts, length read, weights."""
    import torch

    digest = hashlib.blake2b(digest_size=8)
    digest.update(repr((str(model), model.prompts, model.max_seq_length)).encode())
    for name, tensor in sorted(model.state_dict().items()):
        digest.update(name.encode())
        digest.update(tensor.detach().cpu().contiguous().flatten().view(torch.uint8).numpy())
    return digest.hexdigest()
