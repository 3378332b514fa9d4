"""The article as schema.org/NewsArticle."""

import json

from cleancopy.render import RENDERERS
from render.articles import CRANE, NOTHING, crane


def test_properties_are_schema_orgs() -> None:
    article = json.loads(CRANE.to_jsonld())
    assert (article["@context"], article["@type"]) == ("https://schema.org", "NewsArticle")
    assert article["author"][1] == {"@type": "Person", "name": "Idris Vale"}
    assert article["publisher"] == {"@type": "Organization", "name": "The Wexmouth Tide"}
    assert article["mainEntityOfPage"] == article["url"] == "https://tide.example/news/crane"
    assert article["articleBody"] == CRANE.text
    assert article["isAccessibleForFree"] is False


def test_the_lead_picture_comes_first_and_once() -> None:
    images = json.loads(crane(images=(*CRANE.images, CRANE.image)).to_jsonld())["image"]
    assert [image["url"].rpartition("/")[2] for image in images] == ["crane.jpg", "guild.jpg"]
    assert (images[1]["@type"], images[1]["caption"]) == ("ImageObject", "The guild")
    assert images[1]["creditText"] == "Odile Marsh"
    assert "width" not in images[1]


def test_what_has_no_value_is_left_out() -> None:
    assert json.loads(RENDERERS["jsonld"](NOTHING)) == {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "wordCount": 0,
    }
