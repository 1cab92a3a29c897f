"""Routes of plans."""

from django.urls import path

from .views import builder, deeds, example, lists, members, own, simulations

PLAN = "plans/<int:pk>/"
VERSION = "plans/versions/<int:pk>/"

urlpatterns = [
    path("plans/", lists.list_plans, name="plans"),
    path("plans/new/", lists.new_plan, name="new_plan"),
    path(f"{PLAN}members/new/", members.new_member, name="new_member"),
    path("plans/members/<int:pk>/", members.edit_member, name="member"),
    path(VERSION, lists.show_version, name="plan_version"),
    path(f"{VERSION}frame/", builder.frame, name="plan_frame"),
    path(f"{VERSION}toml/", builder.toml, name="plan_toml"),
    path(f"{VERSION}blocks/new/", builder.new_block, name="new_block"),
    path(f"{VERSION}blocks/<int:place>/", builder.block, name="block"),
    path(f"{VERSION}blocks/<int:place>/removal/", builder.remove_block, name="block_removal"),
    path(f"{VERSION}example/", example.show_example, name="plan_example"),
    path(f"{VERSION}copies/", deeds.copy, name="plan_copies"),
    path(f"{VERSION}proposal/", deeds.propose, name="plan_proposal"),
    path(f"{VERSION}return/", deeds.give_back, name="plan_return"),
    path(f"{VERSION}approval/", deeds.approve, name="plan_approval"),
    path(f"{VERSION}removal/", deeds.remove, name="plan_removal"),
    path(f"{VERSION}end/", deeds.end, name="plan_end"),
    path(f"{VERSION}acceptance/", own.accept, name="plan_acceptance"),
    path(f"{VERSION}simulations/", simulations.new_simulation, name="new_simulation"),
    path("plans/simulations/<int:pk>/", simulations.show_simulation, name="simulation"),
    path("commission/plan/", own.show_own, name="own_plan"),
]
