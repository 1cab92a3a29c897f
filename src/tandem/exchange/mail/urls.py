"""Routes of mail that comes in."""

from django.urls import path

from . import mailbox_views, views

urlpatterns = [
    path("mails/", views.list_mails, name="mails"),
    path("mails/new/", views.new_mail, name="mail_new"),
    path("mails/<int:pk>/", views.show_mail, name="mail"),
    path("mails/<int:pk>/assignment/", views.assign, name="mail_assign"),
    path("mails/<int:pk>/discarding/", views.discard, name="mail_discard"),
    path("requests/<int:pk>/mails/", views.mails_of_request, name="mails_of_request"),
    path("mailbox/", mailbox_views.show_mailbox, name="mailbox"),
    path("mailbox/try/", mailbox_views.try_mailbox, name="mailbox_try"),
]
