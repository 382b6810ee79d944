"""How a request reaches a system. Each module makes a gateway by `gateway(system, settings)`."""
