"""sto: indicators of Sterk Techniekonderwijs, recomputed from the files that DUO publishes."""

__version__ = "0.1.0"
