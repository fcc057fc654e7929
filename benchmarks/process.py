"""Won deals per second to open BANT: events delivered by one real worker, beside SpiffWorkflow alone in memory."""

import asyncio
import os
import sys
import time
from decimal import Decimal
from pathlib import Path

NEEDS = "database"
DEALS = 300
AIM = 20.0
FILE = Path(__file__).resolve().parents[1] / "processes" / "cross_sale.bpmn"
FOUND = {"suggestions": [1, 2, 3], "found": 3, "labels": {"1": "Camembert", "2": "Gnocchi", "3": "Manchego"}}


def main() -> int:
    """Win the deals, let one worker do all that follows, and count; 0 only where the aim holds."""
    deals = int(sys.argv[1]) if len(sys.argv) > 1 else DEALS
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "crosslift.site.settings")
    os.environ["CROSSLIFT_POOL"] = "1"  # as every worker that is started has it
    import django

    django.setup()
    from crosslift.site.management.commands.run_worker import collect_rarely

    made = won(deals)
    collect_rarely()
    begun = time.perf_counter()
    drain()
    ours = deals / (time.perf_counter() - begun)
    opened = asked()
    alone = spiff_alone(deals)
    print(f"  {opened} of {made} won deals wait for BANT, 3 products each; {jobs_done()} jobs done")
    print(
        f"process: deals={deals} won_per_s={ours:.1f} spiff_alone_per_s={alone:.1f} share={ours / alone:.2f} "
        f"opened={opened} aim={AIM:.0f}"
    )
    return 0 if opened == deals and ours >= AIM else 1


def won(number: int) -> int:
    """So many deals of one seller, each with a customer of its own, opened and won; nothing of it delivered yet."""
    from django.db import transaction

    from crosslift.catalog import actions as catalog
    from crosslift.core.actor import the_system
    from crosslift.customers import actions as customers
    from crosslift.deals import actions as deals
    from crosslift.site.company import install
    from crosslift.staff import actions as staff
    from crosslift.staff import queries as people

    system = the_system("cli", "a benchmark")
    with transaction.atomic():
        install()
        seller = staff.invite_user(actor=system, email="seller@example.com", name="Versie", roles=["seller"])
        names = ("Raclette", "Camembert", "Gnocchi", "Manchego")
        goods = [
            catalog.make_product(actor=system, name=name, price=Decimal(40), currency_id="USD", cost=Decimal(25))
            for name in names
        ]
        for target in goods[1:]:
            catalog.link_products(
                actor=system, source_id=goods[0].pk, target_id=target.pk, kind="additional", cross=True
            )
    drain()
    actor = people.actor_of(seller.pk, "web")
    for one in range(number):
        with transaction.atomic():
            account = customers.make_account(actor=actor, name=f"Customer {one}")
            line = deals.LineInput(product_id=goods[0].pk, quantity=Decimal(2))
            deal = deals.open_deal(actor=actor, title=f"Deal {one}", account_id=account.pk, lines=[line])
        with transaction.atomic():
            deals.win_deal(actor=actor, deal_id=deal.pk)
    return number


def drain() -> None:
    """One worker, as many jobs at a time as every worker takes, until the queue is empty."""
    from procrastinate.contrib.django import app

    from crosslift.site.management.commands.run_worker import CONCURRENCY

    async def work() -> None:
        worker = app.with_connector(app.connector.get_worker_connector())
        async with worker.open_async():
            await worker.run_worker_async(wait=False, concurrency=CONCURRENCY, install_signal_handlers=False)

    asyncio.run(work())


def asked() -> int:
    """How many instances wait for a person's three answers."""
    from django.db.models import Count

    from crosslift.flows.models import Wait

    waits = Wait.objects.filter(kind="person", ended_at=None).values("instance_id").annotate(n=Count("pk"))
    return waits.filter(n=3).count()


def jobs_done() -> int:
    """How many jobs the worker did."""
    from procrastinate.contrib.django.models import ProcrastinateJob

    return int(ProcrastinateJob.objects.filter(status="succeeded").count())


def spiff_alone(number: int) -> float:
    """The same process to the same place a second, without database, steps or tokens kept."""
    from crosslift.flows.engine import Run, build, load
    from crosslift.flows.guard import read
    from crosslift.flows.outline import outline_of

    root = read(FILE.read_bytes())
    program = load(build(root, outline_of(root)))
    begun = time.perf_counter()
    for one in range(number):
        run = Run.start(program, {"owner_id": 1, "about": f"deal:{one}", "subject_id": one})
        while run.work():
            run.finish(run.work()[0].token_id, FOUND)
        assert len(run.people()) == 3
    return number / (time.perf_counter() - begun)


if __name__ == "__main__":
    sys.exit(main())
