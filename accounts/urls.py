from django.urls import path

from accounts import privacy_views, views

urlpatterns = [
    path("sign-in/", views.sign_in, name="sign-in"),
    path("sign-in/<str:token>/", views.sign_in_by_link, name="sign-in-link"),
    path("sign-out/", views.sign_out, name="sign-out"),
    path("sign-out/elsewhere/", views.sign_out_elsewhere, name="sign-out-elsewhere"),
    path("choices/", views.choices, name="choices"),
    path("choices/learning/", views.learning, name="learning"),
    path("privacy/", privacy_views.privacy_page, name="privacy"),
    path("privacy/export/", privacy_views.export, name="privacy-export"),
    path("privacy/erase/", privacy_views.erase, name="privacy-erase"),
    path("privacy/receipts/<str:number>/", privacy_views.receipt_page, name="privacy-receipt"),
    path("privacy/receipts/<str:number>.txt", privacy_views.receipt_text, name="privacy-receipt-text"),
]
