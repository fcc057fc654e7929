"""Everything that people read exists in Russian, with the same placeholders, and no bare words stand in templates."""

import ast
import re
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog

from crosslift.site.management.commands.compile_translations import merged
from tests.house.places import SOURCE, TEMPLATES, modules, tree

CALLS = {"_", "_l", "gettext", "gettext_lazy", "ngettext", "ngettext_lazy", "pgettext", "pgettext_lazy", "npgettext"}
TRANS = re.compile(r"""{%-?\s*(?:trans|translate)\s+(?:"([^"]*)"|'([^']*)')(?:\s+context\s+"([^"]*)")?""")
BLOCK = re.compile(
    r"{%-?\s*(?:blocktrans|blocktranslate)([^%]*)%}(.*?){%-?\s*end(?:blocktrans|blocktranslate)\s*%}", re.S
)
PLACE = re.compile(r"%\(\w+\)s|%s|%d")
Key = tuple[str, str]


@pytest.fixture(scope="module")
def russian() -> Catalog:
    return merged(SOURCE / "locale" / "ru", "ru")


def _in_code(path: Path) -> set[Key]:
    found: set[Key] = set()
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in CALLS:
            texts = [a.value for a in node.args if isinstance(a, ast.Constant) and isinstance(a.value, str)]
            context = texts.pop(0) if node.func.id.startswith(("pg", "npg")) and texts else ""
            found |= {(context, texts[0])} if texts else set()
    return found


def _block_text(text: str) -> str:
    text = re.split(r"{%-?\s*plural\s*%}", text)[0]
    return re.sub(r"{{\s*(\w+)\s*}}", r"%(\1)s", text.replace("%", "%%") if "{{" in text else text)


def _in_template(path: Path) -> set[Key]:
    text = re.sub(r"{%\s*comment.*?endcomment\s*%}", "", path.read_text(encoding="utf-8"), flags=re.S)
    found = {(context or "", one or other) for one, other, context in TRANS.findall(text)}
    for head, body in BLOCK.findall(text):
        context = re.search(r'context\s+"([^"]*)"', head)
        found.add((context[1] if context else "", _block_text(body.strip() if "trimmed" in head else body)))
    return found


def messages() -> list[Key]:
    """Every message of code and templates, with its context."""
    found: set[Key] = set()
    for path in modules():
        found |= _in_code(path)
    for path in TEMPLATES.rglob("*.html"):
        found |= _in_template(path)
    return sorted(key for key in found if key[1])


def test_every_message_is_russian_too(russian: Catalog) -> None:
    missing = [key for key in messages() if not _translated(russian, key)]
    assert not missing, f"{len(missing)} without Russian (locale/ru/<room>.po): {missing[:40]}"


def _translated(russian: Catalog, key: Key) -> bool:
    message = russian.get(key[1], context=key[0] or None)
    if message is None:
        return False
    strings = message.string if isinstance(message.string, tuple | list) else [message.string]
    return all(strings)


def test_placeholders_survive_translation(russian: Catalog) -> None:
    for message in russian:
        ids = message.id if isinstance(message.id, tuple | list) else [message.id]
        strings = message.string if isinstance(message.string, tuple | list) else [message.string]
        wanted = {place for text in ids if text for place in PLACE.findall(text)}
        for text in strings:
            assert set(PLACE.findall(text or "")) <= wanted, message.id


def test_russian_is_russian(russian: Catalog) -> None:
    latin = [
        message.id
        for message in russian
        if message.id
        and not re.search("[а-яё]", str(message.string), re.I)
        and re.search("[a-z]{4}", PLACE.sub("", str(message.id)))
    ]
    kept = {"Crosslift", "BANT", "Enter", "English", "Русский"}
    assert not [text for text in latin if str(text) not in kept and not re.fullmatch(r"[\W\w]{0,12}", str(text))]


@pytest.mark.parametrize("path", sorted(TEMPLATES.rglob("*.html")), ids=lambda p: str(p.relative_to(TEMPLATES)))
def test_no_bare_words_in_templates(path: Path) -> None:
    if "parts" in path.relative_to(TEMPLATES).parts:
        pytest.skip("the gallery shows the parts to us alone")
    text = path.read_text(encoding="utf-8")
    for pattern in (r"{%\s*comment.*?endcomment\s*%}", r"{#.*?#}", BLOCK.pattern, r"<script.*?</script>",
                    r"<code.*?</code>", r"<kbd.*?</kbd>", r"{%.*?%}", r"{{.*?}}", r"<!--.*?-->"):  # fmt: skip
        text = re.sub(pattern, "", text, flags=re.S)
    text = re.sub(r"<[^>]*>", "\n", text, flags=re.S)
    bare = [line.strip() for line in text.splitlines() if re.search(r"[A-Za-zА-Яа-я]{3,}", line)]
    allowed = {"Crosslift", "Esc", "Enter", "Ctrl", "BANT", "/api/v1/openapi.json"}
    assert not [line for line in bare if line.strip(" .…") not in allowed], "wrap words in {% trans %}"
