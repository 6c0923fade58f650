import pytest

from actions.complaint_answers import Fault
from complaints.drafts import ASKED
from complaints.models import Status


@pytest.mark.parametrize("fault", Fault)
def test_every_fault_has_its_sentence(sentences, fault):
    assert f"complaint_{fault.value}" in sentences


@pytest.mark.parametrize("status", Status)
def test_every_status_has_its_words_and_its_next_step(sentences, status):
    assert f"complaint_status_{status.value}" in sentences
    assert f"complaint_next_{status.value}" in sentences


@pytest.mark.parametrize("name", ASKED)
def test_every_field_has_its_question_and_its_name(sentences, name):
    assert f"complaint_ask_{name.value}" in sentences
    assert f"field_{name.value}" in sentences
