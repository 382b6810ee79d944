from typing import Any

app_name = "payment"
urlpatterns: list[Any] = []
