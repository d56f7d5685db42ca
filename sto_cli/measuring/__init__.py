"""Facts to results: a question's scope, its levels and change, bounds, estimates, and what is withheld."""
