from __future__ import annotations

from functools import partial

from demo.world import chance

delay = partial(chance.minutes, system="adis", least=4)
answer = partial(chance.verdict, system="adis", against="Дактилоскопическая регистрация не найдена.")
