from typing import Any

app_name = "signing"
urlpatterns: list[Any] = []
