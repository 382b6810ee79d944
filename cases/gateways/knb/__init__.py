"""КНБ, the national security bodies: their approval, requested through ИС МП and ЕИС «Беркут» (п. 14, 15)."""
