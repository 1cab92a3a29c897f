"""Routes of mails to customers and of the texts for them."""

from django.urls import path

from .views import mails, texts

app_name = "letters"

urlpatterns = [
    path("letters/new/", mails.new_mail, name="new"),
    path("letters/new/text/", mails.take_text, name="text"),
    path("letters/<int:pk>/", mails.show_mail, name="mail"),
    path("texts/", texts.list_texts, name="texts"),
    path("texts/new/", texts.new_text, name="text_new"),
    path("texts/<int:pk>/", texts.edit_text, name="text_edit"),
    path("texts/<int:pk>/retirement/", texts.retire, name="text_retire"),
    path("texts/<int:pk>/return/", texts.restore, name="text_restore"),
]
