"""What apps below ask of those above: who merges what, who takes part in a page, an alert, an agenda, a letter."""

from __future__ import annotations

from dataclasses import replace

from tandem.contracts.letters import contract_source
from tandem.contracts.mergers import contracts_merger
from tandem.core.sections import AlertOf, SectionOf
from tandem.customers.mergers import customers_merger
from tandem.customers.merging.registry import Merger
from tandem.customers.sections import customers_of_tandem
from tandem.desk.mergers import desk_merger
from tandem.desk.queries.meanwhile import summary_of_absence
from tandem.exchange.backups.queries import late_backup
from tandem.exchange.mergers import exchange_merger
from tandem.goals.sections import goals_of_tandem
from tandem.letters.mergers import letters_merger
from tandem.letters.sources import Source
from tandem.orders.letters import order_source
from tandem.orders.mergers import orders_merger
from tandem.orders.sections import order_of_quote
from tandem.people.duties import Duties
from tandem.pipeline.calling import NEW_LEADS
from tandem.pipeline.mergers import pipeline_merger
from tandem.portal.addresses import address_of_contract, address_of_order, address_of_quote
from tandem.portal.mergers import portal_merger
from tandem.quotes.letters import quote_source
from tandem.quotes.mergers import quotes_merger
from tandem.tandems.duties import seats_as_duties
from tandem.together.agenda import SectionOf as AgendaOf
from tandem.together.agenda.chances import standing_still, wins_and_losses
from tandem.together.agenda.deals import orders_won, quotes_to_follow_up, rules_waiting
from tandem.together.agenda.goals import goals_so_far
from tandem.together.agenda.work import (
    calls_due,
    handoffs_late,
    handoffs_returned,
    requests_open,
    todos_overdue,
    visits_ahead,
)
from tandem.together.mergers import together_merger
from tandem.together.sections import meetings_of_tandem
from tandem.together.swaps.occasions import swap_occasions
from tandem.together.swaps.sections import swaps_of_tandem, swaps_of_team
from tandem.work.call_sources import CallSource
from tandem.work.mergers import work_merger
from tandem.work.occasions import OccasionsOf
from tandem.work.sections import work_of_absence

MERGERS: tuple[Merger, ...] = (
    customers_merger,
    letters_merger,
    work_merger,
    pipeline_merger,
    quotes_merger,
    contracts_merger,
    orders_merger,
    together_merger,
    desk_merger,
    exchange_merger,
    portal_merger,
)
OCCASIONS: tuple[OccasionsOf, ...] = (swap_occasions,)
DUTIES: tuple[Duties, ...] = (seats_as_duties,)
SECTIONS: dict[str, tuple[SectionOf, ...]] = {
    "tandem": (customers_of_tandem, goals_of_tandem, meetings_of_tandem, swaps_of_tandem),
    "team": (swaps_of_team,),
    "quote": (order_of_quote,),
    "absence": (work_of_absence, summary_of_absence),
}
AGENDA: tuple[AgendaOf, ...] = (
    rules_waiting,
    requests_open,
    handoffs_late,
    handoffs_returned,
    todos_overdue,
    calls_due,
    visits_ahead,
    quotes_to_follow_up,
    standing_still,
    wins_and_losses,
    orders_won,
    goals_so_far,
)

LETTERS: dict[str, Source] = {
    "order": replace(order_source, address=address_of_order),
    "quote": replace(quote_source, address=address_of_quote),
    "contract": replace(contract_source, address=address_of_contract),
}
ALERTS: tuple[AlertOf, ...] = (late_backup,)
CALLS: tuple[CallSource, ...] = (NEW_LEADS,)
