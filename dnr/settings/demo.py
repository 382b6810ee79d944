"""What the demonstration alone has: modules that stand in where a visitor would stand before a closed door."""

from dnr.settings.base import DEMO

# The module of the gateway of payment; "closed" tells people that payment is not set up.
PAYMENT_GATEWAY = "cases.gateways.payment.closed"

# Pages that the demo alone has: a module of URLs, "" for none.
DEMO_PAGES = ""

if DEMO:
    PAYMENT_GATEWAY = "demo.payment_gateway"
    # The module that takes what is pressed on the page of that gateway.
    DEMO_PAYMENT_PAGE = "demo.payment_page"
    # The module that lets a visitor in.
    DEMO_DOOR = "demo.door"
    DEMO_PAGES = "demo.urls"
