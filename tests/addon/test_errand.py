"""Where the proxy's own requests go."""

from mitmproxy.connection import Server
from mitmproxy.http import HTTPFlow
from mitmproxy.proxy.mode_specs import ProxyMode
from mitmproxy.test import tflow

from cleancopy.addon.errand import _errand, is_errand


def asked(peer: tuple[str, int] | None, via: bool = False, mode: str = "regular") -> HTTPFlow:
    """A request that was answered from an address."""
    flow = tflow.tflow(resp=True)
    flow.request.url = "https://tide.example/lamp"
    proxy = ("http", ("proxy.example", 3128)) if via else None
    flow.server_conn = Server(address=("tide.example", 443), via=proxy)  # type: ignore[arg-type]
    flow.server_conn.peername = peer
    flow.client_conn.proxy_mode = ProxyMode.parse(mode)
    return flow


def test_it_goes_to_the_very_address_that_the_first_page_came_from() -> None:
    """Whatever the name leads to by now: a name that moves into the house (DNS rebinding) leads nowhere."""
    errand = _errand("https://tide.example/lamp?page=2", asked(("93.184.216.34", 443)))
    assert errand is not None
    assert errand.server_conn.address == ("93.184.216.34", 443)
    assert errand.server_conn.sni == "tide.example"
    assert (errand.request.path, errand.request.pretty_host) == ("/lamp?page=2", "tide.example")
    assert is_errand(errand)


def test_another_proxy_is_asked_by_name() -> None:
    errand = _errand("https://tide.example/lamp/2", asked(("10.0.0.1", 3128), via=True))
    assert errand is not None
    assert errand.server_conn.address == ("tide.example", 443)
    assert errand.server_conn.via == ("http", ("proxy.example", 3128))


def test_before_a_site_it_is_asked_by_its_name() -> None:
    errand = _errand(
        "https://tide.example/lamp/2", asked(("10.0.0.1", 443), mode="reverse:https://tide.example")
    )
    assert errand is not None
    assert errand.server_conn.address == ("tide.example", 443)


def test_a_page_that_came_from_nowhere_has_no_next() -> None:
    assert _errand("https://tide.example/lamp/2", asked(None)) is None
