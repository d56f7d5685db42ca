"""Make the bundled sample: invented schools, with totals calibrated to the letter.

    python sample_data/make_sample.py [OUT_DIR]

The same bytes every time, on every platform: only `random()` and arithmetic on it are used.
"""

import sys
from pathlib import Path
from random import Random

import enrolment
import schools
import staffing
import write

# Chosen so that small cells are spread as in the real file of 2019: a matter of luck with so few schools.
SEED = 2153


def make(folder: Path, seed: int = SEED) -> None:
    """Write all files of the sample into a folder."""
    rng = Random(seed)
    places = schools.locations(rng)
    departments = schools.departments(rng, places)
    streams = [
        *(row for each in departments for row in schools.department_streams(rng, each)),
        *schools.route_streams(rng, places),
        *schools.other_streams(rng, places),
    ]
    for year in schools.YEARS:
        write.enrolment(folder, year, enrolment.count(rng, streams, year))
    staffing.write_staffing(rng, folder, departments)


if __name__ == "__main__":
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent
    target.mkdir(parents=True, exist_ok=True)
    make(target)
