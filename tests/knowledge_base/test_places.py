"""Old addresses: found in what people type, and answered with what they belong to now."""

import pytest

from contract.facets import Facet
from contract.outcomes import Outcome
from knowledge_base.importing.former_communes import HEADER
from knowledge_base.retrieval.places import TABLE, Gazetteer, gazetteer
from knowledge_base.retrieval.state import Context
from tests.support.knowledge import BIRTH, MARRIAGE, TODAY

NOTHING = Context()


def named(text):
    place = gazetteer().find(text)
    return place and [(one.name, one.district) for one in place.former]


@pytest.mark.parametrize(
    "text",
    [
        "địa chỉ cũ là xã An Tây, Bến Cát",
        "dia chi cu la xa an tay ben cat",
        "nhà ở xã an tây thị xã bến cát tỉnh bình dương, giờ là phường nào",
        "P. An Tây, TP. Bến Cát",
    ],
)
def test_a_former_commune_is_found_however_it_is_typed(text):
    assert named(text) == [("Phường An Tây", "Thành phố Bến Cát")]


def test_numbers_are_found_with_their_kind():
    assert named("tôi ở p5 q3") == [("Phường 5", "Quận 3")]
    assert named("phường 05, quận 3, tphcm") == [("Phường 5", "Quận 3")]


def test_a_name_that_many_had_stays_open_until_more_is_said():
    assert len(named("xã Tân Bình cũ")) > 10
    assert len(named("thị trấn Tân Bình cũ")) == 2
    assert len(named("xã Tân Bình, huyện Vĩnh Cửu, Đồng Nai")) == 1


@pytest.mark.parametrize(
    "text",
    ["phường Thủ Dầu Một", "xin xác nhận ở xã mình", "", "xã", "phường 5", "🏠", "x " * 5000],
)
def test_what_names_no_former_commune_is_left_alone(text):
    place = gazetteer().find(text)
    assert place is None or not (place.as_old or place.in_full)


def test_what_is_left_of_the_message_is_the_question():
    place = gazetteer().find("xã An Tây, Bến Cát cũ giờ làm khai sinh ở đâu")
    assert place.as_old
    assert place.rest == "giờ làm khai sinh ở đâu"


def test_every_commune_of_today_is_in_the_table_once():
    lines = TABLE.read_text(encoding="utf-8").splitlines()
    assert lines[0] + "\n" == HEADER
    keys = [tuple(line.split("\t")[:2]) for line in lines[1:]]
    assert len(set(keys)) == len(keys) == 3321
    assert len({province for province, _ in keys}) == 34


def test_a_line_of_another_shape_is_refused(tmp_path):
    table = tmp_path / "table.tsv"
    table.write_text("Tỉnh A\tXã B\n", encoding="utf-8")
    with pytest.raises(ValueError, match="unpack"):
        Gazetteer.read(table)


class TestAnswers:
    @pytest.fixture
    def ask(self, answerer):
        return lambda text, context=NOTHING: answerer.answer(text, context, TODAY)

    def test_it_says_what_it_is_now_what_is_known_and_what_it_rests_on(self, ask):
        [reply] = ask("địa chỉ cũ là xã An Tây, Bến Cát").replies
        assert "nay thuộc phường Tây Nam, thành phố Hồ Chí Minh" in reply.text
        assert "chưa có trong dữ liệu" in reply.text
        assert reply.meta.outcome is Outcome.ANSWERED
        assert "vietnamadminunits" in reply.meta.sources[-1].document

    def test_a_procedure_beside_it_is_answered_too(self, ask):
        replies = ask("xã An Tây, Bến Cát cũ giờ làm khai sinh ở đâu").replies
        assert "phường Tây Nam" in replies[0].text
        assert (replies[1].meta.procedure, replies[1].meta.facet) == (BIRTH, Facet.WHERE)

    def test_the_procedure_talked_about_is_kept(self, ask):
        context = Context(MARRIAGE, (Facet.FEE,))
        answered = ask("địa chỉ cũ là xã An Tây, Bến Cát", context)
        assert answered.context == context
        answered = ask("địa chỉ cũ là xã An Tây, Bến Cát thì giờ nộp ở đâu", context)
        assert [r.meta.procedure for r in answered.replies] == [None, MARRIAGE]

    def test_a_divided_commune_names_all_it_went_to(self, ask):
        [reply] = ask("phường Hiệp Thành, Thủ Dầu Một giờ là phường nào").replies
        assert "phường Phú Lợi, phường Thủ Dầu Một" in reply.text

    def test_it_asks_which_of_many_is_meant(self, ask):
        [reply] = ask("xã Tân Bình cũ giờ là xã nào").replies
        assert reply.meta.outcome is Outcome.CLARIFY
        assert "huyện và tỉnh cũ" in reply.text

    def test_an_address_in_passing_does_not_get_in_the_way(self, ask):
        replies = ask("tôi ở phường 5 quận 3, khai sinh cho con phí bao nhiêu").replies
        assert [(r.meta.procedure, r.meta.facet) for r in replies] == [(BIRTH, Facet.FEE)]

    def test_the_counter_of_a_commune_of_today_is_told_and_the_talk_stays(self, answerer):
        context = Context(MARRIAGE, (Facet.FEE,))
        name = "Phường Tây Nam, Thành phố Hồ Chí Minh"
        answered = answerer.answer_commune(name, context, TODAY)
        [reply] = answered.replies
        assert answered.context == context
        assert "phường Tây Nam chưa có trong dữ liệu" in reply.text
        assert reply.meta.outcome is Outcome.ANSWERED
        assert "vietnamadminunits" in reply.meta.sources[0].document

    def test_a_commune_that_is_none_of_today_has_no_counter(self, answerer):
        assert answerer.answer_commune("Xã An Tây, Tỉnh Bình Dương", NOTHING, TODAY) is None

    @pytest.mark.parametrize(
        "text",
        [
            "phường Tây Nam, thành phố Hồ Chí Minh",
            "phuong tay nam tphcm",
            "nơi nộp ở phường Tây Nam thành phố Hồ Chí Minh",
            "phường Tây Nam ở đâu",  # no other commune is called so
        ],
    )
    def test_a_commune_of_today_may_be_typed_too(self, ask, text):
        [reply] = ask(text).replies
        assert "phường Tây Nam chưa có trong dữ liệu" in reply.text

    def test_beside_what_was_talked_about_both_are_told(self, ask):
        context = Context("1.001193")
        replies = ask("ở phường Tây Nam, TP HCM thì nộp ở đâu", context).replies
        assert "phường Tây Nam" in replies[0].text
        assert replies[-1].meta.procedure == "1.001193"

    @pytest.mark.parametrize(
        "text",
        [
            "phường Tây Nam",  # nothing is asked, and the province is open
            "phường Tân An ở đâu",  # several provinces have one
            "đăng ký khai sinh ở phường Tây Nam, thành phố Hồ Chí Minh",
            "lệ phí ở phường Tây Nam, thành phố Hồ Chí Minh",
        ],
    )
    def test_a_commune_in_passing_is_no_question_for_its_counter(self, ask, text):
        assert all("chưa có trong dữ liệu" not in r.text for r in ask(text).replies)


def test_a_place_spelt_otherwise_or_elsewhere_is_not_taken_for_another():
    find = gazetteer().find
    assert find("xã Quỳnh Phụ, Thái Bình cũ, giờ là Hưng Yên") is None
    assert find("xã Quỳnh Phú") is not None
    assert find("xa quynh phu") is not None
    assert find("xã Quỳnh Phú ở Thái Bình") is None
    assert find("phường Hoà Thạnh") is not None
