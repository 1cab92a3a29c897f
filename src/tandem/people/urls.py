"""Routes of people, teams, absences and works agreements."""

from django.urls import path

from .views import absences, agreements, employees, profile, teams

app_name = "people"
ONE = "people/<int:pk>/"

urlpatterns = [
    path("people/", employees.list_employees, name="employees"),
    path("people/new/", employees.new_employee, name="new"),
    path("people/mentions/", employees.offer_mentions, name="mentions"),
    path(ONE, employees.show_employee, name="employee"),
    path(f"{ONE}peek/", employees.peek_employee, name="peek"),
    path(f"{ONE}edit/", employees.edit_employee, name="edit"),
    path(f"{ONE}roles/", employees.edit_roles, name="roles"),
    path(f"{ONE}ending/", employees.end_employment, name="ending"),
    path(f"{ONE}continuing/", employees.continue_employment, name="continuing"),
    path(f"{ONE}invitation/", employees.invite_employee, name="invitation"),
    path(f"{ONE}sign-in/", employees.reset_sign_in, name="sign_in"),
    path(f"{ONE}profile/", profile.edit_profile, name="profile_edit"),
    path(f"{ONE}working-time/", profile.edit_week, name="week"),
    path(f"{ONE}photo/", profile.show_photo, name="photo"),
    path(f"{ONE}photo/edit/", profile.edit_photo, name="photo_edit"),
    path(f"{ONE}photo/remove/", profile.remove_photo, name="photo_remove"),
    path(f"{ONE}absences/new/", absences.new_absence, name="absence_new_for"),
    path("me/", profile.show_own, name="profile"),
    path("teams/", teams.list_teams, name="teams"),
    path("teams/new/", teams.new_team, name="team_new"),
    path("teams/<int:pk>/", teams.show_team, name="team"),
    path("teams/<int:pk>/edit/", teams.edit_team, name="team_edit"),
    path("absences/", absences.list_absences, name="absences"),
    path("absences/new/", absences.new_own_absence, name="absence_new"),
    path("absences/<int:pk>/", absences.show_absence, name="absence"),
    path("absences/<int:pk>/edit/", absences.edit_absence, name="absence_edit"),
    path("absences/<int:pk>/remove/", absences.remove_absence, name="absence_remove"),
    path("agreements/", agreements.list_agreements, name="agreements"),
    path("agreements/new/", agreements.new_agreement, name="agreement_new"),
    path("agreements/<int:pk>/", agreements.show_agreement, name="agreement"),
    path("agreements/<int:pk>/end/", agreements.end_agreement, name="agreement_end"),
]
