from typing import Any

app_name = "petition"
urlpatterns: list[Any] = []
