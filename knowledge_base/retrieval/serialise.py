"""Content as a JSON document and back, for snapshots."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from pydantic import TypeAdapter

from knowledge_base.retrieval.records import Content, Entry

_CONTENT: TypeAdapter[Content] = TypeAdapter(Content)


def content_to_json(content: Content) -> dict[str, Any]:
    """Give plain JSON types; dates as ISO strings."""
    document: dict[str, Any] = _CONTENT.dump_python(content, mode="json")
    return document


def content_from_json(document: Mapping[str, Any]) -> Content:
    """Read what ``content_to_json`` gave.

    Raises:
        pydantic.ValidationError: the document has another shape.
    """
    return _CONTENT.validate_python(document)


def content_digest(content: Content) -> str:
    """Give a digest that changes when anything published changes."""
    document = json.dumps(content_to_json(content), ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(document.encode()).hexdigest()


def entry_digest(entry: Entry) -> str:
    """Give a digest that changes when anything of the entry changes."""
    return content_digest(Content((entry,), ()))
