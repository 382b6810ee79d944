from django.urls import path

from hub.ending import views

app_name = "ending"
urlpatterns = [path("", views.petitions, name="petitions")]
