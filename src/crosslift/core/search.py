"""Finding rows by the words people type, in any alphabet, whatever the case, with ё as е, and past a slip."""

from functools import reduce
from typing import Any, TypeVar, cast

from django.contrib.postgres.search import TrigramWordSimilarity
from django.db import models
from django.db.models import F, Model, Q, QuerySet, Value
from django.db.models.functions import Concat, Lower, Replace

T = TypeVar("T", bound=Model)

ALIKE = 0.42
LONGEST = 120


def search_key(*fields: str) -> "models.GeneratedField":
    """A column that the database keeps: the fields' words in small letters, ё as е. Give it a trigram index."""
    parts: list[Any] = [F(fields[0])]
    for field in fields[1:]:
        parts += [Value(" "), F(field)]
    words = Concat(*parts, output_field=models.TextField()) if len(parts) > 1 else parts[0]
    return models.GeneratedField(
        expression=Replace(Lower(words), Value("ё"), Value("е"), output_field=models.TextField()),
        output_field=models.TextField(),
        db_persist=True,
    )


def matching(rows: QuerySet[T], asked: str, field: str = "search_key") -> QuerySet[T]:
    """The rows that hold every asked word; where none does, the rows most alike, best first."""
    wanted = " ".join(asked.lower().replace("ё", "е").split())[:LONGEST].replace("\x00", "")
    if not wanted:
        return rows
    every = reduce(lambda one, word: one & Q(**{f"{field}__contains": word}), wanted.split(" "), Q())
    exact = rows.filter(every)
    if exact.exists():
        return exact
    alike = rows.annotate(alike=TrigramWordSimilarity(wanted, field))
    return cast("QuerySet[T]", alike.filter(alike__gte=ALIKE).order_by("-alike", "pk"))
