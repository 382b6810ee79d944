from typing import Any

app_name = "cabinet"
urlpatterns: list[Any] = []
