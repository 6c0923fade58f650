import base64
import uuid

import pytest

from complaints import draft_files, drafts, filing, rotation, story
from complaints.drafts import Field
from complaints.evidence import Checked
from complaints.models import Complaint
from complaints.seal import Keyring, SealBroken, SealKeyInvalid


def key(letter):
    return base64.urlsafe_b64encode(letter.encode() * 32).decode().rstrip("=")


def test_what_is_sealed_opens_in_its_place():
    keys = Keyring(key("a"))
    assert keys.unseal(keys.seal("chuyện riêng", "here"), "here") == "chuyện riêng"


def test_the_same_words_never_look_the_same_sealed():
    keys = Keyring(key("a"))
    assert keys.seal("x", "here") != keys.seal("x", "here")


def test_changing_any_byte_breaks_the_seal():
    keys = Keyring(key("a"))
    sealed = keys.seal("chuyện riêng", "here")
    for place in range(len(sealed)):
        wrong = bytearray(sealed)
        wrong[place] ^= 1
        with pytest.raises(SealBroken):
            keys.unseal(bytes(wrong), "here")
    for length in range(len(sealed)):
        with pytest.raises(SealBroken):
            keys.unseal(sealed[:length], "here")


def test_what_is_moved_elsewhere_does_not_open():
    keys = Keyring(key("a"))
    with pytest.raises(SealBroken):
        keys.unseal(keys.seal("x", "here"), "there")


def test_an_older_key_still_opens_and_the_newest_seals():
    old, both, new = Keyring(key("a")), Keyring(f"{key('b')}, {key('a')}"), Keyring(key("b"))
    assert both.unseal(old.seal("x", "p"), "p") == "x"
    assert new.unseal(both.seal("x", "p"), "p") == "x"
    with pytest.raises(SealBroken):
        new.unseal(old.seal("x", "p"), "p")


@pytest.mark.parametrize(
    "keys", ["", ",", "short", "not base64 !!", base64.b64encode(b"x" * 31).decode()]
)
def test_a_key_that_cannot_be_used_is_refused(keys):
    with pytest.raises(SealKeyInvalid):
        Keyring(keys)


def test_rotating_seals_everything_anew_once(told, settings, monkeypatch):
    told("filed")
    filing.file("filed", "đồng ý")
    told("open")
    draft_files.add("open", uuid.uuid4(), Checked("audio/ogg", b"OggS"))
    environment = settings.ENVIRONMENT
    old = environment.seal_key

    def use(keys):
        monkeypatch.setattr("complaints.seal._keyring", lambda _: Keyring(keys))

    use(f"{key('b')},{old}")
    assert rotation.reseal_all() == 5  # a story, a contact, a receipt, a draft and its file
    assert rotation.reseal_all() == 0
    use(key("b"))
    assert story.read(Complaint._record.get()).words[Field.WHO] == "Anh mặc áo xanh tên Bình"
    assert Field.WHAT in drafts.load("open").words
