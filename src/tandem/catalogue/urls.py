"""Routes of the catalogue."""

from django.urls import path

from . import views
from .views import terms

app_name = "catalogue"

urlpatterns = [
    path("sale-terms/", terms.sale_terms, name="terms"),
    path("sale-terms/limits/", terms.limits, name="limits"),
    path("sale-terms/taxes/", terms.taxes, name="taxes"),
    path("products/", views.list_products, name="products"),
    path("products/new/", views.new_product, name="new"),
    path("products/<str:number>/", views.show_product, name="product"),
    path("products/<str:number>/edit/", views.edit, name="edit"),
    path("products/<str:number>/retire/", views.retire, name="retire"),
    path("price-lists/", views.list_price_lists, name="price_lists"),
    path("price-lists/new/", views.new_price_list, name="price_list_new"),
    path("price-lists/<str:number>/", views.show_price_list, name="price_list"),
    path("price-lists/<str:number>/edit/", views.edit_list, name="price_list_edit"),
    path("price-lists/<str:number>/prices/new/", views.choose_product, name="price_new"),
    path("price-lists/<str:number>/prices/<str:product>/", views.edit_prices, name="prices"),
    path("price-lists/<str:number>/prices/<str:product>/remove/", views.remove_prices, name="prices_remove"),
]
