from typing import Any

app_name = "interviews"
urlpatterns: list[Any] = []
