from typing import Any

app_name = "application"
urlpatterns: list[Any] = []
