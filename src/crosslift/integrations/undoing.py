"""Taking an import back: in one transaction, from what refers to others down to what others refer to."""

from typing import Any

from django.db import transaction

from crosslift.catalog.actions.intake import remove_imported_products
from crosslift.customers.actions.intake import remove_imported_customers
from crosslift.deals.actions.intake import remove_imported_deals, touched_imports
from crosslift.integrations.actions import finish_undo
from crosslift.integrations.models import ImportRun
from crosslift.integrations.running import actor_of, removed_told
from crosslift.leads.actions.intake import remove_imported_leads
from crosslift.orders.actions.intake import remove_imported_orders
from crosslift.staff.intake import remove_imported_people


def undo_import(run_id: int) -> ImportRun:
    """Remove everything that the import made, but what was changed since or what something newer hangs on.

    What stays is counted and named in the report. Twice is once.
    """
    with transaction.atomic():
        run = ImportRun.objects.select_for_update().get(pk=run_id)
        if run.state != "undoing":
            return run
        actor = actor_of(run)
        removed: dict[str, Any] = {}
        kept_deals = touched_imports(run_id)
        orders = remove_imported_orders(actor=actor, run_id=run_id, keep_deals=kept_deals)
        leads = remove_imported_leads(actor=actor, run_id=run_id)
        deals = remove_imported_deals(actor=actor, run_id=run_id)
        removed = {"orders": orders, "leads": leads, "deals": deals}
        removed |= remove_imported_customers(actor=actor, run_id=run_id)
        removed["products"] = remove_imported_products(actor=actor, run_id=run_id)
        made = [pk for step in run.steps.all() for pk in step.made]
        removed["people"] = remove_imported_people(actor=actor, run_id=run_id, made=made)
        told = {kind: removed_told(one) for kind, one in removed.items() if one.gone or one.kept}
        return finish_undo(actor=actor, run_id=run_id, removed=told)
