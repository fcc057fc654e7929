"""Where the page of a record is, for rooms that know it by type and id alone."""

PAGES = {
    "deal": "/deals/{}",
    "lead": "/leads/{}",
    "account": "/customers/{}",
    "contact": "/contacts/{}",
    "product": "/catalogue/{}",
    "instance": "/processes/{}",
    "user": "/settings/people/{}",
}


def link_to(subject_type: str, subject_id: int | None) -> str:
    """The address of the record's page, "" where it has none."""
    pattern = PAGES.get(subject_type, "")
    return pattern.format(subject_id) if pattern and subject_id is not None else ""
