"""Webhook bodies in the shapes that Zalo's documentation records; people and words are made up."""

import json

PERSON = "2512523625412515"


def body(event_name, message=None, **more):
    document = {
        "app_id": "app",
        "user_id_by_app": "552177279717587730",
        "event_name": event_name,
        "timestamp": "1764400000000",
        "sender": {"id": PERSON},
        "recipient": {"id": "oa"},
        **(
            {"message": {"msg_id": "96d3cdf3af150460909", **message}} if message is not None else {}
        ),
        **more,
    }
    return json.dumps(
        {k: v for k, v in document.items() if v is not None}, ensure_ascii=False
    ).encode()


def attached(kind, payload, text=""):
    return {"text": text, "attachments": [{"type": kind, "payload": payload}]}


TEXT = body("user_send_text", {"text": "làm khai sinh cần gì"})
IMAGE = body(
    "user_send_image",
    attached(
        "image",
        {"thumbnail": "https://photo.example.vn/t.jpg", "url": "https://photo.example.vn/a.jpg"},
        "ảnh quầy 3",
    ),
)
LINK = body(
    "user_send_link",
    attached(
        "link",
        {
            "thumbnail": "https://a.example.vn/t.jpg",
            "description": "…",
            "url": "https://a.example.vn/",
        },
        "https://a.example.vn/",
    ),
)
AUDIO = body("user_send_audio", attached("audio", {"url": "https://voice.example.vn/a.amr"}))
VIDEO = body(
    "user_send_video",
    attached(
        "video",
        {
            "thumbnail": "https://v.example.vn/t.jpg",
            "description": "",
            "url": "https://v.example.vn/a.mp4",
        },
    ),
)
STICKER = body(
    "user_send_sticker",
    attached("sticker", {"id": "2957", "url": "https://s.example.vn/2957.png"}),
)
LOCATION = body(
    "user_send_location",
    attached("location", {"coordinates": {"latitude": "10.98", "longitude": "106.65"}}),
)
LOCATION_WITH_WORDS = body(
    "user_send_location",
    attached(
        "location", {"coordinates": {"latitude": "10.98", "longitude": "106.65"}}, "ở đây có gần"
    ),
)
LOCATION_NOWHERE = body(
    "user_send_location",
    attached("location", {"coordinates": {"latitude": "", "longitude": "106.65"}}),
)
CARD = body(
    "user_send_business_card",
    attached(
        "link", {"thumbnail": "", "description": '{"phone":"…"}', "url": "https://c.example.vn/"}
    ),
)
FILE = body(
    "user_send_file",
    attached(
        "file",
        {
            "url": "https://file.example.vn/don.pdf",
            "size": "87632",
            "name": "don.pdf",
            "checksum": "a8f3",
            "type": "pdf",
        },
    ),
)
GIF = body(
    "user_send_gif",
    attached(
        "gif", {"thumbnail": "https://g.example.vn/t.jpg", "url": "https://g.example.vn/a.gif"}
    ),
)
FOLLOW = body("follow", sender=None, recipient=None, follower={"id": PERSON}, source="oa_profile")
UNFOLLOW = body("unfollow", sender=None, recipient=None, follower={"id": PERSON})
RECEIVED = body("user_received_message", {"msg_id": "m1"})
SEEN = body("user_seen_message", {"msg_ids": ["m1"]})
OURS = "3d6de2cf1d0a4f1d16b0"
ECHO = body(
    "oa_send_text",
    {"text": "Chào anh/chị.", "msg_id": OURS},
    sender={"id": "oa"},
    recipient={"id": PERSON},
)
PERSON_WROTE = body(
    "oa_send_text",
    {"text": "Em là cán bộ phường ạ."},
    sender={"id": "oa", "admin_id": "4567"},
    recipient={"id": PERSON},
)
