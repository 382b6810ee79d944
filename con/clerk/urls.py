from typing import Any

app_name = "clerk"
urlpatterns: list[Any] = []
