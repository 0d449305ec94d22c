"""Productions: outlines and their edits, plans and their prices, takes and what is out of date."""
