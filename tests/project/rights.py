"""Who may do what: one line per route. `test_rights.py` demands a line for every route and tries each with everybody.

Everybody is seen from one tandem's side. A route about a customer (and what belongs to it) is tried with a customer
of that tandem, and once more with one that is restricted to its tandem: there only owners know that it exists.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

Who = frozenset[str]

# --- everybody ----------------------------------------------------------------------------------------------
SELF: Who = frozenset({"inside"})  # who wrote the notes, did the deeds, and whose page it is
OWN: Who = SELF | {"field"}  # the two who sit in the tandem
COVER: Who = frozenset({"cover"})  # of another team, covers the tandem these days
LEAD: Who = frozenset({"manager"})  # leads the tandem's team
OWNERS: Who = OWN | COVER | LEAD
TEAM: Who = frozenset({"team_inside", "team_field", "team_manager"})  # same team, other tandem or none
FAR: Who = frozenset({"far_inside", "far_field", "far_manager"})  # another team
SALES: Who = OWNERS | TEAM | FAR
PAYROLL: Who = frozenset({"payroll"})
COUNCIL: Who = frozenset({"council"})
ADMIN: Who = frozenset({"admin"})
ALL: Who = SALES | PAYROLL | COUNCIL | ADMIN
MATES: Who = frozenset({"team_inside", "team_field"})  # another tandem of the team
MANAGERS: Who = frozenset({"manager", "team_manager", "far_manager"})
PLANS: Who = MANAGERS | PAYROLL  # who reads all commission plans
MONEY: Who = MANAGERS  # who enters what was billed and paid
KEEPERS: Who = MANAGERS | ADMIN  # of the catalogue
SEATED: Who = SALES - MANAGERS  # who sits, or could sit, in a tandem
CHOSEN = {"inside": "@free", "field": "@field"}

OF_CUSTOMERS = {
    "customer",
    "site",
    "contact",
    "note",
    "order",
    "confirmed",
    "draft",
    "sent",
    "revised",
    "dear",
    "asked",
    "accepted",
    "list of the customer",
    "line of a draft",
    "second option",
    "offer",
    "invoice",
    "credit note",
    "new invoice",
    "new order",
    "appointment",
    "history of a customer",
    "pair",
    "two customers",
    "two contacts",
    "merge",
    "files",
    "file",
    "document",
    "sent mail",
}
OF_CUSTOMERS |= {f"contract {state}" for state in ("draft", "sent", "signed", "in force")}
OF_CUSTOMERS |= {"shared link", "portal access", "portal page", "file for the portal"}
OF_CUSTOMERS |= {"mail", "history of an order", "request", "closed request", "unheld request", "history of a request"}
OF_CUSTOMERS |= {"opportunity", "won opportunity", "history of an opportunity"}
OF_CUSTOMERS |= {"act on a to-do", "todo", "done todo", "todo item", "handoff", "visit report", "history of a to-do"}


@dataclass(frozen=True)
class Route:
    """What the address names, and who may open it (GET) and act by it (POST); None where that is not offered.

    Whoever may not gets 403, or 404 where the very existence of the thing is none of their business (`sees`).
    """

    of: str = ""
    get: Who | None = None
    post: Who | None = None
    sees: Who | None = None  # SALES for what belongs to customers, else ALL
    fill: Mapping[str, Any] = field(default_factory=dict)  # what the form needs besides what it shows
    query: str = ""  # {customer} and {key} stand for number and id of the customer it is tried with
    records: bool = True  # a POST that is let through leaves an event

    @property
    def knows(self) -> Who:
        """Who may know that the thing exists."""
        if self.sees is not None:
            return self.sees
        return SALES if self.of in OF_CUSTOMERS else ALL


OPEN = Route(get=ALL)
ASKED = frozenset({"inside", "field", "cover", "team_inside", "team_field", "far_inside", "far_field"})
LEADERS = LEAD | {"far_manager"}  # of some team
HERE = "customer={customer}"
LINE = {"product": "", "text": "Motor", "quantity": "1", "unit_price": "100", "discount": "", "row": "r1"}
CAPTURE = {**LINE, "ordered_on": "@today"}
COMPANY_GOAL = "whose=company:0&metric=orders&span=quarter&start=2030-01-01"
BILL = {"number": "RE-1", "net0": "100"}
REASON = {"reason": "So vereinbart", "cause": "goodwill"}
CHANCE = {"title": "Linie 4", "value_cents": "100", "stage": "@empty"}
TAKERS: Who = frozenset({"field"}) | COVER | LEAD
TODO = {"title": "Muster schicken", "day": "@soon", "holder": "@inside"}
OFFER = {"title": "Muster schicken", "expected": "Ist beim Kunden", "day": "@soon", "taker": "@free"}
CALL = {"outcome": "agreed", "next": "week"}
CLAUSES = {"name": "Neu", "language": "de", "title": "Neu", "clauses": "# Eins\nText", "notice_days": "30"}
CLAUSES |= {"renewal_months": "0"}
LETTER = {"contact": "@contact", "subject": "Hallo", "body": "Guten Tag"}
TEXT = {"kind": "free", "language": "de", "name": "Neu", "subject": "Hallo", "body": "{greeting}"}
SWAP = {"start": "@swap", "days": "1", "host": "@field", "guest": "@inside"}
SCORES = dict.fromkeys(("needs", "openness", "fairness", "learning", "joy"), "2")
MARKS = {f"{area}_{n}": "2" for area in ("picture", "tasks", "rules", "goals", "tools") for n in (1, 2)}
VISIT = {"outcome": "agreed", "text": "Will drei Motoren", "day": "@today"}

A_BLOCK = {"place": "intro", "language": "de", "name": "Neu", "text": "Hallo", "position": 1}
ROUTES: dict[str, Route] = {
    # --- customers -------------------------------------------------------------------------------------------
    "customers:customers": Route(get=SALES),
    "customers:new": Route(get=SALES, post=SALES, fill={"name": "Neu GmbH", "tandem": "", "country": "DE"}),
    "customers:duplicates": Route(get=SALES),
    "customers:scan": Route(post=SALES),
    "customers:check_new": Route(post=SALES, fill={"name": "Hansen Antriebe"}, records=False),
    "customers:check": Route("customer", post=OWNERS, fill={"name": "Hansen"}, records=False),
    "customers:check_contact": Route("customer", post=SALES, fill={"last_name": "Thomsen"}, records=False),
    "customers:dismiss": Route("pair", post=SALES),
    "customers:propose": Route("pair", post=SALES),
    "customers:merge": Route("two customers", get=SALES, post=OWNERS),
    "customers:merge_contacts": Route("two contacts", get=SALES, post=OWNERS),
    "customers:merged": Route("merge", get=SALES),
    "customers:merge_undo": Route("merge", post=OWNERS),
    "customers:edit": Route("customer", get=OWNERS, post=OWNERS, fill={"industry": "Bau"}),
    "customers:assignments": Route("customer", get=SALES, post=LEAD, fill={"tandem": "@mates", **REASON}),
    "customers:assignments | in the queue": Route(
        "queued", get=SALES, post=OWN | LEAD | TEAM, sees=SALES, fill={"tandem": "@mates", **REASON}
    ),
    "customers:site_new": Route("customer", get=OWNERS, post=OWNERS, fill={"town": "Kiel"}),
    "customers:site_edit": Route("site", get=OWNERS, post=OWNERS, fill={"town": "Kiel"}),
    "customers:site_main": Route("site", post=OWNERS),
    "customers:site_remove": Route("site", post=OWNERS),
    "customers:contact_new": Route("customer", get=SALES, post=SALES, fill={"last_name": "Neu"}),
    "customers:contact": Route("contact", get=SALES),
    "customers:contact_edit": Route("contact", get=SALES, post=SALES, fill={"function": "Einkauf"}),
    "customers:contact_retire": Route("contact", post=SALES),
    "customers:consent_new": Route("contact", post=SALES, fill={"channel": "mail", "given": "yes", "origin": "Messe"}),
    "customers:note_new": Route("customer", get=SALES, post=SALES, fill={"note-kind": "call", "note-text": "Hallo"}),
    "customers:note_edit": Route("note", get=SELF | LEAD, post=SELF | LEAD, fill={"text": "Neu"}),
    "customers:note_remove": Route("note", post=SELF | LEAD),
    "brief": Route("customer", get=SALES),
    "brief | in the queue": Route("queued", get=SALES, sees=SALES),
    "peek": Route("customer", get=SALES),
    "timeline": Route("customer", get=SALES),
    # --- mails to customers ----------------------------------------------------------------------------------
    "letters:new": Route("new order", get=SALES, post=SALES, query="about=customer:{key}", fill=LETTER),
    "letters:text": Route("new order", get=SALES, query="about=customer:{key}"),
    "letters:mail": Route("sent mail", get=SALES),
    "letters:texts": Route(get=SALES | ADMIN),
    "letters:text_new": Route(get=MANAGERS | ADMIN, post=MANAGERS | ADMIN, fill=TEXT),
    "letters:text_edit": Route("text", get=MANAGERS | ADMIN, post=MANAGERS | ADMIN, sees=SALES | ADMIN, fill=TEXT),
    "letters:text_retire": Route("text", post=MANAGERS | ADMIN, sees=SALES | ADMIN),
    "letters:text_restore": Route("retired text", post=MANAGERS | ADMIN, sees=SALES | ADMIN),
    # --- the desk's side of the portal -----------------------------------------------------------------------
    "access:list": Route("customer", get=SALES),
    "access:files": Route("customer", get=SALES),
    "access:file": Route("file for the portal", post=OWNERS, fill={"shown": "yes"}),
    "access:invite": Route("contact", get=OWNERS, post=OWNERS, fill={"rights": "orders"}),
    "access:rights": Route("portal access", get=OWNERS, post=OWNERS, fill={"rights": "documents"}),
    "access:revoke": Route("portal access", post=SALES),
    "access:preview": Route("portal access", get=SALES),
    "access:preview_page": Route("portal page", get=SALES),
    "access:share": Route("customer", post=SALES, fill={"quote": "@quote", "contact": "@contact"}),
    "access:unshare": Route("shared link", post=SALES),
    "access:rating": Route("closed request", get=SALES),
    # --- to-dos and hand-offs --------------------------------------------------------------------------------
    "work:todos": Route(get=SALES),
    "work:todo_new": Route(get=SALES, post=SALES, query=HERE, fill=TODO),
    "work:todo_new | of one's own": Route(get=SALES, post=SALES, fill={"title": "Neu", "day": "@soon"}),
    "work:todo": Route("todo", get=SALES),
    "work:todo_edit": Route("todo", get=OWNERS, post=OWNERS, fill={"title": "Neu"}),
    "work:todo_take": Route("todo", post=OWNERS - SELF, fill={"seen": "@inside"}),
    "work:todo_give": Route("todo", post=OWNERS, fill={"give-holder": "@field", "give-seen": "@inside"}),
    "work:todo_snooze": Route("todo", post=OWNERS, fill={"preset": "week"}),
    "work:todo_done": Route("todo", post=OWNERS),
    "work:todo_reopen": Route("done todo", post=OWNERS),
    "work:todo_remove": Route("todo", post=OWNERS),
    "work:todo_items": Route("todo", post=OWNERS, fill={"text": "Neu"}),
    "work:todo_tick": Route("todo item", post=OWNERS, fill={"ticked": "1"}),
    "work:todo_item_remove": Route("todo item", post=OWNERS),
    "work:handoffs": Route(get=SALES),
    "work:handoff_new": Route(get=SALES, post=SALES, query=HERE, fill=OFFER),
    "work:handoff": Route("handoff", get=SALES),
    "work:handoff_accept": Route("handoff", post=TAKERS),
    "work:handoff_return": Route("handoff", post=TAKERS, fill=REASON),
    "work:handoff_done": Route("handoff", post=TAKERS),
    "work:handoff_withdraw": Route("handoff", post=SELF | LEAD | COVER),
    "work:absence_handoffs": Route("absence", get=OWNERS, post=OWNERS, fill={"pieces": "@todo"}),
    "history | of a to-do": Route("history of a to-do", get=SALES),
    # --- calls and visits ------------------------------------------------------------------------------------
    "work:calls": Route(get=SALES),
    "work:call_next": Route(post=SALES, records=False),
    "work:call_end": Route(post=SALES, records=False),
    "work:call": Route("customer", get=SALES),
    "work:call_hold": Route("customer", post=SALES, records=False),
    "work:call_done": Route("customer", post=SALES, fill=CALL),
    "work:call_new": Route("customer", get=SALES, post=SALES, fill=CALL),
    "work:call_skip": Route("customer", post=SALES, records=False),
    "work:call_later": Route("customer", post=SALES),
    "work:call_todo": Route("customer", post=SALES),
    "work:visit_new": Route(get=SALES, post=SALES, query=HERE, fill=VISIT),
    "work:visit": Route("visit report", get=SALES),
    "work:visit_edit": Route("visit report", get=SELF, post=SELF, fill={"text": "Neu"}),
    # --- quotes ----------------------------------------------------------------------------------------------
    "quotes:quotes": Route(get=SALES),
    "quotes:new": Route(get=SALES, post=SALES, query=HERE),
    "quotes:quote": Route("draft", get=SALES),
    "quotes:quote | sent": Route("sent", get=SALES),
    "quotes:of_customer": Route("customer", get=SALES),
    "quotes:of_opportunity": Route("opportunity", get=SALES),
    "quotes:peek": Route("draft", get=SALES),
    "quotes:build": Route("draft", get=SALES, post=SALES, fill={"subject": "Neu"}),
    "quotes:lines": Route("draft", post=SALES, fill={"text": "Motor", "quantity": "1", "unit_price": "5"}),
    "quotes:line": Route("line of a draft", get=SALES, post=SALES, fill={"quantity": "7"}),
    "quotes:line_remove": Route("line of a draft", post=SALES),
    "quotes:line_move": Route("line of a draft", post=SALES, fill={"to": "down"}),
    "quotes:products": Route("draft", get=SALES, query="product=motor"),
    "quotes:options": Route("draft", post=SALES, fill={"name": "Besser"}),
    "quotes:option": Route("second option", get=SALES, post=SALES, fill={"name": "Noch besser"}),
    "quotes:option_remove": Route("second option", post=SALES),
    "quotes:comparison": Route("draft", get=SALES),
    "quotes:comparison_edit": Route("draft", get=SALES, post=SALES, fill={"attributes": "Gewicht"}),
    "quotes:offer_new": Route("draft", get=SALES, post=SALES, fill={"competitor": "Rotex", "source": "Messe"}),
    "quotes:offer": Route("offer", get=SALES, post=SALES, fill={"competitor": "Rotex AG"}),
    "quotes:offer_remove": Route("offer", post=SALES),
    "quotes:differences": Route("revised", get=SALES),
    "quotes:blocks": Route(get=SALES | ADMIN),
    "quotes:block_new": Route(get=KEEPERS, post=KEEPERS, fill=A_BLOCK),
    "quotes:block": Route("text block", get=KEEPERS, post=KEEPERS, fill={"text": "Moin"}),
    "quotes:block_retire": Route("text block", post=KEEPERS),
    "quotes:template": Route("draft", get=SALES, post=SALES, fill={"name": "Vorlage"}),
    "quotes:sending": Route("draft", get=SALES, post=SALES),
    "quotes:print": Route("sent", post=SALES),
    "quotes:withdrawal": Route("sent", get=OWNERS, post=OWNERS, fill=REASON),
    "quotes:revise": Route("sent", post=SALES),
    "quotes:discard": Route("revised", post=SALES),
    "quotes:copy": Route("draft", post=SALES),
    "quotes:acceptance": Route("sent", get=SALES, post=SALES, fill={"option": "@option"}),
    "quotes:decline": Route("sent", get=SALES, post=SALES, fill={"reason": "price"}),
    "quotes:question": Route("sent", get=SALES, post=SALES, fill={"text": "Wie laut?"}),
    "quotes:approval": Route("dear", get=SALES, post=SALES, fill={"why": "Groß"}),
    "quotes:approval_dropped": Route("asked", post=SALES),
    "quotes:decision": Route("asked", get=MANAGERS, post=MANAGERS, fill={"granted": "yes"}),
    # --- opportunities, leads, pipelines -----------------------------------------------------------------------
    "pipeline:board": Route(get=SALES),
    "pipeline:list": Route(get=SALES),
    "pipeline:forecast": Route(get=SALES),
    "pipeline:cards": Route("stage", get=SALES),
    "pipeline:closed": Route("won", get=SALES),
    "pipeline:new": Route(get=SALES, post=SALES, query=HERE, fill=CHANCE),
    "pipeline:of_customer": Route("customer", get=SALES),
    "pipeline:opportunity": Route("opportunity", get=SALES),
    "pipeline:peek": Route("opportunity", get=SALES),
    "pipeline:edit": Route("opportunity", get=OWNERS, post=OWNERS, fill={"title": "Neu"}),
    "pipeline:move": Route("opportunity", get=OWNERS, post=OWNERS, fill={"stage": "@stage", "text": "Vier Achsen"}),
    "pipeline:win": Route("opportunity", get=OWNERS, post=OWNERS),
    "pipeline:lose": Route("opportunity", get=OWNERS, post=OWNERS, fill={"reason": "price"}),
    "pipeline:reopen": Route("won opportunity", get=OWNERS, post=OWNERS, fill=REASON),
    "history | of an opportunity": Route("history of an opportunity", get=SALES),
    "pipeline:leads": Route(get=SALES),
    "pipeline:lead_new": Route(get=SALES, post=SALES, fill={"company": "Neu GmbH", "country": "DE"}),
    "pipeline:lead": Route("lead", get=SALES, sees=SALES),
    "pipeline:lead_call": Route("lead", get=OWNERS, sees=SALES),
    "pipeline:lead_call_done": Route("lead", post=OWNERS, sees=SALES, fill=CALL),
    "pipeline:lead_call_skip": Route("lead", post=OWNERS, sees=SALES, records=False),
    "pipeline:lead_edit": Route("lead", get=OWNERS, post=OWNERS, sees=SALES, fill={"budget": "10.000"}),
    "pipeline:lead_person": Route("lead", get=OWNERS, post=OWNERS, sees=SALES, fill={"last_name": "Neu"}),
    "pipeline:lead_note": Route("lead", post=OWNERS, sees=SALES, fill={"text": "Neu"}),
    "pipeline:lead_qualify": Route("lead", post=OWNERS, sees=SALES, fill={"version": "@lead"}),
    "pipeline:lead_drop": Route("lead", get=OWNERS, post=OWNERS, sees=SALES, fill=REASON),
    "pipeline:lead_reopen": Route("dropped lead", post=OWNERS, sees=SALES),
    "pipeline:lead_convert": Route("qualified lead", get=OWNERS, post=OWNERS, sees=SALES, fill={"customer": "new"}),
    "pipeline:pipelines": OPEN,
    "pipeline:pipeline_new": Route(get=KEEPERS, post=KEEPERS, fill={"name_de": "Service"}),
    "pipeline:pipeline_edit": Route("pipeline", get=KEEPERS, post=KEEPERS, fill={"name_de": "Service"}),
    "pipeline:pipeline_retire": Route("second pipeline", post=KEEPERS),
    "pipeline:stage_new": Route("pipeline", get=KEEPERS, post=KEEPERS, fill={"name_de": "Neu", "chance_ppm": "10"}),
    "pipeline:stage_edit": Route("stage", get=KEEPERS, post=KEEPERS, fill={"name_de": "Neu", "chance_ppm": "30"}),
    "pipeline:stage_move": Route("stage", post=KEEPERS, fill={"to": "down"}),
    "pipeline:stage_retire": Route("empty stage", get=KEEPERS, post=KEEPERS),
    "list_export | opportunities": Route("list of opportunities", post=SALES, fill={"as": "opportunities.xlsx"}),
    "list_export | leads": Route("list of leads", post=SALES, fill={"as": "leads.csv"}),
    # --- pairing ---------------------------------------------------------------------------------------------
    "formation:proposals": Route(get=SALES - {"team_manager"}),  # without a team to lead, on to one's own entries
    "formation:new": Route(get=LEADERS, post=LEADERS, fill={"title": "Neu"}),
    "formation:proposal": Route("proposal", get=LEAD, sees=LEAD),
    "formation:edit": Route("proposal", get=LEAD, post=LEAD, sees=LEAD, fill={"title": "Neu"}),
    "formation:solve": Route("proposal", post=LEAD, sees=LEAD),
    "formation:mark": Route("proposal", post=LEAD, sees=LEAD, fill=CHOSEN | {"mark": "forbidden"}),
    "formation:discard": Route("proposal", post=LEAD, sees=LEAD),
    "formation:rollout": Route("proposal", get=LEAD, post=LEAD, sees=LEAD, fill={"plan": "0", "version": "1"}),
    "formation:own": Route(get=SALES),
    "formation:profile": Route(get=SEATED, post=SEATED, fill={"regions": "20 21"}),
    "formation:speak": Route(
        "spoken of",
        get=frozenset({"field", "team_field"}),
        post=frozenset({"field", "team_field"}),
        fill={"rating": "2"},
    ),
    "formation:forget": Route("spoken of", post=frozenset({"field"}), sees=frozenset({"field"})),
    "formation:forget_all": Route(post=SALES),
    # --- commission: pay is one's own; no works agreement lets managers read it here --------------------------
    "commissions:commission": Route(get=SALES | PAYROLL),
    "commissions:today": Route(get=SALES | PAYROLL),
    "commissions:what_if": Route(get=SALES | PAYROLL),
    "commissions:extract": Route(get=SALES | PAYROLL),
    "commissions:counted": Route(get=SALES | PAYROLL, query="line=1"),
    "commissions:counted_of": Route("employee", get=SELF | PAYROLL, sees=SELF | PAYROLL, query="line=1"),
    "commissions:people": Route(get=SALES | PAYROLL),
    "commissions:statement": Route("employee", get=SELF | PAYROLL, sees=SELF | PAYROLL),
    "commissions:extract_of": Route("employee", get=SELF | PAYROLL, sees=SELF | PAYROLL),
    "commissions:pdf": Route("pay statement", post=SELF | PAYROLL, sees=SELF | PAYROLL, records=False),
    "commissions:joint": Route("tandem", get=OWN),
    # Plans: managers write, a second one or payroll approves; who is paid by one reads it as their own.
    "commissions:plans": Route(get=MANAGERS | PAYROLL),
    "commissions:new_plan": Route(
        get=MANAGERS, post=MANAGERS, fill={"name": "Neuer Plan", "start": "@soon", "model": "tiers"}
    ),
    "commissions:plan_version": Route("approved plan", get=OWN | PLANS, sees=OWN | PLANS),
    "commissions:plan_frame": Route("draft plan", get=MANAGERS, post=MANAGERS, sees=PLANS, fill={"note": "Neu"}),
    "commissions:plan_toml": Route("draft plan", get=MANAGERS, post=MANAGERS, sees=PLANS),
    "commissions:new_block": Route(
        "draft plan",
        get=MANAGERS,
        post=MANAGERS,
        sees=PLANS,
        query="kind=spif",
        fill={"title": "Messe", "amount": "50"},
    ),
    "commissions:block": Route("block of a plan", get=MANAGERS, post=MANAGERS, sees=PLANS, fill={"rate": "4 %"}),
    "commissions:block_removal": Route("block of a plan", post=MANAGERS, sees=PLANS, fill={"version": "1"}),
    "commissions:plan_example": Route("draft plan", get=PLANS, sees=PLANS, query="amount=1000"),
    "commissions:plan_copies": Route("draft plan", get=MANAGERS, post=MANAGERS, sees=PLANS, fill={"start": "@soon"}),
    "commissions:plan_proposal": Route("draft plan", post=MANAGERS, sees=PLANS, fill={"version": "1"}),
    "commissions:plan_return": Route("proposed plan", get=PLANS, post=PLANS, sees=PLANS, fill={"reason": "Zu steil"}),
    "commissions:plan_approval": Route("proposed plan", post=PLANS, sees=PLANS, fill={"version": "1"}),
    "commissions:plan_removal": Route("draft plan", post=MANAGERS, sees=PLANS, fill={"version": "1"}),
    "commissions:plan_end": Route(
        "approved plan", get=MANAGERS, post=MANAGERS, sees=OWN | PLANS, fill={"last": "@soon"}
    ),
    "commissions:plan_acceptance": Route("approved plan", post=OWN, sees=OWN | PLANS),
    "commissions:new_simulation": Route("draft plan", get=PLANS, post=PLANS, sees=PLANS),
    "commissions:simulation": Route("simulation", get=PLANS),
    "commissions:own_plan": Route(get=SALES),
    "commissions:new_member": Route(
        "commission plan", get=PLANS, post=LEAD | PAYROLL, fill={"employee": "@free", "start": "@soon"}
    ),
    "commissions:member": Route(
        "plan member", get=SELF | LEAD | PAYROLL, post=LEAD | PAYROLL, sees=SELF | LEAD | PAYROLL
    ),
    "commissions:payroll": Route(get=PAYROLL),
    "commissions:payroll_settings": Route(get=PAYROLL, post=PAYROLL),
    "commissions:payroll_run": Route("run", get=PAYROLL),
    "commissions:payroll_test": Route("run", post=PAYROLL, fill={"format": "lodas"}),
    "commissions:payroll_export": Route("run", post=PAYROLL),
    "commissions:payroll_csv": Route("payroll export", post=PAYROLL),
    "commissions:payroll_lodas": Route("payroll export", post=PAYROLL),
    # Month end: sums for managers and payroll; what writes is payroll's.
    "commissions:provisions": Route(get=MANAGERS | PAYROLL),
    "commissions:contract_costs": Route(get=MANAGERS | PAYROLL),
    "commissions:provision_bookings": Route(post=PAYROLL, fill={"month": "@locked", "currency": "EUR"}),
    "commissions:provision_settings": Route(get=PAYROLL, post=PAYROLL, fill={"least_months": "24"}),
    "commissions:new_employer_cost": Route(get=PAYROLL, post=PAYROLL, fill={"rate_ppm": "21", "start": "@today"}),
    "list_export | provisions": Route("list of provisions", post=MANAGERS | PAYROLL, fill={"as": "month.csv"}),
    "list_export | contract costs": Route(
        "list of contract_costs", post=MANAGERS | PAYROLL, fill={"as": "schedules.xlsx"}
    ),
    "commissions:questions": Route(get=SALES | PAYROLL),
    "commissions:new_question": Route(
        get=SALES | PAYROLL, post=SALES | PAYROLL, fill={"kind": "question", "text": "Warum?"}
    ),
    "commissions:question": Route(
        "pay question",
        get=SELF | PAYROLL,
        post=PAYROLL,
        sees=SELF | PAYROLL,
        fill={"status": "answered", "answer": "Darum."},
    ),
    "commissions:new_adjustment": Route(
        "employee", get=PAYROLL, post=PAYROLL, sees=SELF | PAYROLL, fill={"cents": "12.50", "reason": "Messe"}
    ),
    "commissions:posting_reversal": Route(
        "pay posting", get=PAYROLL, post=PAYROLL, sees=PAYROLL, fill={"reason": "falsch"}
    ),
    "commissions:adjustments": Route(get=SALES | PAYROLL),
    "commissions:adjustment": Route("pay adjustment", get=PAYROLL, sees=PAYROLL),
    "commissions:adjustment_refusal": Route(
        "pay adjustment", get=PAYROLL, post=PAYROLL, sees=PAYROLL, fill={"reason": "Doppelt"}
    ),
    "commissions:adjustment_withdrawal": Route("own pay adjustment", post=PAYROLL, sees=PAYROLL, fill={"version": "1"}),
    "commissions:adjustment_approval": Route("pay adjustment", post=PAYROLL, sees=PAYROLL, fill={"version": "1"}),
    "commissions:runs": Route(get=MANAGERS | PAYROLL),
    "commissions:ledger_head": Route(get=MANAGERS | PAYROLL),
    "commissions:rates": Route(get=MANAGERS | PAYROLL),
    "commissions:new_rate": Route(
        get=MANAGERS | PAYROLL,
        post=MANAGERS | PAYROLL,
        fill={"currency": "CHF", "into": "EUR", "rate": "1.05", "start": "@today"},
    ),
    "commissions:new_run": Route(post=MANAGERS | PAYROLL),
    "commissions:run": Route("run", get=MANAGERS | PAYROLL),
    "commissions:run_approval": Route("preview run", post=MANAGERS | PAYROLL, fill={"version": "1"}),
    "commissions:run_lock": Route("approved run", post=MANAGERS | PAYROLL, fill={"version": "3"}),
    "commissions:run_release": Route("locked run", post=MANAGERS | PAYROLL, fill={"version": "4"}),
    "commissions:run_discarding": Route("preview run", post=MANAGERS | PAYROLL, fill={"version": "1"}),
    "formation:spreads": Route(get=LEADERS),
    "formation:spread_new": Route(get=LEADERS, post=LEADERS, fill={"title": "Neu"}),
    "formation:spread": Route("spread", get=LEAD, sees=LEAD),
    "formation:spread_edit": Route("spread", get=LEAD, post=LEAD, sees=LEAD, fill={"title": "Neu"}),
    "formation:spread_solve": Route("spread", post=LEAD, sees=LEAD),
    "formation:spread_fix": Route(
        "spread", get=LEAD, post=LEAD, sees=LEAD, fill={"customer": "@customer", "tandem": "@mates"}
    ),
    "formation:spread_accept": Route("spread", post=LEAD, sees=LEAD, fill={"version": "1"}),
    "formation:spread_tell": Route("spread rolled out", get=LEAD, post=LEAD, sees=LEAD),
    "formation:spread_discard": Route("spread", post=LEAD, sees=LEAD),
    # --- goals -----------------------------------------------------------------------------------------------
    "goals:goals": Route(get=SALES | ADMIN),
    "goals:new": Route(get=KEEPERS, post=KEEPERS, query=COMPANY_GOAL, fill={"target": "5"}),
    "goals:goal": Route("goal", get=OWNERS, sees=OWNERS),
    "goals:goal | that holds": Route("held goal", get=OWNERS, sees=OWNERS),
    "goals:change": Route(
        "held goal", get=OWN | LEAD, post=OWN | LEAD, sees=OWNERS, fill={"target": "7", "note": "Mehr"}
    ),
    "goals:acceptance": Route("goal", post=OWN, sees=OWNERS, fill={"version": "1"}),
    "goals:objection": Route("goal", get=OWN, post=OWN, sees=OWNERS, fill=REASON),
    "goals:setting": Route("goal", post=LEAD, sees=OWNERS, fill={"version": "1"}),
    "goals:withdrawal": Route("goal", post=OWN | LEAD, sees=OWNERS, fill={"version": "1"}),
    "goals:values": Route("held goal", get=OWN | LEAD, post=OWN | LEAD, sees=OWNERS, fill={"value": "3"}),
    "goals:progress": Route("tandem", get=SALES | ADMIN),
    # --- orders ----------------------------------------------------------------------------------------------
    "contracts:contracts": Route(get=SALES),
    "contracts:of_customer": Route("customer", get=SALES),
    "contracts:new": Route("new order", get=OWNERS, post=OWNERS, query=HERE, fill={"template": "@contract_template"}),
    "contracts:contract": Route("contract draft", get=SALES),
    "contracts:peek": Route("contract draft", get=SALES),
    "contracts:edit": Route("contract draft", get=OWNERS, post=OWNERS, fill={"title": "Neu"}),
    "contracts:sending": Route("contract draft", get=OWNERS, post=OWNERS),
    "contracts:withdrawal": Route("contract sent", get=OWNERS, post=OWNERS, fill=REASON),
    "contracts:countersignature": Route("contract signed", get=OWNERS, post=OWNERS, fill={"consent": "on"}),
    "contracts:termination": Route(
        "contract in force", get=OWNERS, post=OWNERS, fill={**REASON, "ends_on": "@soon", "early": "on"}
    ),
    "contracts:templates": Route(get=SALES | ADMIN),
    "contracts:template_new": Route(get=KEEPERS, post=KEEPERS, fill=CLAUSES),
    "contracts:template_edit": Route("contract template", get=KEEPERS, post=KEEPERS, sees=SALES | ADMIN, fill=CLAUSES),
    "contracts:template_retire": Route("contract template", post=KEEPERS, sees=SALES | ADMIN),
    "list_export | contracts": Route("list of contracts", post=SALES, fill={"as": "contracts.csv"}),
    "orders:orders": Route(get=SALES),
    "orders:new": Route(get=SALES, post=SALES, query=HERE, fill=CAPTURE),
    "orders:line": Route("new order", post=SALES, query=HERE, fill=LINE, records=False),
    "orders:sums": Route("new order", post=SALES, query=HERE, fill=LINE, records=False),
    "orders:customers": Route(get=SALES, query="customer=hansen"),
    "orders:products": Route("new order", get=SALES, query=f"{HERE}&product=motor"),
    "orders:order": Route("order", get=SALES),
    "orders:peek": Route("order", get=SALES),
    "orders:trail": Route("order", get=SALES),
    "orders:edit": Route("order", get=SALES, post=SALES, fill={"customer_reference": "B 7"}),
    "orders:confirmation": Route("order", get=OWNERS, post=OWNERS),
    "orders:cancellation": Route("order", get=OWNERS, post=OWNERS, fill=REASON),
    "orders:print": Route("confirmed", post=SALES, records=False),
    "orders:print | once more": Route("confirmed", post=SALES, fill={"anew": "1"}),
    "orders:from_quote": Route("accepted", post=SALES),
    "orders:promises": Route("order", get=SALES, post=SALES, fill={"promised-@order_line": "@soon"}),
    "orders:deliveries": Route("confirmed", get=SALES, post=SALES, fill={"line-@line": "1"}),
    "orders:invoices": Route(get=SALES),
    "orders:payments": Route(get=SALES),
    "orders:credit_notes": Route(get=SALES),
    "orders:invoice": Route("invoice", get=SALES),
    "orders:invoice_peek": Route("invoice", get=SALES),
    "orders:invoice_new": Route("new invoice", get=MONEY, post=MONEY, query=HERE, fill=BILL),
    "orders:payment_new": Route("invoice", get=MONEY, post=MONEY, fill={"amount": "1"}),
    "orders:invoice_cancellation": Route("invoice", get=MONEY, post=MONEY, fill=REASON),
    "orders:credit_note": Route("confirmed", get=OWNERS, post=OWNERS, fill={"line-@line": "1", **REASON}),
    "orders:withdrawal": Route("credit note", get=OWNERS, post=OWNERS, fill={"reason": "Irrtum"}),
    # --- requests --------------------------------------------------------------------------------------------
    "work:requests": Route(get=SALES),
    "work:request_new": Route(get=SALES, post=SALES, query=HERE, fill={"wish": "Neu"}),
    "work:request_customers": Route(get=SALES, query="customer=hansen"),
    "work:request": Route("request", get=SALES),
    "work:request_peek": Route("request", get=SALES),
    "work:request_head": Route("request", get=SALES),
    "work:request_thread": Route("request", get=SALES),
    "work:request_holders": Route("request", get=SALES),
    "work:request_clock": Route("request", get=SALES),
    "work:request_edit": Route("request", get=SALES, post=SALES, fill={"wish": "Anders"}),
    "work:request_claim": Route("unheld request", post=SALES),
    "work:request_give": Route(
        "request", get=SALES, post=SALES, fill={"holder": "@manager", "reason": "Fährt", "seen": ""}
    ),
    "work:request_answer": Route("request", post=SALES, fill={"kind": "mail", "text": "Am Montag"}),
    "work:request_snooze": Route("request", post=SALES, fill={"until": "@later"}),
    "work:request_close": Route("request", get=SALES, post=SALES, fill=REASON),
    "work:request_reopen": Route("closed request", get=SALES, post=SALES, fill=REASON),
    "work:request_merge": Route("request", get=SALES, post=SALES),
    # --- mails ---------------------------------------------------------------------------------------------------
    "exchange:mails": Route(get=SALES),
    "exchange:mail_new": Route(get=SALES, post=SALES, fill={"file": "@mail"}),
    "exchange:mail_new | at a customer": Route(
        "new order", get=SALES, post=SALES, sees=ALL, query=HERE, fill={"file": "@mail", "become": "filed"}
    ),
    "exchange:mail": Route("mail", get=SALES),
    "exchange:mail_assign": Route("mail", get=SALES, post=SALES, query=HERE, fill={"become": "filed"}),
    "exchange:mail_discard": Route("mail", post=SALES, fill=REASON),
    "exchange:mails_of_request": Route("request", get=SALES),
    "exchange:mailbox": Route(get=ADMIN),
    "exchange:mailbox_try": Route(post=ADMIN, records=False),
    # --- appointments ----------------------------------------------------------------------------------------
    "work:calendar": Route(get=SALES),
    "work:appointments": Route(get=SALES),
    "work:appointment_new": Route(get=SALES, post=SALES, query=HERE, fill={"anyway": "on"}),
    "work:appointment_check": Route(post=SALES, query=HERE, fill={"day": "@soon", "start": "10:00"}, records=False),
    "work:appointment_find": Route(get=SALES, query=HERE),
    "work:appointment": Route("appointment", get=SALES),
    "work:appointment_edit": Route("appointment", get=OWNERS, post=OWNERS, fill={"title": "Neu", "anyway": "on"}),
    "work:appointment_cancel": Route("appointment", get=OWNERS, post=OWNERS, fill=REASON),
    "work:appointment_reply": Route("appointment", post=COVER, fill={"reply": "accepted"}),
    # --- catalogue -------------------------------------------------------------------------------------------
    "catalogue:products": Route(get=SALES | ADMIN),
    "catalogue:product": Route("product", get=SALES | ADMIN, sees=SALES | ADMIN),
    "catalogue:new": Route(get=KEEPERS, post=KEEPERS, fill={"number": "P-9", "name": "Neu", "list_price": "1"}),
    "catalogue:edit": Route("product", get=KEEPERS, post=KEEPERS, sees=SALES | ADMIN, fill={"name": "Neu"}),
    "catalogue:retire": Route("product", post=KEEPERS, sees=SALES | ADMIN),
    "catalogue:terms": Route(get=SALES | ADMIN),
    "catalogue:limits": Route(get=KEEPERS, post=KEEPERS, fill={"inside": "7"}),
    "catalogue:taxes": Route(get=ADMIN, post=ADMIN, fill={"tax_class": "standard", "ppm": "20"}),
    "customers:price_lists": Route(
        "customer", get=SALES, post=OWNERS, fill={"price_list": "@list", "start": "2001-01-01", "end": "2001-02-01"}
    ),
    "customers:price_list_end": Route("list of the customer", post=OWNERS),
    "customers:list_uses": Route("price list", get=SALES | ADMIN, post=KEEPERS, sees=SALES | ADMIN, fill={"who": "A"}),
    "customers:groups": Route(get=SALES | ADMIN),
    "customers:group_new": Route(get=KEEPERS, post=KEEPERS, fill={"number": "G-9", "name": "Neu"}),
    "customers:group": Route("customer group", get=SALES | ADMIN, sees=SALES | ADMIN),
    "customers:group_edit": Route(
        "customer group", get=KEEPERS, post=KEEPERS, sees=SALES | ADMIN, fill={"name": "Neu"}
    ),
    "customers:group_remove": Route("customer group", post=KEEPERS, sees=SALES | ADMIN),
    "customers:list_use_end": Route("use of a list", post=KEEPERS, sees=SALES | ADMIN),
    "catalogue:price_lists": Route(get=SALES | ADMIN),
    "catalogue:price_list_new": Route(get=KEEPERS, post=KEEPERS, fill={"number": "L-9", "name": "Neu"}),
    "catalogue:price_list": Route("price list", get=SALES | ADMIN, sees=SALES | ADMIN),
    "catalogue:price_list_edit": Route(
        "price list", get=KEEPERS, post=KEEPERS, sees=SALES | ADMIN, fill={"name": "Neu"}
    ),
    "catalogue:price_new": Route("price list", get=KEEPERS, sees=SALES | ADMIN, query="product=Motor"),
    "catalogue:prices": Route("price", get=KEEPERS, post=KEEPERS, sees=SALES | ADMIN, fill={"price_0": "7"}),
    "catalogue:prices_remove": Route("price", post=KEEPERS, sees=SALES | ADMIN),
    # --- tandems ---------------------------------------------------------------------------------------------
    "tandems:tandems": OPEN,
    "tandems:tandem": Route("tandem", get=ALL),
    "tandems:peek": Route("tandem", get=ALL),
    "tandems:new": Route(get=LEADERS | ADMIN, post=LEADERS | ADMIN, fill={"name": "Neu", "inside": "@free"}),
    "tandems:edit": Route("tandem", get=LEAD | ADMIN, post=LEAD | ADMIN, fill={"name": "Neu"}),
    "tandems:close": Route("tandem", get=LEAD | ADMIN, post=LEAD | ADMIN),
    "tandems:seat": Route("seat", get=LEAD | ADMIN, post=LEAD | ADMIN, fill={"employee": "@free"}),
    "tandems:vacate": Route("seat", get=LEAD | ADMIN, post=LEAD | ADMIN),
    "tandems:weights": Route("tandem", get=LEAD | ADMIN, post=LEAD | ADMIN, fill={"inside": "70", "field": "30"}),
    "tandems:choose": Route("tandem", post=OWN | COVER, records=False),
    # --- the company's lists, rules of play --------------------------------------------------------------------
    "tandems:rules": Route("tandem", get=OWNERS),
    "tandems:version": Route("version", get=OWNERS),
    "tandems:proposal": Route("tandem", get=OWN, post=OWN, fill={"accept_minutes": "1:00"}),
    "tandems:consent": Route("tandem", post=frozenset({"field"}), fill={"version": "1"}),
    "tandems:withdrawal": Route("tandem", post=OWN, fill={"version": "1"}),
    "tandems:playbook": OPEN,
    "tandems:step_new": Route(get=KEEPERS, post=KEEPERS, fill={"name_de": "Neu"}),
    "tandems:step_edit": Route("step", get=KEEPERS, post=KEEPERS, fill={"name_de": "Neu"}),
    "tandems:step_move": Route("step", post=KEEPERS, fill={"to": "down"}),
    "tandems:step_retire": Route("step", post=KEEPERS),
    "tandems:step_restore": Route("old step", post=KEEPERS),
    "tandems:kind_new": Route(get=KEEPERS, post=KEEPERS, fill={"name_de": "Neu"}),
    "tandems:kind_edit": Route("kind", get=KEEPERS, post=KEEPERS, fill={"name_de": "Neu"}),
    "tandems:kind_move": Route("kind", post=KEEPERS, fill={"to": "down"}),
    "tandems:kind_retire": Route("kind", post=KEEPERS),
    "tandems:kind_restore": Route("old kind", post=KEEPERS),
    "tandems:pace_edit": Route("class", get=KEEPERS, post=KEEPERS, fill={"call_days": "9"}),
    # --- the weekly meeting ------------------------------------------------------------------------------------
    "together:meetings": Route("tandem", get=OWN, post=OWN, records=False),  # one is planned already
    "together:meeting": Route("meeting", get=OWN, sees=OWN),
    "together:agenda": Route("meeting", get=OWN, sees=OWN),
    "together:move": Route("meeting", get=OWN, post=OWN, sees=OWN, fill={"minutes": "45"}),
    "together:close": Route("meeting", post=OWN, sees=OWN, fill={"held": "yes"}),
    "together:minutes": Route("meeting", get=OWN, post=OWN, sees=OWN, fill={"kind": "note", "text": "Neu"}),
    "together:item": Route("minute", get=OWN, post=OWN, sees=OWN, fill={"text": "Neu"}),
    "together:item_remove": Route("minute", post=OWN, sees=OWN),
    "together:item_todo": Route("minute", get=OWN, post=OWN, sees=OWN),
    "together:item_judge": Route("promise", post=SELF, sees=OWN, fill={"kept": "yes"}),
    "together:beside": Route("tandem", get=OWN),
    # --- swap days ---------------------------------------------------------------------------------------------
    "together:swaps": Route("tandem", get=OWN | LEAD),
    "together:swap_new": Route("tandem", get=OWN | LEAD, post=OWN | LEAD, fill=SWAP),
    "together:swap_proposals": Route("tandem", get=OWN | LEAD),
    "together:team_swaps": Route("team", get=LEAD, post=LEAD),
    "together:swap": Route("swap day", get=OWN | LEAD, sees=OWN | LEAD),
    "together:swap_move": Route(
        "swap day", get=OWN | LEAD, post=OWN | LEAD, sees=OWN | LEAD, fill={"start": "@swap", "days": "1"}
    ),
    "together:swap_cancel": Route("swap day", get=OWN | LEAD, post=OWN | LEAD, sees=OWN | LEAD, fill=REASON),
    "together:swap_programme": Route("swap day", post=OWN | LEAD, sees=OWN | LEAD),
    "together:swap_aim": Route("swap line", get=OWN | LEAD, post=OWN | LEAD, sees=OWN | LEAD, fill={"aim": "Neu"}),
    "together:swap_note": Route("lived swap day", get=OWN, post=OWN, sees=OWN | LEAD, fill={"will_do": "Neu"}),
    "together:swap_note_remove": Route("swap note", post=SELF, sees=OWN),
    "together:swap_todo": Route("swap note", get=OWN, post=OWN, sees=OWN),
    "together:swap_outcome": Route("lived swap day", get=OWN, post=OWN, sees=OWN | LEAD, fill={"outcome": "Neu"}),
    # --- introduction programme --------------------------------------------------------------------------------
    "programme:programmes": OPEN,
    "programme:new": Route(get=KEEPERS, post=KEEPERS, fill={"title": "Neu"}),
    "programme:programme": Route("programme", get=ALL),
    "programme:edit": Route("programme", get=KEEPERS, post=KEEPERS, fill={"title": "Neu"}),
    "programme:step_new": Route("programme", get=KEEPERS, post=KEEPERS, fill={"title": "Neu", "due_on": "@late"}),
    "programme:step": Route("programme step", get=KEEPERS, post=KEEPERS, fill={"due_on": "@late"}),
    "programme:step_done": Route("programme step", post=KEEPERS | SELF),
    "programme:step_open": Route("done programme step", post=KEEPERS),
    "programme:pilot": Route("programme", get=KEEPERS, post=KEEPERS, fill={"size": "1"}),
    "programme:pilot_set": Route(
        "draw", get=KEEPERS, post=KEEPERS, fill={"starts_on": "@soon", "ends_on": "@late", "freeze": "on"}
    ),
    "programme:wave_new": Route(
        "programme", get=KEEPERS, post=KEEPERS, fill={"title": "Zwei", "starts_on": "@late", "tandems": "@mates"}
    ),
    "programme:kickoff": Route("programme", get=ALL),
    "programme:kickoff_pdf": Route("programme", get=ALL),
    "programme:reviews": Route(
        "programme", get=KEEPERS | COUNCIL, post=KEEPERS, fill={"figure": "swaps", "least": "50"}
    ),
    "programme:review": Route("due review", get=KEEPERS, post=KEEPERS, fill={"decision": "go_on", "note": "Gut"}),
    "programme:thaw": Route("freeze", post=KEEPERS),
    "programme:checks": Route(get=ALL, post=KEEPERS, fill={"opens_on": "@late", "closes_on": "@late"}),
    "programme:readiness": Route("readiness", get=COUNCIL),
    "programme:check_answer": Route("readiness", get=ASKED, post=ASKED, fill=MARKS, records=False),  # by design
    # --- pulse and survey --------------------------------------------------------------------------------------
    "together:pulse": Route("tandem", get=OWN, post=OWN, fill=SCORES),
    "together:pulse_remove": Route("pulse", post=SELF, sees=OWN),
    "together:pulse_talk": Route("tandem", post=OWN),
    "together:helper": Route("tandem", get=OWN, post=OWN, fill={"helper": "@free"}),
    "together:help": Route("tandem", post=OWN),
    "together:help_end": Route("call for help", post=SELF | MATES, sees=SELF | MATES),
    "together:surveys": Route(get=ALL, post=ADMIN, fill={"opens_on": "@late", "closes_on": "@late", "split": "team"}),
    "together:survey": Route("survey", get=COUNCIL),
    "together:survey_answer": Route("survey", get=ASKED, post=ASKED, fill=SCORES, records=False),  # by design
    "together:settings": Route(get=ADMIN, post=ADMIN, fill={"group_size": "9"}),
    # --- activities --------------------------------------------------------------------------------------------
    "together:activities": Route(get=ALL),
    "together:activity_new": Route(
        get=SALES | ADMIN, post=SALES | ADMIN, fill={"title": "Kegeln", "day1": "@late", "clock": "17:00"}
    ),
    "together:activity": Route("poll", get=OWN, sees=OWN),
    "together:activity | fixed": Route("activity", get=OWN, sees=OWN),
    "together:activity_vote": Route("poll", post=OWN, sees=OWN),
    "together:activity_day": Route("poll", get=OWN, post=OWN, sees=OWN, fill={"day": "@late", "clock": "18:00"}),
    "together:activity_reply": Route("activity", post=OWN, sees=OWN, fill={"reply": "accepted"}),
    "together:activity_cancel": Route("activity", get=OWN, post=OWN, sees=OWN, fill=REASON),
    "together:activity_calendar": Route("activity", get=OWN, sees=OWN),
    "together:activity_cost": Route("activity", get=OWN, post=OWN, sees=OWN, fill={"cents": "80"}),
    "together:activity_memory": Route("activity", get=OWN, post=OWN, sees=OWN, fill={"text": "Schön"}),
    # --- people ----------------------------------------------------------------------------------------------
    "people:employees": OPEN,
    "people:employee": Route("employee", get=ALL),
    "people:mentions": Route(get=ALL, query="q=a"),
    "people:peek": Route("employee", get=ALL),
    "people:photo": Route("employee", get=ALL),
    "people:new": Route(
        get=ADMIN,
        post=ADMIN,
        fill={"first_name": "Nele", "last_name": "Neu", "email": "neu@example.com", "roles": "inside"},
    ),
    "people:edit": Route("employee", get=ADMIN, post=ADMIN, fill={"cost_centre": "4711"}),
    "people:roles": Route("employee", get=ADMIN, post=ADMIN, fill={"roles": "field"}),
    "people:ending": Route("employee", get=ADMIN, post=ADMIN, fill={"last_day": "@soon"}),
    "people:continuing": Route("leaver", post=ADMIN, fill={"version": "1"}),
    "people:invitation": Route("employee", post=ADMIN),
    "people:sign_in": Route("employee", post=ADMIN),
    "people:profile": OPEN,
    "people:profile_edit": Route("employee", get=SELF | ADMIN, post=SELF | ADMIN, fill={"phone": "12"}),
    "people:week": Route(
        "employee", get=SELF | ADMIN, post=SELF | ADMIN, fill={"day5_0_from": "08:00", "day5_0_to": "12:00"}
    ),
    "people:photo_edit": Route("employee", get=SELF | ADMIN, post=SELF | ADMIN, fill={"photo": "@picture"}),
    "people:photo_remove": Route("employee", post=SELF | ADMIN),
    "people:teams": OPEN,
    "people:team": Route("team", get=ALL),
    "people:team_new": Route(get=ADMIN, post=ADMIN, fill={"name": "Neu"}),
    "people:team_edit": Route("team", get=ADMIN, post=ADMIN, fill={"name": "Neu"}),
    "people:absences": OPEN,
    "people:absence": Route("absence", get=ALL),
    "people:absence_new": Route(get=ALL, post=ALL, fill={"start": "@soon", "last_day": "@soon"}),
    "people:absence_new_for": Route(
        "employee", get=SELF | LEAD | ADMIN, post=SELF | LEAD | ADMIN, fill={"start": "@soon", "last_day": "@soon"}
    ),
    "people:absence_edit": Route(
        "absence", get=SELF | LEAD | ADMIN, post=SELF | LEAD | ADMIN, fill={"kind": "training"}
    ),
    "people:absence_remove": Route("absence", post=SELF | LEAD | ADMIN),
    "people:agreements": OPEN,
    "people:agreement": Route("agreement", get=ALL),
    "people:agreement_new": Route(
        get=ADMIN, post=ADMIN, fill={"title": "Neu", "purpose": "pulse", "audience": "council"}
    ),
    "people:agreement_end": Route("agreement", get=ADMIN | COUNCIL, post=ADMIN | COUNCIL, fill={"reason": "Ende"}),
    # --- imports -----------------------------------------------------------------------------------------------
    "exchange:imports": Route(get=SALES | ADMIN),
    "exchange:new": Route(get=SALES | ADMIN, post=SALES | ADMIN, fill={"file": "@sheet", "kind": ""}),
    "exchange:import": Route("import", get=SELF, sees=SELF),
    "exchange:mapping": Route("import", get=SELF, post=SELF, sees=SELF),
    "exchange:preview": Route("import", post=SELF, sees=SELF, records=False),
    "exchange:reading": Route("import", post=SELF, sees=SELF, fill={"kind": "customer", "version": "1"}, records=False),
    "exchange:errors": Route("ended import", get=SELF, sees=SELF),
    "exchange:stop": Route("running import", post=SELF, sees=SELF),
    "exchange:resume": Route("stopped import", post=SELF, sees=SELF),
    "exchange:revert": Route("ended import", post=SELF, sees=SELF),
    "exchange:discard": Route("import", post=SELF, sees=SELF),
    # --- desk ------------------------------------------------------------------------------------------------
    "home": OPEN,
    "room": Route(get=SALES),
    "overview": Route(get=MANAGERS),
    "workload": Route(get=MANAGERS),
    "meanwhile": Route("absence that ended", get=SELF, sees=SELF),
    "bar": OPEN,
    "beside": Route(get=ALL),
    "today_act": Route("act on a to-do", post=OWNERS),
    "palette": Route(get=ALL, query="q=hansen"),
    "looking": Route("looked at", post=SALES, fill={"ref": "@looked"}, sees=SALES, records=False),
    "undo": Route("event", post=SELF, sees=SELF),
    "history | of a customer": Route("history of a customer", get=SALES),
    "history | of an order": Route("history of an order", get=SALES),
    "history | of a request": Route("history of a request", get=SALES),
    "history | of a price list": Route("history of a price list", get=SALES | ADMIN, sees=SALES | ADMIN),
    "history | of a customer group": Route("history of a customer group", get=SALES | ADMIN, sees=SALES | ADMIN),
    "history | of a person": Route("history of a person", get=ALL),
    "files | of a customer": Route(
        "files", get=SALES, post=SALES, query="about=customer:{key}", fill={"file": "@picture"}
    ),
    "file": Route("file", get=SALES),
    "document": Route("document", get=SALES),
    "letterhead": Route(get=ADMIN, post=ADMIN, fill={"name": "Nordwelle", "town": "Kiel"}),
    "letterhead_preview": Route(post=ADMIN, fill={"town": "Kiel"}, records=False),
    "file_thumbnail": Route("file", get=SALES),
    "file_remove": Route("file", post=SELF),
    "notices": OPEN,
    "bell": OPEN,
    "notices_read": Route(post=ALL, fill={"until": "1"}, records=False),
    "notice": Route("notice", get=SELF, sees=SELF),
    "notice_read": Route("notice", post=SELF, sees=SELF, records=False),
    "notice_settings": Route(get=ALL, post=ALL, records=False),
    "jobs": OPEN,
    "job": Route("job", get=SELF | ADMIN, sees=SELF | ADMIN),
    "job_state": Route("job", get=SELF | ADMIN, sees=SELF | ADMIN),
    "job_file": Route("job", get=SELF, sees=SELF),
    "job_cancel": Route("open job", post=SELF | ADMIN, sees=SELF | ADMIN),
    "job_restart": Route("failed job", post=SELF | ADMIN, sees=SELF | ADMIN),
    "list_export | customers": Route("list of customers", post=SALES, fill={"as": "customers.csv"}),
    "list_export | duplicates": Route("list of duplicates", post=SALES, fill={"as": "duplicates.csv"}),
    "list_export | requests": Route("list of requests", post=SALES, fill={"as": "requests.csv"}),
    "list_export | appointments": Route("list of appointments", post=SALES, fill={"as": "appointments.csv"}),
    "list_export | orders": Route("list of orders", post=SALES, fill={"as": "orders.xlsx"}),
    "list_export | invoices": Route("list of invoices", post=SALES, fill={"as": "invoices.xlsx"}),
    "list_export | payments": Route("list of invoices", post=SALES, fill={"as": "payments.csv"}),
    "list_export | list of payments": Route("list of payments", post=SALES, fill={"as": "payments.csv"}),
    "list_export | credit notes": Route("list of credit_notes", post=SALES, fill={"as": "credit_notes.csv"}),
    "list_export | mails": Route("list of mails", post=SALES, fill={"as": "mails.csv"}),
    "list_export | customer groups": Route(
        "list of customer_groups", post=SALES | ADMIN, fill={"as": "customer_groups.csv"}
    ),
    "list_export | order lines": Route("list of orders", post=SALES, fill={"as": "lines.csv"}),
    "list_export | quotes": Route("list of quotes", post=SALES, fill={"as": "quotes.xlsx"}),
    "list_export | to-dos": Route("list of todos", post=SALES, fill={"as": "todos.csv"}),
    "list_export | hand-offs": Route("list of handoffs", post=SALES, fill={"as": "handoffs.csv"}),
    "list_export | products": Route("list of products", post=SALES | ADMIN, fill={"as": "products.csv"}),
    "list_export | price lists": Route("list of price_lists", post=SALES | ADMIN, fill={"as": "price_lists.csv"}),
    "list_export | prices": Route("list of prices", post=SALES | ADMIN, fill={"as": "prices.csv"}),
    "list_export | imports": Route("list of imports", post=SALES | ADMIN, fill={"as": "imports.csv"}),
    "list_export | tandems": Route("list of tandems", post=ALL, fill={"as": "tandems.xlsx"}),
    "list_export | people": Route("list of people", post=ALL, fill={"as": "people.csv"}),
    "list_export | teams": Route("list of teams", post=ALL, fill={"as": "teams.csv"}),
    "list_export | absences": Route("list of absences", post=ALL, fill={"as": "absences.csv"}),
    "list_export | jobs": Route("list of jobs", post=ALL, fill={"as": "jobs.csv"}),
    "list_export | deliveries": Route("list of deliveries", post=ADMIN, fill={"as": "deliveries.csv"}),
    "list_export | exports": Route("list of exports", post=ADMIN, fill={"as": "exports.csv"}),
    "exports": Route(get=ADMIN),
    "outbox": Route(get=ADMIN),
    "kept_mails": Route(get=ALL),
    "delivery": Route("delivery", get=ADMIN),
    "delivery_retry": Route("delivery", post=ADMIN, records=False),
    # --- backups ---------------------------------------------------------------------------------------------
    "backups": Route(get=ADMIN),
    "backup_new": Route(post=ADMIN),
}

# --- pages of allauth about one's own sign-in, the same for everybody ----------------------------------------
OWN_ACCOUNT = {
    "account_reauthenticate",
    "account_change_password",
    "account_set_password",
    "usersessions_list",
    "mfa_index",
    "mfa_reauthenticate",
    "mfa_activate_totp",
    "mfa_deactivate_totp",
    "mfa_view_recovery_codes",
    "mfa_generate_recovery_codes",
    "mfa_download_recovery_codes",
    "mfa_list_webauthn",
    "mfa_add_webauthn",
    "mfa_reauthenticate_webauthn",
    "mfa_remove_webauthn",
    "mfa_edit_webauthn",
}

# --- the only ones that answer to who has not signed in ------------------------------------------------------
SIGNED_OUT = {
    # The portal knows contacts only; whoever else comes is as nobody (portal/tests/test_attacks.py).
    *(f"portal:{name}" for name in ("home", "enter", "sign_in", "sign_out", "language", "privacy", "photo")),
    *(f"portal:{name}" for name in ("requests", "request_new", "request", "request_reply", "request_rate")),
    *(f"portal:{name}" for name in ("orders", "order", "documents", "paper", "brand", "logo", "file", "nowhere")),
    *(f"portal:{name}" for name in ("quotes", "quote", "quote_accept", "quote_decline", "quote_ask", "shared")),
    *(f"portal:{name}" for name in ("contracts", "contract", "contract_sign")),
    *(f"portal:{name}" for name in ("appointments", "appointment_new", "appointment_decline")),
    "health",
    "work:invitation",
    "set_language",
    "account_login",
    "account_logout",
    "account_inactive",
    "account_reset_password",
    "account_reset_password_done",
    "account_reset_password_from_key",
    "account_reset_password_from_key_done",
    "mfa_authenticate",
    "mfa_login_webauthn",
}
