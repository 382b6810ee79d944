"""КНБ, the national security bodies: their approval, asked through ИС МП and ЕИС «Беркут» (п. 14, 15)."""
