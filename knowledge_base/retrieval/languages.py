"""Whether a message is written in another language than Vietnamese."""

from __future__ import annotations

import re
import unicodedata

from knowledge_base.retrieval.text import fold, words

_SYLLABLE = re.compile(
    r"(?:ngh|ng|nh|ch|gh|gi|kh|ph|qu|th|tr|[bcdghklmnpqrstvx])?"
    r"(?:[aeiouy]|a[iouy]|e[ou]|i[aeu]|o[aeio]|u[aeiouy]|ye|oa[iouy]|oe[o]|ie[u]|ye[u]|uo[iu]|u[ay]{2}|uy[aeu]|uye|ao|uu|oo)"
    r"(?:ng|nh|ch|[cmnpt])?"
)
"""A Vietnamese syllable without its accents; generous."""

_VIETNAMESE_LETTER = re.compile(r"[ăđơưạảẹẻẽịỉĩọỏõụủũỵỷỹấầẩẫậắằẳẵặếềểễệốồổỗộớờởỡợứừửữự]")
"""Letters that Vietnamese shares with none of the languages that visitors write."""

_ENGLISH = frozenset(
    """what how where when which who whose why want wants wanted need needs needed please help
    helped english register registered registration birth marriage married marry certificate license
    licence residence resident foreigner foreigners foreign passport office offices document
    documents paper papers apply applied application my your our their his her the is are was were
    be been am do does did done can cannot could would should will shall may might must have has had
    for with without and or but of you i we they he she it them us me get got give gave go went come
    came renew renewal lost lose speak spoke time times fee fees cost costs much many long open
    opening close hours day days week month year today tomorrow yesterday permit work working job
    visa house home baby child children son daughter wife husband friend company tax hello hi hey
    good morning afternoon i'm im i've i'd don't dont doesn't didn't isn't can't cant it's that's
    we're not no yes this that these those there here from to in on at a an as by if so than then
    because about before after until again still only also any some all every each other another
    new old staff officer officers official lady man woman people person rude impolite money pay
    paid card bank change name address number phone call email form forms fill submit submitted
    file filed send sent receive answer answered question questions counter desk complaint complain
    notary notarized notarization translation translated copy copies original photo land property
    apartment buy sell rent driving driver temporary permanent stay extend extension expired expire
    expires fine fined ask asked told said say tell know understand mean see look looking find found
    sorry wrong correct right exactly great okay thanks thank very too just like make made take
    took took's waiting waited wait someone anyone nobody somebody anybody something anything
    nothing saturday sunday monday possible necessary required available near nearest same first
    second third three four five which's which one two spouse partner wedding divorce death
    died vietnamese vietnam""".split()
)
"""Words of English messages; some of them are Vietnamese syllables, too."""

_LOANS = frozenset(
    """online offline visa passport email gmail mail check checkin form file scan web website link
    app apps zalo facebook fb admin bot chatbot internet wifi sms otp code video clip card taxi
    photo copy photocopy shop ship ok oke okay hello hi bye sorry thank thanks pls please help
    marketing sale manager group comment like share spam block login logout password vneid
    mobile smart phone smartphone laptop tablet camera covid test master""".split()
)
"""Words of other languages that stand in Vietnamese messages."""

_COURTESY = re.compile(
    r"(?:hi|hello|hey|good (?:morning|afternoon|evening|night)|bye|see you)(?: \w+){0,2}"
    r"|thanks?(?: you| so| very| much| a lot)*(?: \w+){0,2}"
)
"""Said in the middle of Vietnamese, too."""

_ADDRESS = re.compile(r"\S+[.@/_]\S+")  # of a web page or a mailbox

_SHORT = 3  # letters; a strange word of no more may be a short form of anything
_OTHER = frozenset(
    """je suis est les des une un le la il où et pour mon ma de en que el los las mi con para por
    una quiero necesito ich ist die der das und wie für ein eine mein wo saya mau yang di apa untuk
    ini itu ada bisa dan paano po ako ang ng sa wo bu ni hao shi wa desu ka watashi imnida io per
    posso quero uma como onde parlez parle merci bonjour gracias hola danke ciao arigato xie
    obrigado olá kannst ik ben een het van""".split()
)
"""Words of the other languages that visitors write, some of them Vietnamese syllables, too."""

_FOREIGN_LETTER = re.compile("[çñüöäßûîïëåøœ]")

_BARE = frozenset("gi khong ko duoc dc toi nha nhe hoi cach lam nhieu cho em giup vay nao".split())
"""Words that stand in most Vietnamese messages, typed without accents."""

_MOSTLY = 0.6  # of the words


def is_another_language(text: str) -> bool:
    """Tell whether a message is in English, another language, or another script than Latin.

    A name or a loan word makes no other language; who writes Vietnamese letters writes Vietnamese.
    """
    if sum(c.isalpha() and not unicodedata.name(c, "LATIN").startswith("LATIN") for c in text) >= 2:
        return True
    if _VIETNAMESE_LETTER.search(unicodedata.normalize("NFC", text).lower()):
        return False
    typed = [w for w in words(_ADDRESS.sub(" ", text)) if w.replace("'", "").isalpha()]
    if not typed or _COURTESY.fullmatch(" ".join(typed)):
        return False
    if typed == ["english"]:
        return True
    strange = {w for w in typed if len(w) > _SHORT and _is_strange(w)}
    english = [w for w in typed if w in _ENGLISH]
    plain = [w for w in english if w not in _LOANS and not _SYLLABLE.fullmatch(fold(w))]
    enough = max(2, _MOSTLY * len(typed))
    if plain and len(english) + len(strange - _ENGLISH) >= enough:
        return True
    is_known = not _OTHER.isdisjoint(typed) or _FOREIGN_LETTER.search(text.lower())
    return bool(is_known) and len(strange) >= enough and _BARE.isdisjoint(map(fold, typed))


def _is_strange(word: str) -> bool:
    bare = fold(word)
    return (
        word not in _LOANS and bool(re.search("[aeiouy]", bare)) and not _SYLLABLE.fullmatch(bare)
    )
