"""Facts to results: a question's population, its levels and change, bounds, estimates, and what is withheld."""
