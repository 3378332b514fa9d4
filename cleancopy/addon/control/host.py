"""What the control host answers.

Any page of the web can send a browser here, with a link, a form or a picture. So nothing that is asked for
with GET changes anything, but for a link that only we can have made; a POST needs our own origin and a token;
and only who asks for this very host by its name is answered, which no name bound to our address does.
"""

from __future__ import annotations

import base64
import hashlib
import ipaddress
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from mitmproxy.http import HTTPFlow, Request, Response
from mitmproxy.proxy.mode_specs import RegularMode, UpstreamMode

from cleancopy.addon.chronicle import Chronicle
from cleancopy.addon.control.metrics import Metrics
from cleancopy.addon.control.tokens import Tokens
from cleancopy.addon.doorstep import CONTROL_HOST
from cleancopy.addon.exchange import address_of
from cleancopy.addon.originals import Originals, host_of
from cleancopy.addon.passthrough import Refusals

DIRECT = frozenset({"/certificate", "/proxy.pac", "/metrics", "/healthz"})
ORIGINS = frozenset({f"http://{CONTROL_HOST}", f"https://{CONTROL_HOST}"})
MOST_FORM = 16_384  # bytes
_FORM = "form"

_HEADERS = {
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; "
    "form-action 'self' http: https:; frame-ancestors 'none'",
}

_environment = Environment(
    loader=FileSystemLoader(Path(__file__).parent),
    autoescape=True,
    trim_blocks=True,
    lstrip_blocks=True,
    undefined=StrictUndefined,
)


@dataclass(frozen=True)
class Status:
    """What the proxy says of itself."""

    is_ready: bool
    facts: Mapping[str, str] = field(default_factory=dict)
    """What to show, in order."""
    problems: Sequence[str] = ()
    """Why the newest rule files are not in force."""


class ControlHost:
    """Answers for http://clean.copy/, and on the proxy's own port what machines ask for."""

    def __init__(
        self,
        *,
        status: Callable[[], Status],
        chronicle: Chronicle,
        originals: Originals,
        refusals: Refusals,
        metrics: Metrics,
        tokens: Tokens,
        certificate: Path,
    ) -> None:
        self._originals = originals
        self._status = status
        self._chronicle = chronicle
        self._refusals = refusals
        self._metrics = metrics
        self._tokens = tokens
        self._certificate = certificate
        self._gets: dict[str, Callable[[HTTPFlow], Response]] = {
            "/": self._home,
            "/certificate": self._certificate_file,
            "/proxy.pac": self._proxy_pac,
            "/explain": self._explain,
            "/original": self._original,
            "/metrics": self._metrics_text,
            "/healthz": self._health,
        }
        self._posts: dict[str, Callable[[str, dict[str, str]], Response]] = {
            "/original": self._show,
            "/forget": self._forget,
        }

    def answer(self, flow: HTTPFlow) -> Response | None:
        """For a request to the control host, or to the proxy's port itself; `None` for any other."""
        if _is_by_name(flow.request):
            return _without_body(flow, self._answer(flow))
        if is_direct(flow):
            return _without_body(flow, self._answer_directly(flow))
        return None

    def _answer(self, flow: HTTPFlow) -> Response:
        path = urlsplit(flow.request.path).path
        if flow.request.method in {"GET", "HEAD"} and path in self._gets:
            return self._gets[path](flow)
        if flow.request.method == "POST" and path in self._posts:
            return self._posted(flow, self._posts[path])
        return _told(405 if path in {*self._gets, *self._posts} else 404, "There is nothing here.")

    def _answer_directly(self, flow: HTTPFlow) -> Response:
        """What machines want, for who names us by number: anybody can bind a name to our address."""
        path = urlsplit(flow.request.path).path
        if path in DIRECT and flow.request.method in {"GET", "HEAD"} and _is_number(flow.request.pretty_host):
            return self._gets[path](flow)
        return _told(421, f"This is a proxy. Point your browser at it, and see http://{CONTROL_HOST}/ then.")

    def _home(self, flow: HTTPFlow) -> Response:
        client = address_of(flow)
        return _page(
            "home.html.j2",
            status=self._status(),
            proxy=_own_address(flow),
            certificate=self._certificate,
            key=_key(self._certificate),
            originals=self._originals.of(client),
            refused=self._refusals.of(client),
            token=self._tokens.make(_FORM, client),
        )

    def _certificate_file(self, flow: HTTPFlow) -> Response:
        try:
            body = self._certificate.read_bytes()
        except OSError as error:
            return _told(500, f"The certificate cannot be read: {error.strerror}.")
        name = 'attachment; filename="clean-copy-ca.pem"'
        return _response(200, body, "application/x-x509-ca-cert", {"Content-Disposition": name})

    def _proxy_pac(self, flow: HTTPFlow) -> Response:
        script = _environment.get_template("proxy.pac.j2").render(proxy=_own_address(flow), host=CONTROL_HOST)
        return _response(200, script.encode(), "application/x-ns-proxy-autoconfig")

    def _explain(self, flow: HTTPFlow) -> Response:
        url = flow.request.query.get("url", "")
        passed = self._chronicle.find(address_of(flow), url)
        ledger: dict[str, Any] = json.loads(passed.answer.ledger) if passed else {}
        if "application/json" in flow.request.headers.get("accept", ""):
            known = json.loads(passed.to_json()) | ledger if passed else {"url": url, "outcome": None}
            return _response(200 if passed else 404, json.dumps(known).encode(), "application/json")
        nothing: dict[str, Any] = {"judged_by": None, "removed": [], "skipped": []}
        return _page("explain.html.j2", url=url, passed=passed, **nothing | ledger)

    def _original(self, flow: HTTPFlow) -> Response:
        """Straight to the page for who comes with the link that we made; others are asked what they want."""
        url, token = flow.request.query.get("url", ""), flow.request.query.get("token", "")
        if not host_of(url):
            return _told(400, "This is no address of a web page.")
        client = address_of(flow)
        is_meant = "sec-purpose" not in flow.request.headers  # and not fetched in case somebody goes there
        if is_meant and self._tokens.fits(token, "original", url):
            self._originals.show(client, url)
            return _sent_to(url)
        return _page("original.html.j2", url=url, host=host_of(url), token=self._tokens.make(_FORM, client))

    def _metrics_text(self, flow: HTTPFlow) -> Response:
        return _response(200, self._metrics.text(), "text/plain; version=0.0.4; charset=utf-8")

    def _health(self, flow: HTTPFlow) -> Response:
        is_ready = self._status().is_ready
        return _told(200, "ok") if is_ready else _told(503, "not ready")

    def _posted(self, flow: HTTPFlow, work: Callable[[str, dict[str, str]], Response]) -> Response:
        client, form = address_of(flow), _form(flow.request)
        if flow.request.headers.get("origin") not in ORIGINS:
            return _told(403, "This was not asked for on our own pages.")
        if not self._tokens.fits(form.get("token", ""), _FORM, client):
            return _told(403, "The page that this was asked for on is too old. Load it again.")
        return work(client, form)

    def _show(self, client: str, form: dict[str, str]) -> Response:
        url, what = form.get("url", ""), form.get("what", "")
        if form.get("do") == "clean":
            self._originals.clean(client, what)
            return _sent_to(f"http://{CONTROL_HOST}/")
        if not host_of(url) or what not in {url, host_of(url)}:
            return _told(400, "This is no address of a web page.")
        self._originals.show(client, what)
        return _sent_to(url)

    def _forget(self, client: str, form: dict[str, str]) -> Response:
        self._refusals.forget(client)
        return _sent_to(f"http://{CONTROL_HOST}/")


