"""The one visible map: which verb is handled by whom, which job is run by whom, which verb is taken back how."""

from __future__ import annotations

from tandem.catalogue import actions as catalogue
from tandem.commissions import actions as commissions
from tandem.commissions.plans import endings, simulating
from tandem.commissions.reactions import accrue_after_rate, accrue_after_run, accrue_daily, accrue_goal, accrue_order
from tandem.commissions.reminding import remind_of_answers
from tandem.contracts.reactions import run_terms_daily
from tandem.core.attachments import actions as files
from tandem.core.events import Handler
from tandem.core.exports import actions as exports
from tandem.core.jobs import Runner, run_job, sweep_files
from tandem.core.looking import sweep_leases
from tandem.core.once import forget_old
from tandem.core.schedule import DAILY
from tandem.core.undo import Undoer
from tandem.customers import actions as customers
from tandem.customers.actions.groups import undo_group_edit
from tandem.customers.actions.pairs import SCAN
from tandem.customers.matching.scan import find_duplicates, scan_weekly
from tandem.customers.reactions import follow_team, own_again, queue_customers
from tandem.desk.audience import AUDIENCE
from tandem.desk.reactions import gather_digests, give_notices, plan_digests, send_digest, sweep_notices, welcome_back
from tandem.exchange.backups.actions import run_backup
from tandem.exchange.backups.reactions import start_daily_backup
from tandem.exchange.mail import sorting
from tandem.exchange.mail.reactions import WATCHED, watch_mailbox
from tandem.exchange.wizard.reverting import revert_import
from tandem.exchange.wizard.running import check_import, run_import
from tandem.formation import actions as formation
from tandem.formation import note_jobs, spread_jobs
from tandem.formation.actions.notes import TELL
from tandem.formation.solving import JOB as PAIRS
from tandem.formation.solving import solve_proposal
from tandem.goals.actions import undoing
from tandem.letters.actions import texts
from tandem.letters.reactions import send_written
from tandem.orders import actions as orders
from tandem.orders.billing import actions as billing
from tandem.orders.reactions import refresh_figures, roll_figures
from tandem.people import actions as people
from tandem.people.reactions import send_invitation, send_password_link, tell_new_address, tell_sign_in_changed
from tandem.pipeline import actions as pipeline
from tandem.pipeline.reactions import follow_customer, follow_customers
from tandem.portal.reactions import (
    hide_moved,
    send_portal_code,
    send_portal_link,
    send_shared_link,
    sweep_portal,
    tell_portal_answer,
)
from tandem.programme.actions.plan import undo_step_done
from tandem.programme.reactions import follow_todo
from tandem.quotes.actions.lines import undo_removed as undo_line_removed
from tandem.quotes.reactions import expire_daily
from tandem.tandems import actions as tandems
from tandem.tandems.reactions import empty_seats
from tandem.together import actions as together
from tandem.together.activities.mails import send_activity_mails
from tandem.together.activities.reactions import remind_idle_pairs
from tandem.together.swaps import actions as swaps
from tandem.together.swaps.reactions import follow_swaps
from tandem.work.actions import appointments, calls, checklist, handoff_undo, reports, request_undo, todo_undo
from tandem.work.actions.absence import JOB as HAND_OVER
from tandem.work.actions.absence import run_absence_job
from tandem.work.actions.request_merge_undo import undo_merged
from tandem.work.invitations import send_invitations
from tandem.work.over import sweep_appointments
from tandem.work.owners import follow_owner, follow_owners
from tandem.work.reactions import pace_newcomers, refresh_all_paces, refresh_pace, refresh_pace_of_tandem

