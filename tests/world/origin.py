"""A web site with TLS on loopback that remembers what it was asked."""

import ssl
import threading
import time
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import trustme

from world.pages import Page, site

AD = Page(b"document.documentElement.setAttribute('data-ran', 'ad');", "text/javascript")


@dataclass(frozen=True)
class Asked:
    """One request as the origin saw it."""

    method: str
    path: str
    headers: dict[str, str]


@dataclass
class Origin:
    """The site at `https://localhost:<port>`; its advertisements come from the same server by its number."""

    server: ThreadingHTTPServer
    pages: dict[str, Page] = field(default_factory=dict)
    asked: list[Asked] = field(default_factory=list)

    @property
    def port(self) -> int:
        return int(self.server.server_address[1])

    @property
    def url(self) -> str:
        return f"https://localhost:{self.port}"

    def last(self, path: str) -> Asked:
        return [asked for asked in self.asked if asked.path == path][-1]


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    origin: Origin

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that goes away is none of a test's business."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Server

    def do_GET(self) -> None:
        self._remember()
        pages, path = self.server.origin.pages, self.path.partition("?")[0]
        page = pages.get(self.path) or pages.get(path, Page(b"?", status=404))
        self._send(AD if path.startswith("/ads/") else page)

    def do_HEAD(self) -> None:
        self.do_GET()

    def do_POST(self) -> None:
        self._remember()
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self._send(Page(self.server.origin.pages["/article"].body + body))

    def log_message(self, format: str, *args: object) -> None:
        pass

    def _remember(self) -> None:
        headers = {name.lower(): value for name, value in self.headers.items()}
        self.server.origin.asked.append(Asked(self.command, self.path, headers))

    def _send(self, page: Page) -> None:
        time.sleep(page.seconds)
        self.send_response(page.status)
        for name, value in (("Content-Type", page.type), *page.headers):
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(page.body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(page.body)


def start(
    authority: trustme.CA, host: str = "127.0.0.1", name: str = "localhost", *, port: int = 0
) -> Origin:
    """Serve, on a free port if none is named, until the server is shut down."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert(name, host).configure_cert(context)
    context.set_alpn_protocols(["http/1.1"])
    server = _Server((host, port), _Handler)
    server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    origin = server.origin = Origin(server)
    origin.pages = site(f"https://{host}:{origin.port}")
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return origin