def is_ours(flow: HTTPFlow) -> bool:
    """Whether a request is for the proxy itself."""
    return _is_by_name(flow.request) or is_direct(flow)


def is_direct(flow: HTTPFlow) -> bool:
    """Whether a request is for the port that it came to, as if that were a web server's.

    Of a connection that was caught on its way, mitmproxy says that it came to where it was meant to go.
    """
    if not isinstance(flow.client_conn.proxy_mode, RegularMode | UpstreamMode):
        return False
    own_host, own_port = flow.client_conn.sockname[:2]
    host = flow.request.host.strip("[]")
    return flow.request.port == own_port and (host == own_host or _is_loopback(host))


def _is_by_name(request: Request) -> bool:
    """Whether it is asked for by this very name, in the address and in the Host header alike."""
    named = (request.host_header or request.host).partition(":")[0]
    return request.host.lower() == named.lower() == CONTROL_HOST


def _without_body(flow: HTTPFlow, response: Response) -> Response:
    if flow.request.method == "HEAD":
        response.raw_content = (
            b""  # the length in the headers stays, the body would be taken for the next answer
        )
    return response


def _form(request: Request) -> dict[str, str]:
    body = request.raw_content or b""
    return dict(request.urlencoded_form.items()) if len(body) <= MOST_FORM else {}


def _is_number(host: str) -> bool:
    try:
        return host == "localhost" or bool(ipaddress.ip_address(host.strip("[]")))
    except ValueError:
        return False


def _is_loopback(host: str) -> bool:
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _own_address(flow: HTTPFlow) -> str:
    """Where the client has reached us."""
    host, port = flow.client_conn.sockname[:2]
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


def _page(template: str, **values: Any) -> Response:
    body = _environment.get_template(template).render(control=CONTROL_HOST, **values)
    return _response(200, body.encode("utf-8", "replace"), "text/html; charset=utf-8")


def _key(certificate: Path) -> str:
    """By what Chromium knows an authority's key; empty where the certificate cannot be read."""
    try:
        read = x509.load_pem_x509_certificate(certificate.read_bytes())
    except (OSError, ValueError):
        return ""
    key = read.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return base64.b64encode(hashlib.sha256(key).digest()).decode()


def _told(status: int, text: str) -> Response:
    return _response(status, f"{text}\n".encode(), "text/plain; charset=utf-8")


def _sent_to(url: str) -> Response:
    """Whatever characters were smuggled into the address, none ends the header."""
    location = quote(url, safe="%/:=&?~#+!$,;'@()*[]", errors="surrogateescape")
    return _response(303, b"", "text/plain; charset=utf-8", {"Location": location})


def _response(status: int, body: bytes, kind: str, more: Mapping[str, str] | None = None) -> Response:
    return Response.make(status, body, {**_HEADERS, "Content-Type": kind, **(more or {})})
