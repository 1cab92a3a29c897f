"""Routes of commissions."""

from django.urls import path

from .payroll import urls as payroll
from .plans import urls as plans
from .provisions import urls as provisions
from .views import adjustments, corrections, joint, questions, rates, runs, statement

app_name = "commissions"
PERSON = "statements/<int:pk>/"
RUN = "settlement/<int:pk>/"
QUESTION = "commission/questions/<int:pk>/"
ADJUSTMENT = "commission/adjustments/<int:pk>/"

urlpatterns = [
    *plans.urlpatterns,
    *payroll.urlpatterns,
    *provisions.urlpatterns,
    path("commission/", statement.show_own, name="commission"),
    path("commission/today/", statement.show_today, name="today"),
    path("commission/what-if/", statement.show_what_if, name="what_if"),
    path("commission/extract/", statement.own_extract, name="extract"),
    path("commission/orders/", statement.own_counted, name="counted"),
    path("statements/", statement.list_people, name="people"),
    path(PERSON, statement.show_person, name="statement"),
    path(f"{PERSON}extract/", statement.extract, name="extract_of"),
    path(f"{PERSON}orders/", statement.counted, name="counted_of"),
    path(f"{PERSON}adjustment/", adjustments.new_adjustment, name="new_adjustment"),
    path("statements/<int:pk>/pdf/", statement.pdf, name="pdf"),
    path("tandems/<int:pk>/commission/", joint.show_joint, name="joint"),
    path("commission/questions/", questions.list_questions, name="questions"),
    path("commission/questions/new/", questions.new_question, name="new_question"),
    path(QUESTION, questions.show_question, name="question"),
    path("commission/adjustments/", adjustments.list_adjustments, name="adjustments"),
    path(ADJUSTMENT, adjustments.show_adjustment, name="adjustment"),
    path(f"{ADJUSTMENT}approval/", adjustments.approve, name="adjustment_approval"),
    path(f"{ADJUSTMENT}refusal/", adjustments.refuse, name="adjustment_refusal"),
    path(f"{ADJUSTMENT}withdrawal/", adjustments.withdraw, name="adjustment_withdrawal"),
    path("commission/postings/<int:number>/reversal/", corrections.reverse_line, name="posting_reversal"),
    path("settlement/", runs.list_runs, name="runs"),
    path("settlement/rates/", rates.list_rates, name="rates"),
    path("settlement/rates/new/", rates.new_rate, name="new_rate"),
    path("settlement/head/", runs.head_file, name="ledger_head"),
    path("settlement/new/", runs.new_run, name="new_run"),
    path(RUN, runs.show_run, name="run"),
    path(f"{RUN}approval/", runs.approve, name="run_approval"),
    path(f"{RUN}lock/", runs.lock, name="run_lock"),
    path(f"{RUN}release/", runs.release, name="run_release"),
    path(f"{RUN}discarding/", runs.discard, name="run_discarding"),
]
