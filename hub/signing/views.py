"""The desk of the ministry that signs petitions (МИИЦР), п. 8."""

from cases.law.actors import Actor
from cases.web import desk
from cases.web.documents import hearing

home = desk.home(Actor.SIGNER, "hub/signing/home.html", marks=hearing.marks)
case = desk.case(Actor.SIGNER, "hub/signing/case.html")
