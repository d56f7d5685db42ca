# One name for each routine. They use the virtual environment of the README.
bin := .venv/bin
python := $(bin)/python

.PHONY: setup check fix test golden dutch sample masking exam-masking evidence bench lock versions audit docs release proof fuzz mutants

setup:
	python3 -m venv .venv
	.venv/bin/pip install --quiet --editable '.[test]'

# Changes nothing: format, lint, types, import contracts. The tests run these too.
check:
	$(python) -m ruff format --check .
	$(python) -m ruff check .
	$(python) -m mypy
	$(bin)/lint-imports

fix:
	$(python) -m ruff check --fix .
	$(python) -m ruff format .

test:
	$(python) -m pytest

# Writes the golden files, the schemas, the table of broken files, and the screens and generated pages of the docs anew; read the diff before you commit it.
golden:
	STO_GOLDEN=write $(python) -m pytest -n0 tests/test_golden.py tests/test_readme.py tests/test_docs.py tests/test_broken.py tests/test_schemas.py

# Compiles the Dutch texts, after a change of nl.po or a merge.
dutch:
	$(bin)/pybabel compile --input-file sto_cli/catalog/nl.po --output-file sto_cli/catalog/nl.mo

# Makes the bundled sample again; the bytes must not change.
sample:
	$(python) sample_data/make_sample.py

# The proofs that take longer than the suite, which has a seeded part of them: 200,000 spoilt files and texts, each judged by a
# second reading, inputs made to take long, kinds of edits of valid files in every layout, runs that are killed and results in which a bit is turned,
# and whole the families of tests of which the suite runs one in so many. Some forty minutes; docs/reliability.md has the figures.
proof:
	nice -n 19 $(python) fuzz/run.py --proof
	nice -n 19 $(python) fuzz/hostile.py
	nice -n 19 $(python) -m tests.variation.run 5
	nice -n 19 $(python) -m tests.proving_runs 300 1000
	STO_PROOF=1 nice -n 19 $(python) -m pytest $$(grep --files-with-matches --extended-regexp "IS_PROOF|by_turns" tests/test_*.py)

# A million of them, and the same guided by coverage. More than an hour; `.venv/bin/pip install --editable '.[fuzz]'` first.
fuzz:
	nice -n 19 $(python) fuzz/run.py --long
	for target in files rejects numbers claims definitions sto.toml where years; do nice -n 19 $(python) fuzz/guided.py --target $$target --seconds 180 || exit 1; done

# Mutants of the arithmetic core, and the tests that must notice them. It takes some hours; docs/reliability.md names the survivors.
mutants:
	nice -n 19 $(python) fuzz/mutants.py

# How well estimates of masked counts do, on DUO's files 01 that are printed in full, over all ordered pairs of them:
# make masking ADDRESSES=02-….csv FILES='01-…-2017-2018.csv 01-…-2019.csv'. Three minutes.
masking:
	$(python) benchmarks/masking_experiment.py $(ADDRESSES) $(FILES)

# The same for exam candidates: files 07 and the wide file of years that are printed in full.
exam-masking:
	$(python) benchmarks/exam_masking.py $(FILES)

# What the open data say about the letter, in docs/evidence.md and docs/evidence.nl.md; SOURCE is a folder of DUO's files.
evidence:
	$(python) benchmarks/evidence.py $(SOURCE)

# How fast sto is, beside others on the same question; two minutes. One scenario: make bench ARGS='--only one-file-table'.
bench:
	test -x $(python) || python3 -m venv .venv
	.venv/bin/pip install --quiet --editable '.[bench]'
	$(python) benchmarks/run.py $(ARGS)

# Writes requirements.lock anew: the versions and hashes that CI installs. Wants Python 3.11, and asks PyPI.
lock:
	$(python) .ci/lock.py

# Every command under the newest and under the lowest versions of what sto needs, in throwaway environments. Asks PyPI.
versions:
	$(python) .ci/versions.py

# Looks every pinned version up in PyPI's list of known weaknesses, with pip-audit in an environment of its own; fails when one
# is found, or cannot be looked up.
audit:
	python3 -m venv .audit
	.audit/bin/pip install --quiet pip-audit
	.audit/bin/pip-audit --strict --require-hashes --disable-pip --requirement requirements.lock

# The pages of docs/ as a site in site/, which works from a folder: open site/index.html. A dead link is an error.
docs:
	$(python) -m zensical build --strict --clean

# Wheel, sdist and SBOM in dist/, each tried as a user would; uploads nothing. Asks PyPI; some minutes.
release:
	python3 .ci/release.py
