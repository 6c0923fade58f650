"""Corrections: who got the wrong answer, who is told, once, and not by whom it was prepared."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Permission
from django.utils import timezone

from connectors import contacts, registry
from connectors.models import ChannelName, Contact, Conversation, OutboundMessage
from contract.facets import Facet
from contract.outcomes import Outcome
from contract.reply import Card, Meta, Reply, Section
from insight import recalls
from insight.models import Recall, RecallNotice
from knowledge_base.models import Guide
from knowledge_base.publishing.models import ReleaseEvent
from tests.support.staff import sign_in

pytestmark = pytest.mark.django_db
PAGE = "/staff/insight/corrections/"
KEY = "hd"


@pytest.fixture(autouse=True)
def releases():
    """Four releases on record; the entry changed in the second and was put right in the fourth."""
    changed = [{"what": "changed", "kind": "hướng dẫn", "key": KEY, "title": "Nuôi yến"}]
    for day, changes in ((1, [{"what": "all", "kind": "", "key": "", "title": "9 mục"}]),
                         (2, changed), (3, []), (4, changed)):  # fmt: skip
        at = timezone.now() - timedelta(days=10 - day)
        ReleaseEvent.objects.create(kind="built", release=f"r{day}", at=at, changes=changes)
    Guide.objects.create(key=KEY, title="Nuôi yến", plain_name="nuôi yến")


def answered(release, channel="web", key=KEY, outcome=Outcome.ANSWERED, facets=(Facet.FEE,)):
    """Let a new conversation have got an answer."""
    conversation = Conversation.objects.create(channel=channel)
    sections = tuple(Section(facet, facet.value, ("như trên",)) for facet in facets)
    meta = Meta(outcome, procedure=key, facet=facets[0], release=release)
    reply = Reply("Lệ phí 5.000 đồng.", meta, card=Card("Nuôi yến", sections))
    OutboundMessage.objects.create(conversation=conversation, reply=reply.to_json())
    return conversation


def on_channel(conversation, **columns):
    """Give a conversation somebody to write to."""
    contact = contacts.find_or_begin(conversation.channel, f"{conversation.pk}")
    contact.conversation.delete()
    return Contact.objects.create(
        conversation=conversation, channel=conversation.channel, sealed_address=b"x",
        address_hash=str(conversation.pk), **{"last_act_at": timezone.now(), **columns},
    )  # fmt: skip


@pytest.fixture
def make(django_user_model):
    def prepare(**more):
        author, _ = django_user_model.objects.get_or_create(username="người soạn")
        columns = {"key": KEY, "name": "nuôi yến", "wrong_since": "r2", "right_since": "r4",
                   "words": "Lệ phí đúng là 8.000 đồng.", "prepared_by": author}  # fmt: skip
        return Recall.objects.create(**columns | more)

    return prepare


@pytest.fixture
def another(django_user_model):
    return django_user_model.objects.create_user("người khác", password="x")


def test_only_who_got_the_wrong_answer_counts(make):
    wrong = [answered("r2"), answered("r3")]
    answered("r1")
    answered("r4")
    answered("r2", key="khác")
    answered("r2", outcome=Outcome.CLARIFY)
    assert set(recalls.receivers(make())) == {c.pk for c in wrong}


def test_a_part_counts_where_it_was_shown(make):
    shown = answered("r2", facets=(Facet.DOSSIER, Facet.FEE))
    answered("r2", facets=(Facet.DOSSIER,))
    assert set(recalls.receivers(make(facet="fee"))) == {shown.pk}


def test_the_same_person_twice_counts_once_with_the_last_day(make):
    first = answered("r2")
    again = OutboundMessage.objects.create(
        conversation=first, reply=OutboundMessage.objects.get().reply
    )
    assert recalls.receivers(make()) == {first.pk: again.created_at}


def test_who_can_be_told_and_what_it_costs(make, monkeypatch):
    class Paid:
        class capabilities:  # noqa: N801 - stands for an attribute
            @staticmethod
            def window_at(last_act, now):
                days = (now - last_act).days
                if days > 7:
                    return None
                return type("W", (), {"cost_dong": 0 if days < 2 else 55})

    known = {ChannelName.ZALO: Paid}
    monkeypatch.setattr(registry, "push_channel", lambda name: known.get(ChannelName(name)))
    now = timezone.now()
    answered("r2")
    on_channel(answered("r2", "zalo"))
    on_channel(answered("r2", "zalo"), last_act_at=now - timedelta(days=3))
    on_channel(answered("r2", "zalo"), last_act_at=now - timedelta(days=8))
    on_channel(answered("r2", "zalo"), unasked_stopped_at=now)
    on_channel(answered("r2", "zalo"), unreachable_since=now)
    on_channel(answered("r2", "telegram"))  # not configured
    found = recalls.reach(make())
    assert (found.received, found.now, found.on_return, found.reached) == (7, 2, 1, 3)
    assert (found.closed, found.stopped, found.gone, found.cost_dong) == (1, 1, 2, 55)
    assert found.by_channel == {"Zalo": 5, "Trang web": 1, "Telegram": 1}


@pytest.mark.parametrize(("first", "after"), [("r4", "r2"), ("r2", "r2"), ("r2", "r9"), ("", "")])
def test_releases_must_be_on_record_and_in_order(make, first, after):
    with pytest.raises(recalls.CannotRecall):
        recalls.reach(make(wrong_since=first, right_since=after))


def test_nobody_sends_their_own(make):
    recall = make()
    with pytest.raises(recalls.CannotRecall, match="Người soạn"):
        recalls.start(recall, recall.prepared_by)
    recall.refresh_from_db()
    assert recall.status == "prepared"


def test_everybody_is_told_once_also_after_a_break(make, another, monkeypatch):
    told = [answered("r2") for _ in range(3)]
    recall = make()
    assert recalls.send_due() == 0  # nobody decided yet
    recalls.start(recall, another)
    monkeypatch.setattr(recalls, "_AT_ONCE", 2)
    assert [recalls.send_due() for _ in range(3)] == [2, 1, 0]
    Recall.objects.update(status="sending")  # as after a kill before the last word was written
    assert recalls.send_due() == 0
    recall.refresh_from_db()
    assert (recall.status, recall.received, recall.told) == ("sent", 3, 3)
    assert RecallNotice.objects.count() == 3
    for conversation in told:
        said = OutboundMessage.objects.filter(conversation=conversation).last().reply
        assert "8.000 đồng" in said["text"]
        assert KEY in said["buttons"][0]["payload"]


def test_it_is_decided_once(make, another):
    recall = make()
    recalls.drop(recall, another)
    with pytest.raises(recalls.CannotRecall, match="đã có người"):
        recalls.start(recall, another)
    assert recalls.send_due() == 0


def test_on_the_site_one_prepares_and_another_sends(member_of_staff, client, django_user_model):
    answered("r2")
    member_of_staff("view_recall", "add_recall", "send_recall")
    page = client.get(f"{PAGE}new/?key={KEY}").content.decode()
    assert "r2 (" in page
    form = {"wrong_since": "r2", "right_since": "r4", "facet": "", "words": "Đúng là <b>8.000</b>."}
    assert (
        "Bản còn sai"
        in client.post(
            f"{PAGE}new/?key={KEY}", form | {"wrong_since": "r2", "right_since": "r2"}
        ).content.decode()
    )
    address = client.post(f"{PAGE}new/?key={KEY}", form)["Location"]
    page = client.get(address).content.decode()
    assert "Đã nhận câu sai: <strong>1</strong>" in page
    assert "&lt;b&gt;8.000" in page
    assert "người khác phải xem lại" in page
    assert "send/" not in page
    client.post(f"{address}send/")
    assert Recall.objects.get().status == "prepared"

    other = django_user_model.objects.create_user("người gửi", password="x")
    for codename in ("access_admin", "view_recall", "send_recall"):
        other.user_permissions.add(Permission.objects.get(codename=codename))
    sign_in(client, other)
    assert "Gửi cho 1 người, 0 đồng" in client.get(address).content.decode()
    client.post(f"{address}send/")
    assert recalls.send_due() == 1
    assert "Đã được báo: <strong>1</strong>" in client.get(address).content.decode()
    assert "đã gửi" in client.get(PAGE).content.decode().lower()


@pytest.mark.parametrize("permissions", [(), ("view_recall",)])
def test_it_needs_its_permissions(member_of_staff, make, permissions):
    client, recall = member_of_staff(*permissions), make()
    assert client.get(f"{PAGE}new/?key={KEY}").status_code in (302, 403)
    for act in ("send", "drop"):
        client.post(f"{PAGE}{recall.pk}/{act}/")
    recall.refresh_from_db()
    assert recall.status == "prepared"


def test_what_never_changed_or_is_unknown_has_nothing_to_correct(member_of_staff):
    client = member_of_staff("add_recall")
    assert client.get(f"{PAGE}new/?key=không-có").status_code == 404
    assert client.get(f"{PAGE}new/").status_code == 404
    ReleaseEvent.objects.exclude(release="r1").delete()
    assert "chưa thay đổi" in client.get(f"{PAGE}new/?key={KEY}").content.decode()


def test_the_list_of_entries_offers_it(member_of_staff):
    client = member_of_staff("add_recall", "view_guide", "change_guide")
    assert (
        f"/staff/insight/corrections/new/?key={KEY}"
        in client.get("/staff/snippets/knowledge_base/guide/").content.decode()
    )
