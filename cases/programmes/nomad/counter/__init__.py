"""The counters of ЦОН and of the migration service: who comes today, by which paper a case is found, what the courier
takes in one bag."""
