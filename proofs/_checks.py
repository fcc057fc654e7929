"""What must hold at the end, in plain SQL over the product's tables and the script. Each row found is a fault."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from proofs._script import Part

TABLES = """
CREATE TABLE script (deal bigint, wins int);
CREATE TABLE pair (deal bigint, product bigint, answers text[]);
CREATE TABLE journal (deal bigint, act text, product bigint, said text);
CREATE VIEW effect AS
  SELECT d.source_deal_id AS deal, l.product_id AS product, 'interested' AS kind, d.id AS record
    FROM deals_dealline l JOIN deals_deal d ON d.id = l.deal_id WHERE d.source = 'cross_sale'
  UNION ALL SELECT d.source_deal_id, p.product_id, 'nurture', d.id
    FROM leads_leadproduct p JOIN leads_lead d ON d.id = p.lead_id WHERE d.source = 'cross_sale'
  UNION ALL SELECT s.deal_id, r.product_id, 'refused', r.id
    FROM offers_offerrefusal r JOIN offers_suggestion s ON s.id = r.suggestion_id;
CREATE VIEW run AS
  SELECT i.*, split_part(i.about, ':', 2)::bigint AS deal,
         row_number() OVER (PARTITION BY i.about ORDER BY i.event_id DESC) AS back
    FROM flows_instance i WHERE i.process = 'cross_sale';
