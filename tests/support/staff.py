"""Sign staff in, second factor included: the one place where tests do it."""

from portal.signin import factor, sessions

SECRET = b"a telephone of tests"


def sign_in(client, user):
    """Let a test client be signed in, as after password and code."""
    found = factor.factor_of(user)
    if found is None:
        found, _ = factor.enrol(user, SECRET, 0, address=None)
    client.force_login(user)
    session = client.session
    session[sessions._FACTOR] = found.pk
    session.save()
    return client
