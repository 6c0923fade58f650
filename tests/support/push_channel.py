"""A channel whose vendor is not there: subclasses say what is their own."""

from __future__ import annotations

from connectors.channel import Capabilities, Pace, Part, PushChannel
from connectors.models import ChannelName


class StandIn(PushChannel):
    """Takes any call, reads nothing in it, says a reply in one part between bars, sends nothing."""

    name = ChannelName.TELEGRAM
    capabilities = Capabilities(text_units=4000, pace=Pace(per_second=1000.0, chat_seconds=0.0))

    async def check(self):
        return ()

    def verify(self, headers, body):
        return True

    def parse(self, body):
        return ()

    def render(self, reply, outbound_pk):
        return tuple(Part(text) for text in reply.text.split("|"))

    async def send(self, to, part):
        return ""