"""


@dataclass(frozen=True)
class Check:
    """`kind` says what a row is: a "duplicate", something "missing", or something "unexplained"."""

    kind: str
    name: str
    sql: str


CHECKS = [
    Check("missing", "a deal that is not won as often as scripted",
          """SELECT s.deal, d.outcome, w.n FROM script s JOIN deals_deal d ON d.id = s.deal, LATERAL (
               SELECT count(*) n FROM core_outbox o WHERE o.name = 'DealWon' AND o.key = 'deal:' || s.deal) w
             WHERE d.outcome <> 'won' OR w.n <> s.wins"""),
    Check("missing", "a win without an instance",
          """SELECT o.key, o.id FROM core_outbox o WHERE o.name = 'DealWon' AND NOT EXISTS (
               SELECT FROM run WHERE run.about = o.key AND run.event_id = o.id)"""),
    Check("duplicate", "a win with several instances, or an instance without a win",
          """SELECT r.about, r.event_id, count(*) FROM run r
             LEFT JOIN core_outbox o ON o.id = r.event_id AND o.name = 'DealWon'
             GROUP BY 1, 2 HAVING count(*) > 1 OR count(o.id) = 0"""),
    Check("missing", "a deal whose last instance did not reach its end",
          "SELECT about, state, said FROM run WHERE back = 1 AND state <> 'done'"),
    Check("duplicate", "a reopening by which nothing was undone, or more than once",
          """SELECT o.key, o.id, count(i.id) FROM core_outbox o LEFT JOIN flows_instance i
             ON i.process = 'undo_win' AND i.event_id = o.id AND i.state = 'done'
             WHERE o.name = 'DealReopened' GROUP BY 1, 2 HAVING count(i.id) <> 1"""),
    Check("missing", "a won deal without an order that counts",
          """SELECT deal FROM script WHERE NOT EXISTS (
               SELECT FROM orders_order o WHERE o.deal_id = script.deal AND o.state <> 'cancelled')"""),
    Check("duplicate", "a deal with several orders that count",
          """SELECT deal_id, count(*) FROM orders_order WHERE state <> 'cancelled' GROUP BY 1 HAVING count(*) > 1"""),
    Check("duplicate", "an order whose lines are not the deal's",
          """SELECT o.deal_id FROM orders_order o WHERE o.state <> 'cancelled' AND
               (SELECT array_agg((product_id, quantity) ORDER BY product_id) FROM orders_orderline l
                 WHERE l.order_id = o.id) IS DISTINCT FROM
               (SELECT array_agg((product_id, quantity) ORDER BY product_id) FROM deals_dealline l
                 WHERE l.deal_id = o.deal_id)"""),
    Check("missing", "a product that was never proposed",
          """SELECT deal, product FROM pair WHERE NOT EXISTS (
               SELECT FROM offers_suggestion s WHERE s.deal_id = pair.deal AND s.product_id = pair.product)"""),
    Check("duplicate", "a product proposed twice or out of place",
          """SELECT s.deal_id, s.product_id, count(*) FROM offers_suggestion s
             LEFT JOIN pair ON pair.deal = s.deal_id AND pair.product = s.product_id
             GROUP BY 1, 2 HAVING count(*) > 1 OR count(pair.deal) = 0"""),
    Check("missing", "a product without an answer, or with one that nobody gave",
          """SELECT deal, product, s.state, answers FROM pair
             JOIN offers_suggestion s ON s.deal_id = deal AND s.product_id = product
             WHERE NOT s.state = ANY(answers)"""),
    Check("missing", "an answer from which nothing followed",
          """SELECT s.deal_id, s.product_id, s.state FROM offers_suggestion s WHERE NOT EXISTS (
               SELECT FROM effect e WHERE e.deal = s.deal_id AND e.product = s.product_id AND e.kind = s.state)"""),
    Check("duplicate", "an answer from which more than one thing followed",
          "SELECT deal, product, count(*), array_agg(kind) FROM effect GROUP BY 1, 2 HAVING count(*) > 1"),
    Check("duplicate", "something that followed from no answer",
          """SELECT e.* FROM effect e LEFT JOIN offers_suggestion s ON s.deal_id = e.deal AND s.product_id = e.product
             AND s.state = e.kind WHERE s.id IS NULL"""),
    Check("duplicate", "a won deal with several follow-ups of one funnel",
          """SELECT source_deal_id, funnel_id, count(*) FROM deals_deal WHERE source = 'cross_sale'
             GROUP BY 1, 2 HAVING count(*) > 1"""),
    Check("duplicate", "a won deal with several leads",
          """SELECT source_deal_id, count(*) FROM leads_lead WHERE source = 'cross_sale'
             GROUP BY 1 HAVING count(*) > 1"""),
    Check("duplicate", "an instance with several tasks for one place, or a task left open",
          """SELECT place, count(*), array_agg(state) FROM tasks_task WHERE origin = 'process'
             GROUP BY 1 HAVING count(*) > 1 OR bool_or(state = 'open')"""),
    Check("missing", "an instance that asked without a task",
          """SELECT r.about FROM run r WHERE EXISTS (SELECT FROM flows_wait w WHERE w.instance_id = r.id
               AND w.kind = 'person') AND NOT EXISTS (SELECT FROM tasks_task t WHERE t.place = r.id || ':ask')"""),
    Check("missing", "something still under way",
          """SELECT 'wait', id::text FROM flows_wait WHERE ended_at IS NULL UNION ALL
             SELECT 'event', id::text FROM core_outbox WHERE delivered_at IS NULL AND NOT historical UNION ALL
             SELECT 'instance', id::text FROM flows_instance WHERE state IN ('waiting', 'failed')"""),
    Check("missing", "an act whose commit came back and that is not there",
          """SELECT j.* FROM journal j JOIN offers_suggestion s ON s.deal_id = j.deal AND s.product_id = j.product
             WHERE j.act = 'answered' AND s.state <> j.said UNION ALL
             SELECT j.deal, j.act, NULL, count(*)::text FROM journal j WHERE j.act <> 'answered' GROUP BY 1, 2
             HAVING count(*) > (SELECT count(*) FROM core_audit a WHERE a.subject_id = j.deal::text
               AND a.subject_type = 'deal'
               AND a.action = CASE j.act WHEN 'won' THEN 'deals.win_deal' ELSE 'deals.reopen_deal' END)"""),
    Check("unexplained", "an answer without its one row in the audit",
          """SELECT s.id FROM offers_suggestion s WHERE 1 <> (SELECT count(*) FROM core_audit a
               WHERE a.action = 'offers.answer_suggestion' AND a.subject_id = s.id::text
               AND a.changes->>'answer' = s.state AND a.actor_id = s.answered_by_id)"""),
    Check("unexplained", "an effect without its one row in the audit, by the process",
          """SELECT s.id FROM offers_suggestion s WHERE 1 <> (SELECT count(*) FROM core_audit a
               WHERE a.action = 'offers.finish_suggestion' AND a.subject_id = s.id::text
               AND a.source = 'process' AND a.reason <> '')"""),
    Check("unexplained", "a follow-up, lead or order without its one row in the audit",
          """SELECT d.id, d.subject FROM (
               SELECT id, 'deal' AS subject, 'deals.open_deal' AS act FROM deals_deal WHERE source = 'cross_sale'
               UNION ALL SELECT id, 'lead', 'leads.register_lead' FROM leads_lead
               UNION ALL SELECT id, 'order', 'orders.open_order_of_deal' FROM orders_order) d
             WHERE 1 <> (SELECT count(*) FROM core_audit a WHERE a.action = d.act AND a.subject_type = d.subject
               AND a.subject_id = d.id::text AND a.source = 'process' AND a.reason <> '')"""),
    Check("unexplained", "an instance without its one row in the audit",
          """SELECT r.id FROM flows_instance r WHERE 1 <> (SELECT count(*) FROM core_audit a
               WHERE a.action = 'flows.start_instance' AND a.subject_id = r.id::text)"""),
]  # fmt: skip


def keep_script(connection: Any, parts: list[Part]) -> None:
    """Put the script beside the product's tables; at the end the journals join it."""
    with connection.cursor() as cursor:
        cursor.executemany("INSERT INTO script VALUES (%s, %s)", [(part.deal, part.wins) for part in parts])
        pairs = [(part.deal, product, said) for part in parts for product, said in part.answers.items()]
        cursor.executemany("INSERT INTO pair VALUES (%s, %s, %s)", pairs)


def keep_journal(connection: Any, folder: Path) -> int:
    """Read what the sellers know to be committed; returns how many acts."""
    lines = [line.split() for file in folder.glob("*.journal") for line in file.read_text().splitlines()]
    rows = [(int(deal), act, *(rest or (None, None))) for deal, act, *rest in lines]
    with connection.cursor() as cursor:
        cursor.executemany("INSERT INTO journal VALUES (%s, %s, %s, %s)", rows)
    return len(rows)


def faults(connection: Any) -> dict[str, int]:
    """How many faults of each kind there are; each is printed with what it is and where."""
    counts = {"duplicate": 0, "missing": 0, "unexplained": 0}
    for check in CHECKS:
        rows = connection.execute(check.sql).fetchall()
        counts[check.kind] += len(rows)
        if rows:
            print(f"  {check.kind}: {check.name}: {len(rows)}, such as {rows[:3]}", flush=True)
    return counts