REACTIONS: dict[str, tuple[Handler, ...]] = {
    DAILY: (
        sweep_portal,
        roll_figures,
        forget_old,
        sweep_files,
        files.sweep_removed,
        people.close_ended,
        scan_weekly,
        start_daily_backup,
        follow_owners,
        follow_customers,
        sweep_appointments,
        sweep_leases,
        sweep_notices,
        welcome_back,
        plan_digests,
        pace_newcomers,
        watch_mailbox,
        expire_daily,
        run_terms_daily,
        follow_swaps,
        remind_idle_pairs,
        accrue_daily,
        remind_of_answers,
    ),
    WATCHED: (watch_mailbox,),
    "digests.planned": (gather_digests,),
    "digest.due": (send_digest,),
    "todo.done": (follow_todo,),
    "todo.done.undone": (follow_todo,),
    "todo.reopened": (follow_todo,),
    "job.started": (run_job,),
    "job.restarted": (run_job,),
    "employee.invited": (send_invitation,),
    "employee.sign_in_reset": (send_invitation,),
    "employee.edited": (tell_new_address,),
    "password.reset_asked": (send_password_link,),
    "sign_in.changed": (tell_sign_in_changed,),
    "employee.left": (empty_seats,),
    "employment.ended": (empty_seats,),
    "customer.moved": (follow_owner, follow_customer),
    "tandem.edited": (follow_team,),
    "tandem.edited.undone": (follow_team,),
    "tandem.closed": (queue_customers,),
    "tandem.closed.undone": (own_again,),
    "appointment.booked": (send_invitations,),
    "appointment.booked.undone": (send_invitations,),
    "appointment.moved": (send_invitations,),
    "appointment.moved.undone": (send_invitations,),
    "appointment.edited": (send_invitations,),
    "appointment.edited.undone": (send_invitations,),
    "appointment.cancelled": (send_invitations,),
    "appointment.cancelled.undone": (send_invitations,),
    "activity.fixed": (send_activity_mails,),
    "activity.cancelled": (send_activity_mails,),
    "mail.written": (send_written,),
    "mail.filed.undone": (hide_moved,),
    "order.captured": (refresh_figures,),
    "order.captured.undone": (refresh_figures,),
    "order.edited": (refresh_figures,),
    "order.edited.undone": (refresh_figures,),
    "order.confirmed": (refresh_figures, accrue_order),
    "order.cancelled": (refresh_figures, accrue_order),
    "order.credited": (refresh_figures, accrue_order),
    "credit_note.withdrawn": (refresh_figures, accrue_order),
    "invoice.entered": (accrue_order,),
    "invoice.cancelled": (accrue_order,),
    "payment.entered": (accrue_order,),
    "run.locked": (accrue_after_run,),
    "goal.agreed": (accrue_goal,),
    "goal.set": (accrue_goal,),
    "exchange_rate.set": (accrue_after_rate,),
    "request.answered": (refresh_pace, tell_portal_answer),
    "portal.invited": (send_portal_link,),
    "portal.link_asked": (send_portal_link,),
    "portal.code_asked": (send_portal_code,),
    "portal.shared": (send_shared_link,),
    "rules.in_force": (refresh_pace_of_tandem,),
    "class_pace.edited": (refresh_all_paces,),
    "class_pace.edited.undone": (refresh_all_paces,),
    "note.added": (refresh_pace,),
    "note.added.undone": (refresh_pace,),
    "note.edited": (refresh_pace,),
    "note.removed": (refresh_pace,),
    "note.removed.undone": (refresh_pace,),
    "call.logged": (refresh_pace,),
    "call.logged.undone": (refresh_pace,),
    "visit.reported": (refresh_pace,),
    "visit.reported.undone": (refresh_pace,),
    "visit.report_edited": (refresh_pace,),
    "customer.created": (refresh_pace,),
    "customer.edited": (refresh_pace,),
    "customer.edited.undone": (refresh_pace,),
    "customer.assigned": (follow_owner, follow_customer, refresh_pace),
    "customer.queued": (follow_owner, follow_customer, refresh_pace),
}
# Whom a verb is told to stands in desk/audience.py; after whatever else follows from it.
REACTIONS |= {verb: (*REACTIONS.get(verb, ()), give_notices) for verb in AUDIENCE}
JOBS: dict[str, Runner] = {
    exports.JOB: exports.run_export,
    "backup": run_backup,
    SCAN: find_duplicates,
    "import.check": check_import,
    "import.run": run_import,
    "import.revert": revert_import,
    HAND_OVER: run_absence_job,
    PAIRS: solve_proposal,
    commissions.JOB: commissions.compute_run,
    spread_jobs.SOLVE: spread_jobs.solve_spread,
    spread_jobs.MOVE: spread_jobs.move_customers,
    TELL: note_jobs.write_notes,
    simulating.JOB: simulating.run_simulation,
}
UNDOERS: dict[str, Undoer] = {
    "employee.edited": people.undo_edit,
    "employee.roles_set": people.undo_roles,
    "profile.edited": people.undo_profile,
    "working_times.set": people.undo_working_times,
    "team.edited": people.undo_team,
    "absence.recorded": people.undo_absence,
    "product.edited": catalogue.undo_edit,
    "product.retired": catalogue.undo_edit,
    "price_list.edited": catalogue.undo_list_edit,
    "customer_group.edited": undo_group_edit,
    "discount_limit.set": catalogue.undo_limits,
    "prices.set": catalogue.undo_prices,
    "prices.removed": catalogue.undo_prices,
    "customer.edited": customers.undo_edit,
    "contact.edited": customers.undo_contact_edit,
    "customer.merged": customers.take_back_merge,
    "contact.merged": customers.take_back_merge,
    "duplicate.dismissed": customers.undo_dismissed,
    "file.added": files.undo_file_added,
    "file.removed": files.undo_file_removed,
    "note.added": customers.undo_note_added,
    "note.removed": customers.undo_note_removed,
    "appointment.booked": appointments.undo_booked,
    "appointment.moved": appointments.undo_changed,
    "appointment.edited": appointments.undo_changed,
    "appointment.cancelled": appointments.undo_cancelled,
    "order.captured": orders.undo_capture,
    "order.edited": orders.undo_edit,
    "order.promised": orders.undo_promise,
    "order.delivered": orders.undo_delivery,
    "quote.line_removed": undo_line_removed,
    "goal.accepted": undoing.undo_accepted,
    "goal.withdrawn": undoing.undo_withdrawn,
    "goal.value_entered": undoing.undo_value,
    "plan_version.removed": endings.undo_removed,
    "plan_version.ended": endings.undo_ended,
    "invoice.entered": billing.undo_invoice,
    "payment.entered": billing.undo_payment,
    "opportunity.created": pipeline.undo_created,
    "opportunity.edited": pipeline.undo_edited,
    "opportunity.moved": pipeline.undo_moved,
    "opportunity.won": pipeline.undo_closed,
    "opportunity.lost": pipeline.undo_closed,
    "lead.edited": pipeline.undo_lead_edited,
    "lead.converted": pipeline.undo_converted,
    "lead.called": pipeline.undo_called,
    "lead.qualified": pipeline.undo_lead_edited,
    "lead.dropped": pipeline.undo_dropped,
    "pipeline.edited": pipeline.undo_pipeline,
    "stage.edited": pipeline.undo_stage,
    "tandem.formed": tandems.undo_formed,
    "tandem.edited": tandems.undo_edited,
    "tandem.closed": tandems.undo_closed,
    "seat.taken": tandems.undo_seat_taken,
    "seat.vacated": tandems.undo_seat_vacated,
    "weights.set": tandems.undo_weights,
    "todo.added": todo_undo.undo_added,
    "todo.edited": todo_undo.undo_changed,
    "todo.taken": todo_undo.undo_changed,
    "todo.given": todo_undo.undo_changed,
    "todo.snoozed": todo_undo.undo_changed,
    "todo.reopened": todo_undo.undo_changed,
    "todo.done": todo_undo.undo_ended,
    "todo.removed": todo_undo.undo_ended,
    "todo.item_added": checklist.undo_item_added,
    "todo.item_ticked": checklist.undo_item_ticked,
    "todo.item_unticked": checklist.undo_item_ticked,
    "todo.item_removed": checklist.undo_item_removed,
    "handoff.offered": handoff_undo.undo_offered,
    "handoff.accepted": handoff_undo.undo_answered,
    "handoff.returned": handoff_undo.undo_answered,
    "handoff.withdrawn": handoff_undo.undo_answered,
    "handoff.done": handoff_undo.undo_done,
    "request.claimed": request_undo.undo_change,
    "request.given": request_undo.undo_change,
    "request.snoozed": request_undo.undo_change,
    "request.edited": request_undo.undo_change,
    "request.closed": request_undo.undo_closed,
    "request.merged": undo_merged,
    "call.logged": calls.undo_logged,
    "call.put_off": calls.undo_put_off,
    "visit.reported": reports.undo_reported,
    "mail.discarded": sorting.undo_discarded,
    "mail.filed": sorting.undo_filed,
    "text.retired": texts.undo_retired,
    "meeting.planned": together.undo_planned,
    "meeting.moved": together.undo_moved,
    "meeting.closed": together.undo_closed,
    "minute.written": together.undo_written,
    "minute.edited": together.undo_edited,
    "minute.removed": together.undo_removed,
    "minute.turned": together.undo_turned,
    "promise.made": together.undo_written,
    "promise.judged": together.undo_judged,
    "swap_day.planned": swaps.undo_planned,
    "swap_day.moved": swaps.undo_moved,
    "swap_day.cancelled": swaps.undo_cancelled,
    "pairing.accepted": formation.undo_accepted,
    "spread.fixed": formation.undo_fixed,
    "programme.step_done": undo_step_done,
    "rules.proposed": tandems.undo_proposed,
    "rules.agreed": tandems.undo_agreed,
    "rules.withdrawn": tandems.undo_withdrawn,
    "playbook_step.added": tandems.undo_entry_added,
    "playbook_step.edited": tandems.undo_entry,
    "playbook_step.moved": tandems.undo_moved,
    "playbook_step.retired": tandems.undo_entry,
    "playbook_step.restored": tandems.undo_entry,
    "request_kind.added": tandems.undo_entry_added,
    "request_kind.edited": tandems.undo_entry,
    "request_kind.moved": tandems.undo_moved,
    "request_kind.retired": tandems.undo_entry,
    "request_kind.restored": tandems.undo_entry,
    "class_pace.edited": tandems.undo_pace,
}
