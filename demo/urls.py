from django.urls import path

from demo.components import views
from demo.telephone.views import telephone

app_name = "demo"

urlpatterns = [
    path("components/", views.components, name="components"),
    path("components/<str:name>/", views.plain_page, name="plain_page"),
    path("telephone/", telephone, name="telephone"),
]
