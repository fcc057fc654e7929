"""Every write is an action: decorated, keyword-only, with an actor, and told in a docstring.

That an action really leaves audit and event behind is checked each time it runs, by the decorator itself.
"""

import ast
from pathlib import Path

import pytest

from tests.house.places import SOURCE, modules, room, tree

WRITERS = [
    path
    for path in modules()
    if room(path) != "core" and ("actions" in path.relative_to(SOURCE).parts or path.name == "actions.py")
]


def _decorated(function: ast.FunctionDef) -> bool:
    return any(isinstance(node, ast.Name) and node.id == "action" for node in function.decorator_list)


def _public(path: Path) -> list[ast.FunctionDef]:
    return [node for node in tree(path).body if isinstance(node, ast.FunctionDef) and not node.name.startswith("_")]


@pytest.mark.parametrize("path", WRITERS, ids=lambda path: str(path.relative_to(SOURCE)))
def test_a_public_function_that_takes_an_actor_is_an_action(path: Path) -> None:
    for function in _public(path):
        named = {argument.arg for argument in function.args.kwonlyargs}
        if "actor" in named:
            assert _decorated(function), f"{path.name}:{function.lineno} {function.name}: decorate it with @action"


@pytest.mark.parametrize("path", WRITERS, ids=lambda path: str(path.relative_to(SOURCE)))
def test_an_action_takes_keywords_and_says_what_it_promises(path: Path) -> None:
    for function in _public(path):
        if _decorated(function):
            assert not function.args.args, f"{function.name}: keyword-only arguments, so that a call reads aloud"
            assert any(argument.arg == "actor" for argument in function.args.kwonlyargs), function.name
            assert ast.get_docstring(function), f"{function.name}: say what it promises and what it raises"


def test_there_are_actions_to_look_at() -> None:
    assert len(WRITERS) > 5
