"""A process that files complaints until it is killed: ``python -m … FOLDER FIRST STEP COUNT``.

Writes a line with conversation and code after each, as a dialogue shows a code: when it exists.
"""

import os
import sys
from pathlib import Path

os.environ["DJANGO_SETTINGS_MODULE"] = "portal.settings"


def main():
    import django

    django.setup()
    from complaints import drafts, filing
    from complaints.drafts import Field
    from complaints.evidence import Checked

    folder, first, step, count = Path(sys.argv[1]), *map(int, sys.argv[2:])
    shown = (folder / f"shown-{os.getpid()}").open("a", buffering=1)
    for number in range(first, count, step):
        conversation = f"person-{number}"
        drafts.start_once(conversation)
        draft = drafts.load(conversation)
        if draft and not draft.words:  # new, or killed between the two
            drafts.put(conversation, Field.WHAT, f"Cán bộ quát tôi, lần thứ {number}")
        files = [Checked("application/pdf", b"%PDF-1.7 " + b"x" * 2000)]
        code = filing.file(conversation, "đồng ý", files).code
        shown.write(f"{conversation} {code}\n")


if __name__ == "__main__":
    main()
