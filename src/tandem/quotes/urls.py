"""Routes of quotes."""

from django.urls import path

from .views import making, papers, printing, quotes

app_name = "quotes"
ONE = "quotes/<str:number>/"

urlpatterns = [
    path("quotes/", quotes.list_quotes, name="quotes"),
    path("quotes/new/", making.new_quote, name="new"),
    path(ONE, quotes.show_quote, name="quote"),
    path(f"{ONE}peek/", quotes.show_peek, name="peek"),
    path(f"{ONE}sending/", papers.sending, name="sending"),
    path(f"{ONE}print/", printing.print_paper, name="print"),
    path(f"{ONE}withdrawal/", papers.withdrawal, name="withdrawal"),
    path(f"{ONE}revisions/", papers.revision, name="revise"),
    path(f"{ONE}revisions/discard/", papers.discard, name="discard"),
    path(f"{ONE}copies/", papers.copy, name="copy"),
    path(f"{ONE}acceptance/", papers.acceptance, name="acceptance"),
    path(f"{ONE}decline/", papers.decline, name="decline"),
    path(f"{ONE}question/", papers.question, name="question"),
    path(f"{ONE}approvals/", papers.approval, name="approval"),
    path(f"{ONE}approvals/<int:pk>/", papers.decision, name="decision"),
]
