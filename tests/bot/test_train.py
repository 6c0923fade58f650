"""Training: only when something changed, and with a clear end."""

import pytest

from bot import train


@pytest.fixture
def project(tmp_path, monkeypatch):
    """A project of its own, in place of the real one."""
    monkeypatch.setattr(train, "ROOT", tmp_path)
    monkeypatch.setattr(train, "MODELS", tmp_path / "models")
    monkeypatch.setattr(train, "MODEL", tmp_path / "models/motcua.tar.gz")
    monkeypatch.setattr(train, "DIGEST", tmp_path / "models/motcua.digest")
    for path in ("config.yml", "domain.yml", "bot/requirements.lock", "bot/a.py", "data/nlu/a.yml"):
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text("x: 1\n")
    return tmp_path


@pytest.mark.parametrize("path", ["config.yml", "domain.yml", "data/nlu/a.yml", "bot/a.py"])
def test_a_change_of_any_input_changes_the_digest(project, path):
    before = train.digest_of_inputs()
    assert before == train.digest_of_inputs()
    (project / path).write_text("x: 2\n")
    assert train.digest_of_inputs() != before


def test_a_current_model_is_not_trained_again(project, monkeypatch, capsys):
    (project / "models").mkdir()
    train.MODEL.write_bytes(b"model")
    train.DIGEST.write_text(train.digest_of_inputs())
    monkeypatch.setattr(train, "train", lambda _: pytest.fail("trained"))
    assert train.main([]) == 0
    assert "current" in capsys.readouterr().out


def test_force_trains_a_current_model(project, monkeypatch):
    (project / "models").mkdir()
    train.MODEL.write_bytes(b"model")
    train.DIGEST.write_text(train.digest_of_inputs())
    trained = []
    monkeypatch.setattr(train, "train", trained.append)
    assert train.main(["--force"]) == 0
    assert trained


def test_a_failure_is_one_sentence_and_a_status(project, monkeypatch, capsys):
    def fail(_):
        raise train.TrainingFailed("the reason")

    monkeypatch.setattr(train, "train", fail)
    assert train.main([]) == 1
    assert capsys.readouterr().err == "Training failed: the reason\n"
