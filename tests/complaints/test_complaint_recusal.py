"""Nobody a complaint is about learns that it exists, by whatever way."""

import ast
from pathlib import Path

import pytest
from django.apps import apps
from django.urls import get_resolver, reverse

from complaints import citizen, filing, handling, recusal, reports, routing
from complaints.guessing import Seeker
from complaints.handling import NotNow, NotYours
from complaints.models import (
    Assignment,
    CloseReason,
    Complaint,
    ComplaintDraft,
    ComplaintOpening,
    Involvement,
    Role,
    StaffNotice,
)
from tests.complaints.people import the_complaint
from tests.support.staff import sign_in

ROOT = Path(__file__).resolve().parents[2]
MODELS = [
    model
    for model in apps.get_app_config("complaints").get_models()
    if model is Complaint
    or (
        model is not ComplaintDraft
        and any(f.related_model is Complaint for f in model._meta.fields)
    )
]
MAY_USE_THE_RECORD = {
    "citizen", "conduct", "deadlines", "delivery", "draft_files", "erasure", "evidence",
    "filing", "models", "naming", "own_data", "recusal", "reminders", "rotation", "routing",
    "status", "steps",
}  # fmt: skip


@pytest.fixture
def code(told, people):
    told("c", who="Trần Văn Bình ở quầy 3")
    return filing.file("c", "đồng ý").code


@pytest.fixture
def triaged(code, people):
    handling.triage(people.inbox, the_complaint().pk, people.ward, [people.clerk])
    return the_complaint()


def kept_away(people):
    return (people.clerk, people.head, people.deputy)


def functions(member, complaint):
    pk = complaint.pk
    return (
        lambda: handling.open_words(member, pk),
        lambda: handling.triage(member, pk, None, []),
        lambda: handling.assign(member, pk, member),
        lambda: handling.ask(member, pk, "?"),
        lambda: handling.answer(member, pk, "!"),
        lambda: handling.close(member, pk, CloseReason.SETTLED),
    )


def test_without_a_viewer_nothing_is_given_at_all(code):
    assert len(MODELS) == 12
    for model in MODELS:
        for ask in (model.objects.all, model.objects.count, model._default_manager.first):
            with pytest.raises(recusal.ViewerNeeded):
                ask()
        assert not model.objects.visible_to(None).exists()


@pytest.mark.parametrize("state", ["fresh", "triaged", "handled"])
def test_who_is_named_their_deputy_and_their_manager_find_no_way_in(
    state, code, people, client, request
):
    for member in kept_away(people):
        member.role = Role.INBOX  # even where they would see everything
        member.save()
    people.clerk.user.is_superuser = True
    people.clerk.user.save()
    if state != "fresh":
        handling.triage(people.inbox, the_complaint().pk, people.ward, [people.clerk])
    if state == "handled":
        handling.assign(people.inbox, the_complaint().pk, people.other)
        handling.ask(people.other, the_complaint().pk, "Khi nào?")
        citizen.write(code, Seeker("c"), "Hôm qua", __import__("uuid").uuid4())
    complaint = the_complaint()
    kept = [m for m in kept_away(people) if state != "fresh" or m != people.head] or []
    for member in kept:
        for model in MODELS:
            assert not model.objects.visible_to(member).exists(), model
        for do in functions(member, complaint):
            with pytest.raises(Complaint.DoesNotExist):
                do()
        assert not routing.may_handle(member, complaint)
        with pytest.raises(NotNow):
            handling.assign(people.inbox, complaint.pk, member)
        assert not StaffNotice._record.filter(member=member).exists()
        assert complaint.number not in everything_shown(client, member, complaint)
        assert reports.figures(member, *reports.always()).total == 0
    assert not ComplaintOpening._record.filter(who__in=[m.user for m in kept]).exists()


def everything_shown(client, member, complaint):
    """Ask every address of the staff site about complaints, by GET and by POST."""
    sign_in(client, member.user)
    shown = []
    for pattern in addresses():
        wants_pk = "%(pk)s" in pattern
        address = "/" + pattern % {"pk": complaint.pk} if wants_pk else "/" + pattern
        for query in ("", f"?number={complaint.number}", "?q=PA", "?status=received"):
            answer = client.get(address + query)
            assert not wants_pk or answer.status_code in (302, 404, 405), address
            if query.startswith("?number"):  # the filter repeats what was typed
                assert f"inspect/{complaint.pk}/" not in body(answer)
            else:
                shown.append(body(answer))
        answer = client.post(address, {"words": "x", "reason": "settled", "member": member.pk})
        assert not wants_pk or answer.status_code in (302, 404, 405), address
        shown.append(body(answer))
    shown.append(body(client.get(reverse("wagtailadmin_home"))))
    assert "phản ánh chưa trả lời" not in shown[-1]
    return "".join(shown)


def body(answer):
    if answer.streaming:
        return b"".join(answer.streaming_content).decode("utf-8", "ignore")
    return answer.content.decode("utf-8", "ignore")


