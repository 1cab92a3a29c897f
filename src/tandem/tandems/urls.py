"""Routes of tandems."""

from django.urls import path

from .views import seats, tandems

app_name = "tandems"
ONE = "tandems/<int:pk>/"

urlpatterns = [
    path("tandems/", tandems.list_tandems, name="tandems"),
    path("tandems/new/", tandems.new_tandem, name="new"),
    path(ONE, tandems.show_tandem, name="tandem"),
    path(f"{ONE}peek/", tandems.show_peek, name="peek"),
    path(f"{ONE}edit/", tandems.edit, name="edit"),
    path(f"{ONE}closing/", tandems.close, name="close"),
    path(f"{ONE}choice/", tandems.choose, name="choose"),
    path(f"{ONE}seats/<str:role>/", seats.seat, name="seat"),
    path(f"{ONE}seats/<str:role>/vacancy/", seats.vacate, name="vacate"),
    path(f"{ONE}weights/", seats.weights, name="weights"),
]
