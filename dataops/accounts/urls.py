from django.urls import path
from django.views.generic import RedirectView

from dataops.accounts.views import joining, people, profile

app_name = "accounts"
urlpatterns = [
    path("people/", people.PeopleList.as_view(), name="people"),
    path("people/<int:person>/role/", people.ChangeRole.as_view(), name="person-role"),
    path("people/<int:person>/deactivate/", people.Deactivate.as_view(), name="person-deactivate"),
    path("people/<int:person>/reactivate/", people.Reactivate.as_view(), name="person-reactivate"),
    path("colleagues/", people.Colleagues.as_view(), name="colleagues"),
    path("invite/", people.Invite.as_view(), name="invite"),
    path(
        "invitations/<int:invitation>/withdraw/",
        people.WithdrawInvitation.as_view(),
        name="invitation-withdraw",
    ),
    path("join/<str:secret>/", joining.Join.as_view(), name="join"),
    path("sample/<int:person>/", joining.SampleSignIn.as_view(), name="sample-sign-in"),
    path("profile/", profile.Profile.as_view(), name="profile"),
    # In the place of the library's own page: nobody gives themselves an address that is another's at single sign-on.
    path("email/", RedirectView.as_view(pattern_name="accounts:profile"), name="email"),
    path("tokens/new/", profile.IssueToken.as_view(), name="token-issue"),
    path("tokens/<int:token>/revoke/", profile.RevokeToken.as_view(), name="token-revoke"),
]
