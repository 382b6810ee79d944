"""ЕИС «Беркут»: crossings of the state border (п. 19, 22)."""
