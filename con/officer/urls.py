from typing import Any

app_name = "officer"
urlpatterns: list[Any] = []
