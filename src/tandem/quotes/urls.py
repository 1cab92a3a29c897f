"""Routes of quotes."""

from django.urls import path

from .views import builder, comparing, helpers, making, options, papers, printing, quotes

app_name = "quotes"
ONE = "quotes/<str:number>/"

urlpatterns = [
    path("quotes/", quotes.list_quotes, name="quotes"),
    path("customers/<str:number>/quotes/", quotes.of_customer, name="of_customer"),
    path("opportunities/<str:number>/quotes/", quotes.of_opportunity, name="of_opportunity"),
    path("quotes/blocks/", helpers.blocks, name="blocks"),
    path("quotes/blocks/new/", helpers.block_new, name="block_new"),
    path("quotes/blocks/<int:pk>/", helpers.block, name="block"),
    path("quotes/blocks/<int:pk>/retire/", helpers.block_retire, name="block_retire"),
    path("quotes/new/", making.new_quote, name="new"),
    path(ONE, quotes.show_quote, name="quote"),
    path(f"{ONE}peek/", quotes.show_peek, name="peek"),
    path(f"{ONE}edit/", builder.build, name="build"),
    path(f"{ONE}lines/", builder.lines, name="lines"),
    path(f"{ONE}lines/<int:pk>/", builder.line, name="line"),
    path(f"{ONE}lines/<int:pk>/remove/", builder.line_remove, name="line_remove"),
    path(f"{ONE}lines/<int:pk>/place/", builder.line_move, name="line_move"),
    path(f"{ONE}products/", builder.products, name="products"),
    path(f"{ONE}options/", options.options, name="options"),
    path(f"{ONE}options/<int:pk>/", options.option, name="option"),
    path(f"{ONE}options/<int:pk>/remove/", options.option_remove, name="option_remove"),
    path(f"{ONE}comparison/", comparing.comparison, name="comparison"),
    path(f"{ONE}comparison/edit/", comparing.edit, name="comparison_edit"),
    path(f"{ONE}comparison/offers/", comparing.offer_new, name="offer_new"),
    path(f"{ONE}comparison/offers/<int:pk>/", comparing.offer, name="offer"),
    path(f"{ONE}comparison/offers/<int:pk>/remove/", comparing.offer_remove, name="offer_remove"),
    path(f"{ONE}differences/", comparing.differences, name="differences"),
    path(f"{ONE}template/", helpers.template, name="template"),
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
    path(f"{ONE}approvals/<int:pk>/taking-back/", papers.approval_dropped, name="approval_dropped"),
]
