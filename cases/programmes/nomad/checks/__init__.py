"""The checks of the person: how their results are called, the letters of КНБ, an approval in doubt."""
