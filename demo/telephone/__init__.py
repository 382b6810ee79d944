"""The stand-in for a telephone with eGov Mobile: it opens the portal's code, shows what is asked, and signs with a key
of the demo, or fails in one of the ways in which a telephone may."""
