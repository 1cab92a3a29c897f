"""Routes of the catalogue."""

from django.urls import path

from . import views

app_name = "catalogue"

urlpatterns = [
    path("products/", views.list_products, name="products"),
    path("products/new/", views.new_product, name="new"),
    path("products/<str:number>/", views.show_product, name="product"),
    path("products/<str:number>/edit/", views.edit, name="edit"),
    path("products/<str:number>/retire/", views.retire, name="retire"),
]
