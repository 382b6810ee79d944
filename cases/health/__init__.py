"""How the portal is: checks with a number and a limit each, for a load balancer, for people and for Prometheus.

`finding` what a check says; `rows` and `outside` the checks; `running` runs them within a time; `requests` counts what
was answered; `views` who may read it. See docs/decisions/health.md.
"""
