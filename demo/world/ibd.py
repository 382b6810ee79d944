from __future__ import annotations

from functools import partial

from demo.world import chance

delay = partial(chance.minutes, system="ibd", least=3)
answer = partial(chance.verdict, system="ibd", against="Имеются сведения о неисполненном административном взыскании.")
