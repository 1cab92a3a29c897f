"""Pages across domains."""

from django.urls import path

from .views import acts, brief, exports, files, history, home, jobs, looking, notices, outbox, palette, room, undo

urlpatterns = [
    path("", home.show_home, name="home"),
    path("room/", room.show_room, name="room"),
    path("health/", home.say_healthy, name="health"),
    path("customers/<str:number>/", brief.show_brief, name="brief"),
    path("customers/<str:number>/peek/", brief.show_peek, name="peek"),
    path("customers/<str:number>/timeline/", brief.show_timeline, name="timeline"),
    path("palette/", palette.show_palette, name="palette"),
    path("bar/", home.show_bar, name="bar"),
    path("beside/", home.show_beside, name="beside"),
    path("today/<str:kind>/<int:pk>/<str:name>/", acts.act, name="today_act"),
    path("looking/", looking.beat, name="looking"),
    path("undo/<int:pk>/", undo.undo, name="undo"),
    path("history/<str:kind>/<int:pk>/", history.show_history, name="history"),
    path("files/", files.files_about, name="files"),
    path("files/<int:pk>/", files.show_file, name="file"),
    path("files/<int:pk>/thumbnail/", files.show_thumbnail, name="file_thumbnail"),
    path("files/<int:pk>/remove/", files.remove, name="file_remove"),
    path("jobs/", jobs.list_jobs, name="jobs"),
    path("jobs/<int:pk>/", jobs.show_job, name="job"),
    path("jobs/<int:pk>/state/", jobs.show_state, name="job_state"),
    path("jobs/<int:pk>/file/", jobs.download, name="job_file"),
    path("jobs/<int:pk>/cancel/", jobs.cancel, name="job_cancel"),
    path("jobs/<int:pk>/restart/", jobs.restart, name="job_restart"),
    path("notices/", notices.list_notices, name="notices"),
    path("notices/bell/", notices.show_bell, name="bell"),
    path("notices/read/", notices.mark_all, name="notices_read"),
    path("notices/<int:pk>/", notices.open_notice, name="notice"),
    path("notices/<int:pk>/read/", notices.mark, name="notice_read"),
    path("me/notices/", notices.edit_settings, name="notice_settings"),
    path("lists/<str:name>/export/", exports.take_along, name="list_export"),
    path("administration/exports/", exports.list_exports, name="exports"),
    path("administration/outbox/", outbox.list_deliveries, name="outbox"),
    path("administration/outbox/<int:pk>/", outbox.show_delivery, name="delivery"),
    path("administration/outbox/<int:pk>/retry/", outbox.retry, name="delivery_retry"),
]
