"""Every message of templates and Python, and the catalogues brought up to date with them.

`python -m tests.support.messages` adds new messages (empty) to locales/vi.po and drops dead ones.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

from idp.web.languages import LANGUAGES
from idp.web.translate import LOCALES

IDP: Final = Path(__file__).parents[2] / "idp"
METHODS: Final = [("**/templates/**.html", "jinja2"), ("**.py", "python")]
KEYWORDS: Final = {"_": None, "gettext": None, "ngettext": (1, 2), "marked": None}
TRANSLATED: Final = [language for language in LANGUAGES if language != "en"]  # ids are English
# Fixed, without dates: a catalogue changes only when a message does.
HEADER: Final = """# {name}: what pages say; `python -m tests.support.messages` adds what is new.
msgid ""
msgstr ""
"Project-Id-Version: an-tin\\n"
"Language: {language}\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: {plural}\\n"

"""


def extracted() -> Catalog:
    """All messages that the tree asks for, each with the files that use it."""
    catalog = Catalog(project="an-tin", charset="utf-8")
    found = extract_from_dir(
        str(IDP), METHODS, options_map={"**.html": {"trimmed": "true"}}, keywords=KEYWORDS
    )
    for filename, _line, message, comments, _context in sorted(found, key=lambda item: item[:2]):
        # Without line numbers: they would change with every edit above a message.
        # babel writes a bare file name for None
        catalog.add(
            message,
            locations=[(f"idp/{filename}", None)],  # type: ignore[list-item]
            auto_comments=comments,
        )
    return catalog


def stored(language: str) -> Catalog:
    """The committed catalogue of `language`, fuzzy entries included."""
    with (LOCALES / f"{language}.po").open("rb") as source:
        return read_po(source, locale=language)


def bring_up_to_date() -> None:
    """Each translated catalogue holds exactly the tree's messages; translations are kept."""
    template = extracted()
    for language in TRANSLATED:
        catalog = stored(language)
        catalog.update(template, no_fuzzy_matching=True)
        catalog.obsolete.clear()
        write(catalog, language)


def write(catalog: Catalog, language: str) -> None:
    """`catalog` is the committed one of `language`."""
    header = HEADER.format(name=LANGUAGES[language], language=language, plural=catalog.plural_forms)
    with (LOCALES / f"{language}.po").open("wb") as target:
        target.write(header.encode())
        write_po(target, catalog, width=100, omit_header=True, ignore_obsolete=True)


if __name__ == "__main__":
    bring_up_to_date()
