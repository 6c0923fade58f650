"""What can go wrong with Zalo.

ZaloError
├── ConsentNeeded           no usable token: the operator must run ``motcua zalo login``
├── ZaloUnreachable         no answer, a 5xx, or an answer that is no JSON: worth another try
└── ZaloRefused             Zalo answered and said no; ``code`` is its number
    ├── TokenRefused        −216, −220: the access token is not valid (any more)
    ├── RateLimited         −32, HTTP 429: too many requests; ``retry_after`` in seconds
    ├── WindowClosed        −230, −232: the person wrote too long ago
    ├── NotFollowing        −213: the person does not follow the account
    ├── PersonLocked        −227: the person is locked or away
    ├── PackageMissing      −224: the account's package does not allow it
    └── AccountNotVerified  −221: the account is not verified
"""

from __future__ import annotations


class ZaloError(Exception):
    """Base of this package's errors; the text never holds a token or anybody's words."""


class ConsentNeeded(ZaloError):
    """There is no usable token; the message tells the operator what to do."""


class ZaloUnreachable(ZaloError):
    """No usable answer came.

    Attributes:
        went_out: whether it was done is not known; False: it was not.
    """

    def __init__(self, why: str, *, went_out: bool = True) -> None:
        super().__init__(why)
        self.went_out = went_out


class ZaloRefused(ZaloError):
    """Zalo answered with an error.

    Attributes:
        code: Zalo's own number; 0 where only the HTTP status said no.
    """

    def __init__(self, code: int) -> None:
        super().__init__(f"{type(self).__name__} {code}")
        self.code = code


class TokenRefused(ZaloRefused):
    """The access token is not valid, or not any more."""


class RateLimited(ZaloRefused):
    """Too many requests.

    Attributes:
        retry_after: seconds to wait.
    """

    def __init__(self, code: int, retry_after: float) -> None:
        super().__init__(code)
        self.retry_after = retry_after


class WindowClosed(ZaloRefused):
    """The person's last act lies too far back for this kind of message."""


class NotFollowing(ZaloRefused):
    """The person does not follow the account (any more)."""


class PersonLocked(ZaloRefused):
    """The person's account is locked, or they have not been there for long."""


class PackageMissing(ZaloRefused):
    """The account's package does not allow it, or has run out."""


class AccountNotVerified(ZaloRefused):
    """The Official Account is not verified."""


_BY_CODE: dict[int, type[ZaloRefused]] = {
    -216: TokenRefused,
    -220: TokenRefused,
    -230: WindowClosed,
    -232: WindowClosed,
    -213: NotFollowing,
    -227: PersonLocked,
    -224: PackageMissing,
    -221: AccountNotVerified,
}

RATE_CODE = -32
RATE_PAUSE = 60.0
"""Seconds: Zalo counts requests a minute and does not say when the minute ends."""


def refusal(code: int) -> ZaloRefused:
    """Give the error for one of Zalo's numbers."""
    if code == RATE_CODE:
        return RateLimited(code, RATE_PAUSE)
    return _BY_CODE.get(code, ZaloRefused)(code)
