"""Long work: how far it is, what came of it, stop and run again."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from tandem.core.http import Request, done
from tandem.core.jobs import cancel_job, job_folder, restart_job
from tandem.core.listing import build_page
from tandem.core.models import Job
from tandem.desk.queries.jobs import JOBS, owns_job, visible_jobs


def _job(request: Request, pk: int) -> Job:
    return get_object_or_404(visible_jobs(request.actor), pk=pk)


@require_GET
def list_jobs(request: Request) -> HttpResponse:
    """One's own jobs, the newest first."""
    page = build_page(JOBS, visible_jobs(request.actor), request.GET, request.actor)
    return render(request, "core/listing.html", {"page": page})


@require_GET
def show_job(request: Request, pk: int) -> HttpResponse:
    """One job."""
    job = _job(request, pk)
    return render(request, "desk/job.html", {"job": job, "owns": owns_job(request.actor, job)})


@require_GET
def show_state(request: Request, pk: int) -> HttpResponse:
    """How far it is: the part of the page that asks again until it has ended."""
    job = _job(request, pk)
    answer = render(request, "desk/_job_state.html", {"job": job, "owns": owns_job(request.actor, job)})
    asked_from = urlsplit(request.headers.get("HX-Current-URL", "")).path
    if job.is_over and asked_from and asked_from != _address(job):
        answer["HX-Refresh"] = "true"  # the page around it still says that it runs, and has what came of it
    return answer


@require_GET
def download(request: Request, pk: int) -> HttpResponseBase:
    """The file that came of it, for who started it."""
    job = _job(request, pk)
    path = job_folder(job) / job.file_name
    if not job.file_name or job.state != "done" or not owns_job(request.actor, job) or not path.is_file():
        raise Http404
    return FileResponse(path.open("rb"), as_attachment=True, filename=job.file_name)


@require_POST
def cancel(request: Request, pk: int) -> HttpResponse:
    """Ask it to stop."""
    job = _job(request, pk)
    cancel_job(job, actor=request.actor, at=request.actor.at)
    return done(request, _address(job), _("It stops at its next step."))


@require_POST
def restart(request: Request, pk: int) -> HttpResponse:
    """Go on where it was."""
    job = _job(request, pk)
    restart_job(job, actor=request.actor, at=request.actor.at)
    return done(request, _address(job), _("It goes on."))


def _address(job: Job) -> str:
    return f"/jobs/{job.pk}/"
