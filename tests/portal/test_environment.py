import stat

import pytest

from portal.environment import EnvironmentInvalid, read_environment


@pytest.fixture
def read(tmp_path):
    def give(**values):
        return read_environment({"MOTCUA_VAR": str(tmp_path / "var"), **values})

    return give


def test_every_setting_has_a_default(read):
    environment = read()
    assert environment.port == 8000
    assert environment.bot_url == "http://127.0.0.1:5005"
    assert environment.actions_url == "http://127.0.0.1:5055"
    assert environment.allowed_hosts == ("localhost", "127.0.0.1", "[::1]")
    assert environment.cors_origins == ()
    assert environment.encoder == "bundled"
    assert environment.debug is False


@pytest.mark.parametrize("name", ["PORT", "BOT_PORT", "ACTIONS_PORT"])
@pytest.mark.parametrize("value", ["abc", "0", "65536", "-1", "80.5", "²"])
def test_a_port_that_is_none_is_refused_by_its_name(read, name, value):
    with pytest.raises(EnvironmentInvalid, match=rf"^{name} "):
        read(**{name: value})


def test_ports_and_lists_are_read(read):
    environment = read(PORT="8123", BOT_PORT="1", ALLOWED_HOSTS="a.vn, b.vn,", CORS_ORIGINS="x")
    assert environment.port == 8123
    assert environment.bot_url == "http://127.0.0.1:1"
    assert environment.allowed_hosts == ("a.vn", "b.vn")
    assert environment.cors_origins == ("x",)


def test_an_empty_setting_is_as_good_as_none(read):
    assert read(PORT="", ENCODER="", ALLOWED_HOSTS=" , ").port == 8000


def test_only_one_means_debug(read):
    assert read(DEBUG="1").debug
    assert not read(DEBUG="true").debug


def test_secrets_are_made_once_and_stay(read):
    first, second = read(), read()
    assert first.secret_key == second.secret_key
    assert first.seal_key == second.seal_key
    assert first.secret_key != first.seal_key
    assert len(first.secret_key) >= 40


def test_secrets_are_readable_by_their_owner_only(read, tmp_path):
    read()
    folder = tmp_path / "var" / "secrets"
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    for name in ("secret_key", "seal_key"):
        assert stat.S_IMODE((folder / name).stat().st_mode) == 0o600


def test_secrets_that_are_given_are_not_written_down(read, tmp_path):
    environment = read(SECRET_KEY="given", SEAL_KEY="sealed", CODE_KEY="hashed")
    assert (environment.secret_key, environment.seal_key) == ("given", "sealed")
    assert not (tmp_path / "var" / "secrets").exists()


def test_secrets_are_not_in_the_repr(read):
    environment = read(SECRET_KEY="s3cret-one", SEAL_KEY="s3cret-two")
    assert "s3cret" not in repr(environment)
    assert "s3cret" not in str(environment)


def test_settings_can_not_be_changed_once_read(read):
    with pytest.raises(AttributeError):
        read().port = 1


def test_what_is_imported_answers_unless_it_is_told_to_be_silent(tmp_path):
    told = {"MOTCUA_VAR": str(tmp_path)}
    assert read_environment(told).imported == "answer"
    assert read_environment({**told, "MOTCUA_IMPORTED": "silent"}).imported == "silent"


@pytest.mark.parametrize(
    ("name", "value"),
    [("MOTCUA_IMPORTED", "loud"), ("IMPORT_MAX_MIB", "0"), ("IMPORT_MAX_MIB", "x")],
)
def test_a_setting_of_imports_that_can_not_be_is_named(tmp_path, name, value):
    with pytest.raises(EnvironmentInvalid, match=name):
        read_environment({"MOTCUA_VAR": str(tmp_path), name: value})
