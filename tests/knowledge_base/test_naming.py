"""Names of entries that stand in a message word for word."""

import pytest

from tests.support.knowledge import BIRTH, BIRTH_AGAIN, DEATH, MARRIAGE


@pytest.fixture
def named(snapshot):
    def find(text):
        query = snapshot.normaliser.normalise(text)
        found = snapshot.names.named_in(query.readings, snapshot.lexical.idf)
        return {snapshot.entries[entry].key: how for entry, how in found.items()}

    return find


def test_a_name_is_found_in_a_story(named):
    story = "ba em mất hôm qua ở nhà, cả nhà rối quá, giờ đăng ký khai tử cho ba em thì sao"
    found = named(story)
    assert found[DEATH].weight == 1.0
    assert BIRTH not in found


def test_the_later_of_two_names_stands_later(named):
    found = named("đăng ký kết hôn xong rồi, giờ đăng ký khai sinh cho con thì sao")
    assert found[BIRTH].late > found[MARRIAGE].late


def test_a_name_inside_a_longer_one_names_nothing(named):
    assert set(named("đăng ký lại khai sinh")) == {BIRTH_AGAIN}


@pytest.mark.parametrize("text", ["", "ạ", "bao lâu thì có", "khai"])
def test_what_is_no_name_names_nothing(named, text):
    assert named(text) == {}
