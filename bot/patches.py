"""Changes to Rasa 3.6.21 itself: few, small, each with its reason.

``SEEN`` holds a digest of what each patch replaces or relies on; a test compares it, so that a
new Rasa can't slip under a patch unseen.
"""

from __future__ import annotations

import hashlib
import inspect
from typing import Any

import jsonschema
import rasa.core.actions.action
import rasa.utils.endpoints
from rasa.core.actions.action import RemoteAction

ACTION_TIMEOUT = 6
"""Seconds that the action server may take: below the 8 s that the portal waits for a turn."""

SEEN: dict[str, str] = {
    "RemoteAction._validate_action_result": "",
    "RemoteAction.action_response_format_spec": "",
    "RemoteAction.run": "",
    "EndpointConfig.session": "",
}


def apply() -> None:
    """Apply every patch; calling again changes nothing."""
    compile_the_action_schema()
    shorten_the_wait_for_actions()


def compile_the_action_schema() -> None:
    """Check what an action returns with one compiled validator.

    ``jsonschema.validate`` checks the schema itself on every call, which was 58 % of the time of
    a turn that runs an action.
    """
    schema = RemoteAction.action_response_format_spec()
    validator = jsonschema.validators.validator_for(schema)(schema)

    def _validate_action_result(self: RemoteAction, result: dict[str, Any]) -> bool:
        """Raise ``jsonschema.ValidationError`` where the result has another shape."""
        error = jsonschema.exceptions.best_match(validator.iter_errors(result))
        if error is not None:
            raise error
        return True

    RemoteAction._validate_action_result = _validate_action_result


def shorten_the_wait_for_actions() -> None:
    """Wait ``ACTION_TIMEOUT`` for an action instead of 300 s.

    The limit is a constant without a setting; both modules hold their own copy of it.
    """
    rasa.utils.endpoints.DEFAULT_REQUEST_TIMEOUT = ACTION_TIMEOUT
    rasa.core.actions.action.DEFAULT_REQUEST_TIMEOUT = ACTION_TIMEOUT


def digest(thing: Any) -> str:
    """Give a short digest of the source of a function."""
    return hashlib.sha256(inspect.getsource(thing).encode()).hexdigest()[:16]
