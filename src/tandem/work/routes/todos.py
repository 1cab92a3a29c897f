"""Routes of to-dos."""

from django.urls import path

from tandem.work.views import todo_deeds as deeds
from tandem.work.views import todos

ONE = "todos/<int:pk>/"

urlpatterns = [
    path("todos/", todos.list_todos, name="todos"),
    path("todos/new/", todos.new_todo, name="todo_new"),
    path(ONE, todos.show_todo, name="todo"),
    path(f"{ONE}edit/", todos.change_todo, name="todo_edit"),
    path(f"{ONE}taking/", deeds.take, name="todo_take"),
    path(f"{ONE}giving/", deeds.give, name="todo_give"),
    path(f"{ONE}snooze/", deeds.snooze, name="todo_snooze"),
    path(f"{ONE}done/", deeds.finish, name="todo_done"),
    path(f"{ONE}reopening/", deeds.reopen, name="todo_reopen"),
    path(f"{ONE}removal/", deeds.remove, name="todo_remove"),
    path(f"{ONE}items/", deeds.add_line, name="todo_items"),
    path(f"{ONE}items/<int:item>/tick/", deeds.tick, name="todo_tick"),
    path(f"{ONE}items/<int:item>/removal/", deeds.remove_line, name="todo_item_remove"),
]
