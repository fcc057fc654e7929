"""Learning and shuffling, away from the page."""

import logging
import time

from django.db import transaction

from crosslift.core.actor import Actor, the_system
from crosslift.core.jobs import job
from crosslift.offers import actions
from crosslift.offers.errors import AlreadyLearning
from crosslift.offers.learning import baskets_of, learn, pair_settings
from crosslift.offers.models import RuleSet, ShuffleCheck
from crosslift.offers.thresholds import BASES, Thresholds

log = logging.getLogger("crosslift.offers")
SEED = 20260101


@job("offers.learn", retry=2)
def learn_rules(ruleset_id: int) -> None:
    """Learn one version and put it in use; run again after it is done, it does nothing."""
    version = RuleSet.objects.filter(pk=ruleset_id, state="learning").first()
    if version is None:
        return
    limits = Thresholds(**version.settings)

    def said(percent: int) -> None:
        RuleSet.objects.filter(pk=ruleset_id, state="learning").update(progress=min(percent, 99))

    try:
        learned = learn(version.basis, limits, said)
        with transaction.atomic():
            actions.keep_rules(actor=_system("rules were learned"), ruleset_id=ruleset_id, learned=learned)
    except Exception as error:
        log.exception("learning %s failed", version.basis)
        with transaction.atomic():
            actions.fail_learning(actor=_system("learning failed"), ruleset_id=ruleset_id, said=str(error))


@job("offers.learn_nightly", cron="10 4 * * *", lock="offers.learn_nightly")
def learn_nightly(timestamp: int) -> None:
    """Ask for a new version of every basis, once a night."""
    for basis in BASES:
        try:
            with transaction.atomic():
                actions.begin_learning(actor=_system("every night"), basis=basis)
        except AlreadyLearning:
            continue


@job("offers.shuffle", retry=2)
def shuffle(check_id: int) -> None:
    """Learn from shuffled data with the settings of the version, and keep what noise gave."""
    from crosslift.affinity import shuffle_check

    check = ShuffleCheck.objects.select_related("ruleset").filter(pk=check_id, state="running").first()
    if check is None:
        return
    version = check.ruleset
    began = time.perf_counter()
    try:
        since, until = version.window_from, version.window_to
        assert since is not None and until is not None
        baskets, _lines = baskets_of(version.basis, since, until)
        found = shuffle_check(baskets, pair_settings(Thresholds(**version.settings)), tables=check.tables, seed=SEED)
        naive = found.naive_noise
        with transaction.atomic():
            actions.finish_shuffle(
                actor=_system("the data were shuffled"),
                check_id=check_id,
                kept=found.noise,
                naive_yours=found.naive_yours,
                naive_noise=sum(naive) / len(naive) if naive else 0.0,
                seconds=time.perf_counter() - began,
            )
    except Exception as error:
        log.exception("shuffling %s failed", version.basis)
        with transaction.atomic():
            actions.finish_shuffle(actor=_system("shuffling failed"), check_id=check_id, said=str(error) or "?")


def _system(reason: str) -> Actor:
    return the_system("job", reason)
