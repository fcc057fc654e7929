"""Who buys, as offers speak of them: the account where there is one, else the contact."""

from dataclasses import dataclass

from crosslift.core.actor import Actor
from crosslift.core.errors import BadInput, NotAllowed, NotFound
from crosslift.customers import access as customers


@dataclass(frozen=True, slots=True)
class Customer:
    """A customer by its ids: exactly one of them counts."""

    account_id: int | None
    contact_id: int | None

    @property
    def key(self) -> str:
        """The name across rooms, for example "account:12"."""
        return f"account:{self.account_id}" if self.account_id else f"contact:{self.contact_id}"

    @property
    def key_id(self) -> str:
        """The id that counts, as text."""
        return str(self.account_id or self.contact_id)

    @property
    def fields(self) -> dict[str, int | None]:
        """The columns of a row that belongs to the customer."""
        return {"account_id": self.account_id, "contact_id": None if self.account_id else self.contact_id}


def check_sees(actor: Actor, account_id: int | None, contact_id: int | None) -> Customer:
    """The customer, if the actor may see them. Raises NotFound, and BadInput where none is named."""
    if account_id:
        if not customers.visible_accounts(actor).filter(pk=account_id).exists():
            raise NotFound
        return Customer(account_id, None)
    if not contact_id:
        raise BadInput(fields={"account_id": "account_id / contact_id"})
    contact = customers.visible_contacts(actor).filter(pk=contact_id).first()
    if contact is None:
        raise NotFound
    return Customer(contact.account_id, None if contact.account_id else contact.pk)


def check_works_with(actor: Actor, account_id: int | None, contact_id: int | None) -> Customer:
    """The customer, if the actor may change them. Raises NotFound, NotAllowed, BadInput."""
    customer = check_sees(actor, account_id, contact_id)
    if customer.account_id:
        allowed = customers.changeable_accounts(actor).filter(pk=customer.account_id).exists()
    else:
        allowed = customers.changeable_contacts(actor).filter(pk=customer.contact_id or 0).exists()
    if not allowed:
        raise NotAllowed
    return customer