def addresses():
    """Every address in the namespace of complaints: a new view is tested from its first day."""
    resolver = get_resolver()

    def walk(patterns, prefix, inside):
        for item in patterns:
            here = prefix + str(item.pattern).lstrip("^").rstrip("$")
            if hasattr(item, "url_patterns"):
                named = inside or item.namespace == "complaint"
                yield from walk(item.url_patterns, here, named)
            elif inside:
                yield here.replace("<int:pk>", "%(pk)s").replace("<int:evidence>", "1")

    found = sorted(set(walk(resolver.url_patterns, "", False)))
    assert len(found) > 6
    return found


def test_the_inbox_and_who_is_not_concerned_still_find_it(triaged, people, client):
    handling.assign(people.inbox, triaged.pk, people.other)
    for member in (people.inbox, people.other):
        sign_in(client, member.user)
        assert triaged.number in client.get(reverse("complaint:index")).content.decode()
        page = client.get(reverse("complaint:inspect", args=[triaged.pk]))
        assert page.status_code == 200


def test_a_name_in_the_words_keeps_people_away_before_anybody_has_read_it(code, people):
    assert Involvement._record.get().person == people.clerk
    assert recusal.is_recused(people.clerk, the_complaint())
    assert recusal.is_recused(people.head, the_complaint())


def test_the_inbox_of_the_unit_itself_is_kept_away_while_nobody_is_identified(told, people):
    told("c", who=None, office="phường Phú Lợi")
    filing.file("c", "đồng ý")
    inside = people.person("Ngô Thị Trong", people.ward, Role.INBOX)
    complaint = the_complaint()
    complaint.about_unit = people.ward
    complaint.save()
    assert recusal.is_recused(inside, complaint)
    assert not recusal.is_recused(people.inbox, complaint)


def test_where_nobody_is_left_it_goes_up_one_level(triaged, people):
    assert triaged.handling_unit == people.ward  # one colleague is left
    people.other.active = False
    people.other.save()
    assert the_complaint().handling_unit == people.department
    both = [people.clerk, people.above]  # no manager on record: the leader of the unit counts
    handling.triage(people.inbox, triaged.pk, people.ward, both)
    assert the_complaint().handling_unit is None  # nobody in the city: the inbox keeps it


def test_where_nobody_is_identified_it_goes_above_the_whole_unit(code, people):
    handling.triage(people.inbox, the_complaint().pk, people.ward, [])
    assert the_complaint().handling_unit == people.department
    assert recusal.is_recused(people.other, the_complaint())


@pytest.mark.parametrize("change", ["named", "manager", "deputy", "gone", "locked_out"])
def test_a_change_takes_it_away_from_who_holds_it(change, triaged, people):
    handling.assign(people.inbox, triaged.pk, people.other)
    match change:
        case "named":
            handling.triage(people.inbox, triaged.pk, people.ward, [people.clerk, people.other])
        case "manager" | "deputy":
            setattr(people.clerk, change, people.other)
            people.clerk.save()
        case "gone":
            people.other.active = False
            people.other.save()
        case "locked_out":
            people.other.user.is_active = False
            people.other.user.save()
            routing.recheck_all()
    complaint = the_complaint()
    assert complaint.handler is None
    last = complaint.assignments.last()
    assert (last.reason, last.member) == (Assignment.Reason.RECUSED, None)
    if change != "locked_out":
        assert not Complaint.objects.visible_to(people.other).exists() or change == "gone"


def test_who_names_themselves_by_triage_is_shut_out_at_once(code, people):
    handling.triage(people.inbox, the_complaint().pk, people.ward, [people.inbox])
    assert not Complaint.objects.visible_to(people.inbox).exists()


def test_only_the_inbox_triages_and_only_who_holds_it_answers(triaged, people):
    handling.assign(people.inbox, triaged.pk, people.above)
    with pytest.raises(NotYours):
        handling.triage(people.above, triaged.pk, None, [])
    with pytest.raises(NotYours):
        handling.answer(people.inbox, triaged.pk, "Tôi trả lời thay.")


def test_the_record_is_touched_only_by_the_modules_that_keep_it():
    guilty = set()
    # knowledge_base may not import complaints at all: the import arrows see to that.
    for folder in ("complaints", "actions", "portal", "connectors"):
        for path in (ROOT / folder).rglob("*.py"):
            relative = path.relative_to(ROOT)
            if "migrations" in relative.parts:
                continue
            names = {p.removesuffix(".py") for p in relative.parts[1:2]}
            if folder == "complaints" and names & MAY_USE_THE_RECORD:
                continue
            tree = ast.parse(path.read_text(encoding="utf-8"))
            if any(
                isinstance(node, ast.Attribute) and node.attr in {"_record", "_base_manager"}
                for node in ast.walk(tree)
            ):
                guilty.add(str(relative))
    assert guilty == set()
