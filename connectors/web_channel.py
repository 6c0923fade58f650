"""The web channel under the contract; the chat API itself is ``connectors.web``."""

from __future__ import annotations

from typing import Any, ClassVar

import httpx

from connectors.channel import ButtonLimits, Capabilities, Channel, Finding
from connectors.models import ChannelName
from connectors.text import MAX_CHARACTERS

_PATIENCE = httpx.Timeout(3.0)  # seconds


class WebChannel(Channel):
    """People fetch their replies, as the contract's JSON: nothing is flattened or pushed.

    Args:
        environment: settings of the process (``portal.environment.Environment``).
    """

    name: ClassVar = ChannelName.WEB
    capabilities: ClassVar = Capabilities(
        text_units=MAX_CHARACTERS,
        brief_units=None,
        buttons=ButtonLimits(count=8, title=100, payload=1000),
        typing=True,
    )

    def __init__(self, environment: Any) -> None:
        self._address = f"http://127.0.0.1:{environment.port}/"
        hosts = [name for name in environment.allowed_hosts if not name.startswith(("*", "."))]
        self._host = hosts[0] if hosts else "127.0.0.1"

    async def check(self) -> tuple[Finding, ...]:
        """Ask the chat page of this machine."""
        try:
            async with httpx.AsyncClient(timeout=_PATIENCE, trust_env=False) as http:
                answer = await http.get(self._address, headers={"Host": self._host})
        except httpx.HTTPError as exc:
            return (Finding(False, f"the chat page does not answer ({type(exc).__name__})"),)
        works = answer.status_code == httpx.codes.OK
        return (Finding(works, f"the chat page answers with HTTP {answer.status_code}"),)
