"""Beginning a version of the rules, putting it in use, or saying why it failed."""

from dataclasses import asdict
from datetime import timedelta

from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from crosslift.core import clock, jobs
from crosslift.core.actions import action, record
from crosslift.core.actor import Actor
from crosslift.core.errors import BadInput
from crosslift.offers import access
from crosslift.offers.errors import AlreadyLearning
from crosslift.offers.events import LearningFailed, LearningStarted, RulesLearned
from crosslift.offers.learning import Learned, store
from crosslift.offers.models import RuleSet
from crosslift.offers.potential import keep_potential
from crosslift.offers.thresholds import BASES, OWNED, thresholds

# A worker that was killed leaves its version unfinished; after this it is given up.
GIVEN_UP_AFTER = timedelta(minutes=15)


@action
def begin_learning(*, actor: Actor, basis: str) -> RuleSet:
    """Ask for a new version of a basis; a worker learns it while the present one stays in use.

    Raises NotAllowed, BadInput for an unknown basis, AlreadyLearning.
    """
    access.check_can_change_rules(actor)
    if basis not in BASES:
        raise BadInput(fields={"basis": _("Choose owned or orders.")})
    _give_up_old(basis)
    now = clock.now()
    last = RuleSet.objects.filter(basis=basis).aggregate(last=Max("number"))["last"] or 0
    version = RuleSet.objects.create(
        basis=basis,
        number=last + 1,
        state="learning",
        settings=asdict(thresholds()),
        learned_at=now,
        started_by=actor.name,
    )
    jobs.defer("offers.learn", ruleset_id=version.pk)
    record(
        actor=actor,
        action="offers.begin_learning",
        event=LearningStarted(id=version.pk, basis=basis),
        label=f"{basis} {version.number}",
    )
    return version


def _give_up_old(basis: str) -> None:
    running = RuleSet.objects.select_for_update().filter(basis=basis, state="learning").first()
    if running is None:
        return
    if clock.now() - running.learned_at < GIVEN_UP_AFTER:
        raise AlreadyLearning(since=f"{running.learned_at:%H:%M}")
    running.state, running.said = "failed", "given up"
    running.save(update_fields=["state", "said"])


@action
def keep_rules(*, actor: Actor, ruleset_id: int, learned: Learned) -> RuleSet:
    """Write a learned version and put it in use in place of the one before, whose mutes it takes over.

    A version that is no longer being learned is left as it is: the job ran twice.
    """
    version = RuleSet.objects.select_for_update().get(pk=ruleset_id)
    if version.state == "learning":
        before = RuleSet.objects.select_for_update().filter(basis=version.basis, state="current").first()
        muted = set()
        if before:
            muted = set(before.rules.filter(muted=True).values_list("antecedent_id", "consequent_id"))
            RuleSet.objects.filter(pk=before.pk).update(state="past")
        _fill(version, learned)
        store(version, learned, muted)
        if version.basis == OWNED:
            keep_potential(version)
    record(
        actor=actor,
        action="offers.keep_rules",
        event=RulesLearned(id=version.pk, basis=version.basis, number=version.number, kept=version.kept),
        label=f"{version.basis} {version.number}",
        changes={"kept": version.kept, "baskets": version.baskets, "possible": version.possible},
    )
    return version


def _fill(version: RuleSet, learned: Learned) -> None:
    version.state, version.progress = "current", 100
    version.learned_at = clock.now()
    version.window_from, version.window_to = learned.window_from, learned.window_to
    version.baskets, version.lines, version.items = learned.baskets, learned.lines, len(learned.shares)
    version.possible, version.kept = learned.possible, learned.kept
    version.why_nothing, version.facts, version.seconds = learned.why_nothing, learned.facts, learned.seconds
    version.save()


@action
def fail_learning(*, actor: Actor, ruleset_id: int, said: str) -> RuleSet:
    """Keep why a version could not be learned; the one before stays in use."""
    version = RuleSet.objects.select_for_update().get(pk=ruleset_id)
    if version.state == "learning":
        version.state, version.said = "failed", said[:2000]
        version.save(update_fields=["state", "said"])
    record(
        actor=actor,
        action="offers.fail_learning",
        event=LearningFailed(id=version.pk, basis=version.basis),
        label=f"{version.basis} {version.number}",
        changes={"said": said[:300]},
    )
    return version
