"""Articles of several pages: which page comes next, whether it belongs, and all of them as one.

Nothing is fetched here. Who may fetch, the proxy and the command line, follows a `Trail`; what it has come
to is a `Rest`, which goes the way of the first page with it.
"""

from cleancopy.joining.together import EditedPage, Joined, join
from cleancopy.joining.trail import Place, Reason, Trail, place_of

__all__ = ["EditedPage", "Joined", "Place", "Reason", "Trail", "join", "place_of"]
