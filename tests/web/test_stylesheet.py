"""The one stylesheet: light, readable in every colour scheme, understood by old phones."""

from __future__ import annotations

import gzip
import re
from typing import Final

import pytest

from tests.support.preview import WEB

STATIC: Final = WEB / "static"
STYLESHEET: Final = (STATIC / "antin.css").read_text(encoding="utf-8")
RULES: Final = re.sub(r"/\*.*?\*/", "", STYLESHEET, flags=re.DOTALL)

# Understood by Chrome 51 (Android 7) and Safari 12, or with the fallback that stands beside it.
AT_RULES: Final = {"media", "supports"}
FUNCTIONS: Final = {"var", "attr", "counter", "rect"}
PSEUDO: Final = {"after", "before", "root", "hover", "active", "focus", "first-child", "last-child"}
MEDIA: Final = {"min-width", "max-width", "print"}
PROPERTIES: Final = """
    align-items background border border-bottom border-collapse border-color border-left
    border-radius border-top box-sizing clip color content counter-increment counter-reset cursor
    display fill flex flex-direction flex-wrap font font-family font-size font-variant-numeric
    font-weight grid-gap grid-template-columns height justify-content left letter-spacing
    line-height list-style margin margin-bottom margin-left margin-right margin-top max-width
    min-height min-width object-fit outline outline-color outline-offset overflow overflow-wrap
    padding padding-bottom padding-left padding-right padding-top page-break-inside position
    stroke stroke-dasharray stroke-width text-align text-decoration top vertical-align white-space
    width word-break word-spacing word-wrap
"""
# Only a comfort: where they are unknown, nothing is lost.
COMFORT_PROPERTIES: Final = """
    accent-color animation -webkit-appearance appearance color-scheme forced-color-adjust
    scroll-behavior -webkit-text-size-adjust text-size-adjust text-underline-offset text-wrap
    transition
"""
COMFORT_MEDIA: Final = {"prefers-color-scheme", "prefers-reduced-motion", "forced-colors"}


def test_the_stylesheet_is_light() -> None:
    assert len(gzip.compress(STYLESHEET.encode())) <= 12_000


def test_nothing_is_fetched_from_elsewhere() -> None:
    assert "url(" not in RULES
    assert "@import" not in RULES
    assert "data:" not in RULES


def test_old_phones_understand_every_rule() -> None:
    assert set(re.findall(r"@([\w-]+)", RULES)) <= AT_RULES
    assert set(re.findall(r"@media[^{]*", RULES))
    features = re.findall(r"@media ([^{]*)\{", RULES)
    named = {name for feature in features for name in re.findall(r"[a-z][a-z-]+[a-z]", feature)}
    values = {"dark", "active", "reduce"}
    assert named - values <= MEDIA | COMFORT_MEDIA
    assert set(re.findall(r"([\w-]+)\(", re.sub(r"@\w+[^{]*\{", "", RULES))) <= FUNCTIONS


def test_old_phones_understand_every_selector() -> None:
    selectors = re.findall(r"([^{};]+)\{", RULES)
    used = {name for selector in selectors for name in re.findall(r"::?([a-z-]+)", selector)}
    inside_conditions = {name for name in used if name in COMFORT_MEDIA}
    media_words = {"dark", "reduce", "grid", "active"}
    assert used - inside_conditions - media_words <= PSEUDO
    assert "&" not in RULES, "no nesting"


def test_old_phones_understand_every_property() -> None:
    declared = set(re.findall(r"(?:^|[{;])\s*(-?[a-z][a-z-]*)\s*:(?=[^{}]*[;}])", RULES))
    known = {*PROPERTIES.split(), *COMFORT_PROPERTIES.split()}
    assert {name for name in declared if not name.startswith("--")} <= known


def test_a_grid_is_only_used_where_it_is_known() -> None:
    outside = re.sub(r"@supports \(display: grid\) \{(?:[^{}]*\{[^{}]*\})*\s*\}", "", RULES)
    assert "grid" not in outside


# Text, ground, least contrast (WCAG 2.2 §1.4.3 and §1.4.11).
PAIRS: Final = [
    ("ink", "paper", 7.0),
    ("ink", "sheet", 7.0),
    ("ink-soft", "paper", 4.5),
    ("ink-soft", "sheet", 4.5),
    ("link", "paper", 4.5),
    ("link", "sheet", 4.5),
    ("on-seal", "seal", 4.5),
    ("on-seal", "seal-deep", 4.5),
    ("seal-edge", "paper", 4.5),
    ("good", "paper", 4.5),
    ("good", "good-ground", 4.5),
    ("ink", "good-ground", 7.0),
    ("warn", "paper", 4.5),
    ("warn", "warn-ground", 4.5),
    ("ink", "warn-ground", 7.0),
    ("line", "paper", 3.0),
    ("line", "sheet", 3.0),
]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("text", "ground", "least"), PAIRS)
def test_colours_can_be_read(scheme: str, text: str, ground: str, least: float) -> None:
    colours = _colours(scheme)
    assert _contrast(colours[text], colours[ground]) >= least


def test_the_seal_is_an_image_without_script() -> None:
    seal = (STATIC / "seal.svg").read_text(encoding="utf-8")
    assert "<script" not in seal
    assert "style=" not in seal
    assert len(seal) < 1_000


@pytest.mark.parametrize("script", sorted(path.name for path in STATIC.glob("*.js")))
def test_scripts_are_tiny_and_speak_to_old_phones(script: str) -> None:
    source = (STATIC / script).read_text(encoding="utf-8")
    assert len(source) < 1_500
    assert not re.search(r"=>|\b(?:let|const|async|eval|fetch|innerHTML)\b|`", source)


def _colours(scheme: str) -> dict[str, str]:
    light, dark = (
        dict(re.findall(r"--([\w-]+): (#[0-9a-f]{3,6});", block))
        for block in re.findall(r":root \{([^}]*)\}", RULES)[:2]
    )
    return light if scheme == "light" else {**light, **dark}


def _contrast(one: str, other: str) -> float:
    brighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (brighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    digits = colour[1:] if len(colour) == 7 else "".join(digit * 2 for digit in colour[1:])
    channels = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    red, green, blue = (
        value / 12.92 if value <= 0.04045 else float(((value + 0.055) / 1.055) ** 2.4)
        for value in channels
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
