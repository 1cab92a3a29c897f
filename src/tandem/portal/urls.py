"""The customers' pages. Whatever else lies below this address is nowhere."""

from django.urls import path

from .views import accepting, appointments, contracts, documents, entering, home, orders, quotes, requests

app_name = "portal"
urlpatterns = [
    path("", home.show_home, name="home"),
    path("enter/", entering.use_link, name="enter"),
    path("sign-in/", entering.sign_in, name="sign_in"),
    path("sign-out/", entering.sign_out, name="sign_out"),
    path("language/", entering.choose_language, name="language"),
    path("privacy/", entering.show_privacy, name="privacy"),
    path("people/<int:pk>/photo/", home.show_photo, name="photo"),
    path("requests/", requests.list_requests, name="requests"),
    path("requests/new/", requests.new_request, name="request_new"),
    path("requests/<int:pk>/", requests.show_request, name="request"),
    path("requests/<int:pk>/reply/", requests.reply_to_request, name="request_reply"),
    path("requests/<int:pk>/rating/", requests.rate, name="request_rate"),
    path("quotes/", quotes.list_quotes, name="quotes"),
    path("quotes/<str:number>/", quotes.show_quote, name="quote"),
    path("quotes/<str:number>/acceptance/", accepting.accept_choice, name="quote_accept"),
    path("quotes/<str:number>/decline/", quotes.decline, name="quote_decline"),
    path("quotes/<str:number>/question/", quotes.ask, name="quote_ask"),
    path("shared/", quotes.show_shared, name="shared"),
    path("contracts/", contracts.list_contracts, name="contracts"),
    path("contracts/<str:number>/", contracts.show_contract, name="contract"),
    path("contracts/<str:number>/signature/", contracts.sign, name="contract_sign"),
    path("orders/", orders.list_orders, name="orders"),
    path("orders/<str:number>/", orders.show_order, name="order"),
    path("documents/", documents.list_documents, name="documents"),
    path("documents/<int:pk>/", documents.show_paper, name="paper"),
    path("brand.css", documents.show_brand, name="brand"),
    path("logo/", documents.show_logo, name="logo"),
    path("files/<int:pk>/", documents.show_file, name="file"),
    path("appointments/", appointments.list_appointments, name="appointments"),
    path("appointments/new/", appointments.new_appointment, name="appointment_new"),
    path("appointments/<int:pk>/decline/", appointments.decline, name="appointment_decline"),
    path("<path:rest>", home.nowhere, name="nowhere"),
]
