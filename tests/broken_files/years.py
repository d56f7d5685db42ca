"""Files of the wrong year, and files that are there twice."""

from __future__ import annotations

from tests.broken_files.registry import ANSWERED, MASKED, PUPILS, QUOTED, STAFF, WITH_LWOO, on_disk


def _written(folder, **files):
    """Write good files of the sample under other names, which are given without their ending."""
    paths = []
    for name, sample in files.items():
        paths.append(folder / f"{name.replace('_', '-')}.csv")
        paths[-1].write_bytes(sample.read())
    return paths


@on_disk()
def no_year_in_the_name(folder):
    return _written(folder, leerlingen=PUPILS)


@on_disk()
def two_years_in_the_name(folder):
    return _written(folder, leerlingen_2019_2024=PUPILS)


@on_disk()
def an_older_file_under_the_name_of_this_year(folder):
    """LWOO INDICATIE stands in the files up to 2018-2019 and in none after."""
    return _written(folder, leerlingen_2024=WITH_LWOO)


@on_disk()
def a_newer_file_under_the_name_of_an_older_year(folder):
    return _written(folder, leerlingen_2016_2017=PUPILS)


@on_disk()
def the_newest_file_under_the_name_of_an_older_year(folder):
    return _written(folder, leerlingen_2018=QUOTED)


@on_disk()
def one_file_under_the_names_of_two_years(folder):
    return _written(folder, leerlingen_2021=MASKED, leerlingen_2022=MASKED)


@on_disk()
def one_file_under_the_names_of_two_years_in_two_encodings(folder):
    one, other = _written(folder, leerlingen_2019=PUPILS, leerlingen_2020=PUPILS)
    other.write_bytes(other.read_bytes().decode("cp1252").encode())
    return [one, other]


@on_disk()
def the_same_file_twice(folder):
    return _written(folder, leerlingen_2019=PUPILS, kopie_2019=PUPILS)


@on_disk()
def the_same_file_twice_in_a_folder(folder):
    _written(folder, leerlingen_2019=PUPILS, kopie_van_leerlingen_2019=PUPILS)
    return [folder]


@on_disk()
def two_files_of_one_year(folder):
    return _written(folder, leerlingen_2022=MASKED, bestand_2022_2023=PUPILS)


@on_disk(sample=STAFF)
def the_same_file_of_staff_twice(folder):
    return _written(folder, personeel=STAFF, kopie=STAFF)


@on_disk(gets=ANSWERED)
def one_path_twice(folder):
    return _written(folder, leerlingen_2019=PUPILS) * 2


@on_disk(gets=ANSWERED)
def a_file_and_its_folder(folder):
    return [*_written(folder, leerlingen_2019=PUPILS), folder]


@on_disk(gets=ANSWERED)
def a_file_and_a_link_to_it(folder):
    (file,) = _written(folder, leerlingen_2019=PUPILS)
    (folder / "link-2019.csv").symlink_to(file)
    return [file, folder / "link-2019.csv"]
