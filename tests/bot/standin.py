"""A stand-in for the action server: it plays the contract that the real actions keep."""

import asyncio
import uuid

from rasa.core.actions.action import RemoteAction
from rasa.shared.core.events import BotUttered, SlotSet

PARTS = ("what", "office", "when", "who", "dossier_code", "anonymous", "contact", "confirm")
DIGRESSIONS = frozenset(
    "ask ask_facet choose_procedure choose_other choose go_back greet thank goodbye help "
    "bot_challenge talk_to_staff emergency out_of_scope refuse_request other_language "
    "personal_number_only cancel_complaint correct_complaint go_anonymous go_named "
    "complaint_status".split()
)


class Chat:
    """One conversation with the agent; every remote action is answered here."""

    def __init__(self, agent, monkeypatch):
        self.agent = agent
        self.id = uuid.uuid4().hex
        self.ran = []
        self.given = []  # (slot, text) that the form took, in order
        chat = self

        async def run(self, output_channel, nlg, tracker, domain):
            return chat._play(self.name(), tracker)

        monkeypatch.setattr(RemoteAction, "run", run)

    def say(self, text):
        """Send a message; give the actions that ran, without the form's own validation."""
        self.ran = []
        asyncio.run(self.agent.handle_text(text, sender_id=self.id))
        return [name for name in self.ran if name != "validate_complaint_form"]

    def tracker(self):
        return asyncio.run(self.agent.tracker_store.retrieve(self.id))

    @property
    def form(self):
        return self.tracker().active_loop_name

    @property
    def asked(self):
        """What the form asks for now, as the contract names it."""
        slot = self.tracker().get_slot("requested_slot")
        return slot and slot.removeprefix("complaint_")

    def _play(self, name, tracker):
        self.ran.append(name)
        intent = tracker.latest_message.intent.get("name")
        if name == "validate_complaint_form":
            return self._validate(tracker, intent)
        said = [BotUttered(text=None, data={"custom": {"text": name, "meta": {}}})]
        if name == "action_start_complaint":
            emptied = (SlotSet(f"complaint_{part}", None) for part in PARTS)
            return [*said, SlotSet("complaint_path", "presumed"), *emptied]
        if name == "action_set_anonymity":
            return [*said, SlotSet("complaint_anonymous", intent == "go_anonymous")]
        if name == "action_correct_complaint":
            field = next(iter(tracker.get_latest_entity_values("field")), "when")
            return [*said, SlotSet(f"complaint_{field}", None), SlotSet("complaint_confirm", None)]
        return said

    def _validate(self, tracker, intent):
        slot = tracker.get_slot("requested_slot")
        is_new = tracker.active_loop_name and not tracker.is_active_loop_interrupted
        if not slot or intent in DIGRESSIONS or not is_new:
            return []
        self.given.append((slot.removeprefix("complaint_"), tracker.latest_message.text))
        if slot in ("complaint_anonymous", "complaint_confirm"):
            return [SlotSet(slot, intent in ("affirm", "submit_complaint"))]
        return [SlotSet(slot, "given")]
