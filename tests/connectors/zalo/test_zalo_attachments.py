"""Files are fetched from the public network only, over real TLS, and never beyond the limit."""

import datetime as dt
import ipaddress
import ssl
import threading
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from connectors.zalo import attachments
from connectors.zalo.attachments import (
    AttachmentRefused,
    AttachmentUnreachable,
    Fetcher,
    is_public,
)

HOST = "files.example.vn"


def certificate(folder):
    """Make a certificate for HOST; give the file with it and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, HOST)])
    now = dt.datetime.now(dt.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(HOST)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = folder / "server.pem"
    path.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        + made.public_bytes(serialization.Encoding.PEM)
    )
    return path


class _Files(BaseHTTPRequestHandler):
    def do_GET(self):
        self.server.hosts.append(self.headers["Host"])
        status, headers, body = self.server.files.get(self.path, (404, {}, b""))
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        with suppress(OSError):
            self.wfile.write(body)

    def log_message(self, *_):
        pass


@pytest.fixture(scope="module")
def pem(tmp_path_factory):
    return certificate(tmp_path_factory.mktemp("tls"))


@pytest.fixture
def server(pem):
    found = ThreadingHTTPServer(("127.0.0.1", 0), _Files)
    found.daemon_threads = True
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pem)
    found.socket = context.wrap_socket(found.socket, server_side=True)
    found.files, found.hosts = {}, []
    thread = threading.Thread(target=found.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    yield found
    found.shutdown()
    found.server_close()
    thread.join()


@pytest.fixture
def url(server):
    return lambda path="/a.jpg", host=HOST: f"https://{host}:{server.server_port}{path}"


@pytest.fixture
def fetcher(server, pem):
    """A fetcher for which the local server is the public network."""

    async def resolve(host, port):
        known = {
            HOST: ["127.0.0.1"],
            "inside.example.vn": ["10.0.0.5"],
            "both.example.vn": ["127.0.0.1", "10.0.0.5"],
            "other.example.vn": ["127.0.0.1"],
        }
        return known.get(host, [])

    return Fetcher(
        resolve,
        lambda address: address == "127.0.0.1" or is_public(address),
        ssl.create_default_context(cafile=str(pem)),
        frozenset({server.server_port}),
    )


async def test_a_file_is_fetched_from_the_address_that_was_looked_at(fetcher, server, url):
    server.files["/a.jpg"] = (200, {}, b"\xff\xd8\xff photo")
    assert await fetcher.fetch(url()) == b"\xff\xd8\xff photo"
    assert server.hosts == [f"{HOST}:{server.server_port}"]


async def test_a_redirect_is_followed_and_looked_at(fetcher, server, url):
    server.files["/a.jpg"] = (302, {"Location": "/b.jpg"}, b"")
    server.files["/b.jpg"] = (200, {}, b"here")
    assert await fetcher.fetch(url()) == b"here"
    server.files["/a.jpg"] = (302, {"Location": url("/x", "inside.example.vn")}, b"")
    with pytest.raises(AttachmentRefused, match="private_address"):
        await fetcher.fetch(url())
    server.files["/a.jpg"] = (302, {"Location": f"http://{HOST}/b.jpg"}, b"")
    with pytest.raises(AttachmentRefused, match="address"):
        await fetcher.fetch(url())


async def test_redirects_in_a_ring_end(fetcher, server, url):
    server.files["/a.jpg"] = (302, {"Location": "/a.jpg"}, b"")
    with pytest.raises(AttachmentRefused, match="redirects"):
        await fetcher.fetch(url())
    assert len(server.hosts) == 4


@pytest.mark.parametrize("host", ["inside.example.vn", "both.example.vn", "nowhere.example.vn"])
async def test_a_name_that_leads_inside_is_refused(fetcher, server, url, host):
    with pytest.raises(AttachmentRefused, match="private_address"):
        await fetcher.fetch(url(host=host))
    assert server.hosts == []


async def test_a_server_without_a_certificate_for_the_name_is_not_believed(fetcher, server, url):
    with pytest.raises(AttachmentUnreachable, match="ConnectError"):
        await fetcher.fetch(url(host="other.example.vn"))
    assert server.hosts == []


@pytest.mark.parametrize(
    "address",
    [
        "http://files.example.vn/a.jpg",
        "ftp://files.example.vn/a",
        "file:///etc/passwd",
        "https://files.example.vn:22/a",
        "https://user:word@files.example.vn/a",
        "https:///a",
        "https://[::1/a",
        "https://files.example.vn:99999/a",
        "javascript:alert(1)",
        "",
    ],
)
async def test_an_address_of_another_kind_is_refused(fetcher, address):
    with pytest.raises(AttachmentRefused, match="address"):
        await fetcher.fetch(address)


async def test_a_file_announced_too_big_is_not_asked_for(fetcher, server, url):
    with pytest.raises(AttachmentRefused, match="too_big"):
        await fetcher.fetch(url(), attachments.MAX_BYTES + 1)
    assert server.hosts == []


async def test_a_file_that_turns_out_too_big_is_not_read_to_its_end(
    fetcher, server, url, monkeypatch
):
    monkeypatch.setattr(attachments, "MAX_BYTES", 1000)
    server.files["/a.jpg"] = (200, {}, b"x" * 1001)
    with pytest.raises(AttachmentRefused, match="too_big"):
        await fetcher.fetch(url(), 10)
    server.files["/b.jpg"] = (200, {"Content-Length": "1001"}, b"x" * 1001)
    with pytest.raises(AttachmentRefused, match="too_big"):
        await fetcher.fetch(url("/b.jpg"))


async def test_a_file_that_breaks_off_is_not_taken_for_whole(fetcher, server, url):
    server.files["/a.jpg"] = (200, {"Content-Length": "100"}, b"half")
    with pytest.raises(AttachmentUnreachable, match="RemoteProtocolError"):
        await fetcher.fetch(url())


async def test_a_server_in_trouble_may_be_asked_again_and_a_missing_file_may_not(
    fetcher, server, url
):
    server.files["/a.jpg"] = (503, {}, b"")
    with pytest.raises(AttachmentUnreachable):
        await fetcher.fetch(url())
    with pytest.raises(AttachmentRefused, match="status"):
        await fetcher.fetch(url("/missing"))


async def test_the_whole_file_has_a_budget(fetcher, server, url, monkeypatch):
    monkeypatch.setattr(attachments, "BUDGET_SECONDS", 0.0)
    server.files["/a.jpg"] = (200, {}, b"x")
    with pytest.raises(AttachmentUnreachable, match="budget"):
        await fetcher.fetch(url())


async def test_a_name_that_does_not_exist_can_not_be_reached():
    with pytest.raises(AttachmentUnreachable):
        await attachments.resolve("does-not-exist.invalid", 443)


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "10.1.2.3", "192.168.0.1", "172.16.0.1", "169.254.169.254", "0.0.0.0",
        "100.64.0.1", "224.0.0.1", "255.255.255.255", "::1", "::", "fe80::1%eth0", "fc00::1",
        "::ffff:127.0.0.1", "::ffff:10.0.0.1", "2002:7f00:1::", "64:ff9b::a00:1", "ff02::1", "x",
    ],
)  # fmt: skip
def test_an_address_that_is_not_public_is_known(address):
    assert not is_public(address)


@pytest.mark.parametrize("address", ["8.8.8.8", "2606:4700::1111", "::ffff:8.8.8.8"])
def test_a_public_address_is_known(address):
    assert is_public(address)
    assert ipaddress.ip_address(address)
