"""Who rejects the offices that were offered names the place; they are not offered again."""

import pytest

from actions.complaint_facts import place_in
from actions.complaint_office import insisted
from complaints import drafts
from complaints.drafts import Field
from tests.actions.test_complaint_form import WHAT, Dialogue


@pytest.mark.parametrize(
    ("before", "words", "place"),
    [
        (
            "phường Tân Định cháu",
            "Hoà Lợi nào, bác ở Tân Định quận 1 cũ, chỗ chợ Tân Định ấy",
            "phường Tân Định (quận 1 cũ)",
        ),
        (
            "quầy 2 phường Tân Định",
            "khong phai hoa loi, o tan dinh ben quan 1 cu",
            "phường Tân Định (quan 1 cu), quầy 2",
        ),
        ("xã Tân Phú", "đâu phải chỗ đó, tôi nói Tân Phú huyện Đồng Phú", "Tân Phú huyện Đồng Phú"),
        ("p tan dinh", "hoa loi gi o day, p tan binh ma", "p tan binh"),
    ],
)
def test_the_place_is_what_stands_beside_the_rejection(before, words, place):
    assert insisted(before, words) == place


@pytest.mark.parametrize("words", ["thứ hai", "không phải", "phường 5", "Trung tâm phường Hòa Lợi"])
def test_what_rejects_nothing_or_names_nothing_is_read_as_before(words):
    assert insisted("phường Tân Định", words) is None


def test_a_name_may_begin_with_any_capital():
    assert place_in("tôi lên UBND phường Đông Hòa hôm qua").office == "UBND phường Đông Hòa"
    assert place_in("ở phường Tân Định cháu ạ").office == "phường Tân Định"


@pytest.mark.django_db
def test_the_whole_sentence_is_no_place_and_what_was_rejected_is_not_offered_again(monkeypatch):
    from actions import complaint_store
    from complaints.offices import KnownOffice, Recognised

    offered = Recognised(None, (KnownOffice("hoa-loi", "Trung tâm phường Hòa Lợi"),))

    async def recognise(_words):
        return offered

    monkeypatch.setattr(complaint_store, "recognise", recognise)
    dialogue = Dialogue()
    dialogue.start()
    dialogue.say(WHAT, "complain")
    dialogue.say("phường Tân Định")
    assert dialogue.step == "office"
    said = dialogue.say("Hòa Lợi nào, tôi ở Tân Định quận 1 cũ ấy", "nlu_fallback")
    assert "phường Tân Định (quận 1 cũ)" in said[0].text
    assert drafts.load("c").words[Field.OFFICE] == "phường Tân Định (quận 1 cũ)"
    assert dialogue.step == "when"
    dialogue.say("hôm qua, nơi xảy ra thì sửa thành UBND phường Tân Định")
    assert drafts.load("c").words[Field.OFFICE] == "UBND phường Tân Định"
    assert dialogue.step == "who"
