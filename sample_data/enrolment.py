"""Pupils per year: totals calibrated to the letter, spread over the invented schools."""

from collections.abc import Iterable, Sequence
from random import Random

from schools import YEARS, Stream

Cells = dict[int, tuple[int, int]]

PUPILS_2016, PUPILS_TREND = 20_960, 0.988  # BB+KB+GL, grades 3 and 4
# Per year, in parts of those pupils: the five technical profiles, the afdelingen of before them
# (technical and other), and the routes (technical and other). The rest is in the other profiles.
TECHNICAL = (0.089, 0.171, 0.183, 0.1921, 0.1942, 0.1972, 0.2018, 0.2022, 0.2041)
OLD_TECHNICAL = (0.108, 0.022, 0.010, 0, 0, 0, 0, 0, 0)
OLD_OTHER = (0.278, 0.124, 0.036, 0, 0, 0, 0, 0, 0)
ROUTE_TECHNICAL = (0.005, 0.005, 0.005, 0.005, 0.005, 0.005, 0.0045, 0.0045, 0.0045)
ROUTE_OTHER = (0.009, 0.009, 0.009, 0.009, 0.005, 0.005, 0.0045, 0.004, 0.004)
VMBO_SHARE = (0.502, 0.501, 0.501, 0.5, 0.5, 0.499, 0.498, 0.499, 0.5)  # of all grade-3 pupils
# Technical grade 3 is larger than grade 4, so a share over grade 3 is another number than one over both.
GRADE_3_PULL = 1.035
# Girls in technical departments, as a multiple of the rate in programmes.py. In 2016 few departments with
# many girls (MVI) had the new profile yet, which the first number makes up for.
GIRLS_TREND = (1.15, 0.98, 1.0, 1.02, 1.06, 1.12, 1.17, 1.22, 1.28)


def apportion(total: int, weights: Sequence[float]) -> list[int]:
    """Divide a total over weights in whole numbers, the largest remainders first."""
    scale = total / sum(weights)
    shares = [int(weight * scale) for weight in weights]
    order = sorted(range(len(weights)), key=lambda i: shares[i] - weights[i] * scale)
    for i in order[: total - sum(shares)]:
        shares[i] += 1
    return shares


def _calibrated(year: int) -> dict[str, int]:
    """Give the totals over BB+KB+GL, grades 3 and 4; they add up to the year's pupils."""
    t = YEARS.index(year)
    pupils = round(PUPILS_2016 * PUPILS_TREND**t)
    totals = {
        "technical": round(TECHNICAL[t] * pupils),
        "old technical": round(OLD_TECHNICAL[t] * pupils),
        "old other": round(OLD_OTHER[t] * pupils),
        "route technical": round(ROUTE_TECHNICAL[t] * pupils),
        "route other": round(ROUTE_OTHER[t] * pupils),
    }
    return totals | {"other": pupils - sum(totals.values())}


def count(rng: Random, streams: Iterable[Stream], year: int) -> dict[Stream, Cells]:
    """Count the pupils of every stream in a year: per grade, boys and girls."""
    groups: dict[str, list[tuple[Stream, int, float]]] = {}
    t = YEARS.index(year)
    for stream in streams:
        for grade in stream.grades:
            if stream.runs(year, grade):
                pull = GRADE_3_PULL if grade == 3 and "technical" in stream.group else 1.0
                size = stream.sizes[t] * pull
                groups.setdefault(stream.group, []).append((stream, grade, size))
    totals = _calibrated(year)
    counts: dict[Stream, Cells] = {}
    third = {"vmbo": 0, "else": 0}
    # Havo/vwo comes last: its size follows from the vmbo share.
    for group in sorted(groups, key=lambda name: (name == "havo/vwo 3", name)):
        places = groups[group]
        sizes = [size for _, _, size in places]
        total = totals.get(group, round(sum(sizes)))
        if group == "havo/vwo 3":
            total = round(third["vmbo"] / VMBO_SHARE[t]) - sum(third.values())
        for (stream, grade, _), pupils in zip(places, apportion(total, sizes), strict=True):
            if grade == 3:
                vmbo = stream.programme.education.endswith("L lj 3-4")
                third["vmbo" if vmbo else "else"] += pupils
            if pupils:
                rate = stream.girls * (GIRLS_TREND[t] if "technical" in group else 1.0)
                girls = sum(rng.random() < rate for _ in range(pupils))
                counts.setdefault(stream, {})[grade] = (pupils - girls, girls)
    return counts
