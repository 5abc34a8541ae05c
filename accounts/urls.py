from django.urls import path

from accounts import views

urlpatterns = [
    path("sign-in/", views.sign_in, name="sign-in"),
    path("sign-in/<str:token>/", views.sign_in_by_link, name="sign-in-link"),
    path("sign-out/", views.sign_out, name="sign-out"),
    path("sign-out/elsewhere/", views.sign_out_elsewhere, name="sign-out-elsewhere"),
    path("language/", views.language, name="language"),
    path("choices/", views.choices, name="choices"),
    path("choices/learning/", views.learning, name="learning"),
]
