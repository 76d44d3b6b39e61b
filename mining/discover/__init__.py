"""From typed clauses to findings: groups of one specific thing each, named and with evidence."""
