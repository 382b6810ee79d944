from typing import Any

app_name = "screening"
urlpatterns: list[Any] = []
