"""The words of the field: what each means and where one can play with it, for texts, widgets and the glossary's page.

A text marks a word as ``[[weight]]``, or ``[[weighs|weight]]`` where it needs another form. It becomes a link within
the page that has the entry as its title, which Streamlit leaves as it is; ``terms.js`` shows it.
"""

import re
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from mlcore.common.settings import State
from pages.ui.sections import read_sections

FOLDER = Path(__file__).parents[1] / "lessons" / "glossary"
MARKED = re.compile(r"\[\[([^\]|]+)(?:\|([^\]]+))?\]\]")
ANCHOR = "#term-"
"""How the link of a marked word begins; ``terms.js`` and the style sheet know it too."""


class Entry(NamedTuple):
    """One term.

    Attributes
    ----------
    meaning
        Plain text of at most 25 words.
    slugs
        The pages on which one can play with it.
    """

    meaning: str
    slugs: tuple[str, ...]


@lru_cache
def entries(language: str) -> dict[str, Entry]:
    """Return all terms of a language, in the order of its file."""
    return {name: parsed(body) for name, body in read_sections(FOLDER / f"glossary.{language}.md").items()}


def parsed(body: str) -> Entry:
    """Return the entry of a section, whose last line names the pages."""
    meaning, _, slugs = body.rpartition("\n")
    return Entry(" ".join(meaning.split()), tuple(re.findall(r"\w+", slugs)))


def entry(language: str, term: str) -> Entry:
    """Return the entry of a term.

    Raises
    ------
    KeyError
        If there is none; it names the term.
    """
    known = entries(language)
    if term not in known:
        raise KeyError(f"the glossary has no term {term!r}")
    return known[term]


def explained(language: str, text: str) -> str:
    """Return Markdown in which each marked word is a link with its entry as the title.

    Raises
    ------
    KeyError
        If a marked word is no term of the glossary; it names the term.
    """

    def link(marked: re.Match) -> str:
        words, term = marked[1], marked[2] or marked[1]
        meaning = entry(language, term).meaning.replace("\\", r"\\").replace('"', r"\"")
        return f'[{words}]({ANCHOR}{term.replace(" ", "-")} "{meaning}")'

    return MARKED.sub(link, text)


def helped(language: str, experiment: type[State], name: str) -> str | None:
    """Return what the help of a field's widget says, or None where nobody has written any.

    ``help.<language>.md`` says it by ``<slug>.<field>``, or by ``<field>`` for all experiments that say nothing else;
    a marked term stands for its entry.
    """
    texts = helps(language)
    text = texts.get(f"{experiment.slug}.{name}", texts.get(name))
    return text and MARKED.sub(lambda marked: entry(language, marked[2] or marked[1]).meaning, text)


@lru_cache
def helps(language: str) -> dict[str, str]:
    """Return the help texts by name; a heading may hold several names."""
    sections = read_sections(FOLDER / f"help.{language}.md")
    return {name: " ".join(body.split()) for names, body in sections.items() for name in names.split()}
