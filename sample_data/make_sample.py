"""Make the bundled sample: invented schools, with totals calibrated to the letter.

    python sample_data/make_sample.py [OUT_DIR]

The same bytes every time, on every platform: only `random()` and arithmetic on it are used.
"""

import sys
from pathlib import Path
from random import Random

import enrolment
import exams
import layouts
import places
import schools
import staffing
import tables
import write

# Chosen so that small cells are spread as in the real file of 2019: a matter of luck with so few schools.
SEED = 2153


def make(folder: Path, seed: int = SEED) -> None:
    """Write all files of the sample into a folder."""
    rng = Random(seed)
    locations = schools.locations(rng)
    departments = schools.departments(rng, locations)
    streams = [
        *(row for each in departments for row in schools.department_streams(rng, each)),
        *schools.route_streams(rng, locations),
        *schools.other_streams(rng, locations),
    ]
    counts = {year: enrolment.count(rng, streams, year) for year in schools.YEARS}
    for year, of_year in counts.items():
        write.enrolment(folder, year, of_year)
    exams.write_exams(folder, counts)
    staff = staffing.lines(rng, departments)
    write.staffing(folder, staff)
    places.write_places(folder, locations)
    layouts.write_layouts(folder / "layouts", counts, staff)
    tables.write_tables(
        folder / "tables", Random(seed), locations
    )  # a source of its own, so that no other byte changes


if __name__ == "__main__":
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent
    target.mkdir(parents=True, exist_ok=True)
    make(target)
