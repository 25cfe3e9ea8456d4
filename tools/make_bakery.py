#!/usr/bin/env python3
"""Makes data/bakery.csv: rolls that a bakery sold, a day each.

    tools/make_bakery.py [FILE]     (default data/bakery.csv)

Sales grow from year to year, have a week (Saturday is best, Sunday half a day) and a year (fewer in summer), and a good or bad run lasts
some days; on hot days people buy fewer. The numbers are made up, always in the same way: a run writes the same bytes again.
"""

import datetime
import math
import pathlib
import random
import sys

DAYS = 3 * 365
WEEK = [0.92, 0.90, 0.95, 1.0, 1.15, 1.35, 0.6]  # Monday first


def main():
    path = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else "data/bakery.csv")
    numbers = random.Random(3)
    run, weather = 0.0, 0.0  # what lasts for some days
    lines = ["date,temperature,rolls"]
    for day in range(DAYS):
        date = datetime.date(2022, 1, 3) + datetime.timedelta(days=day)
        year = 2 * math.pi * day / 365.25
        run = 0.7 * run + numbers.gauss(0, 0.03)
        weather = 0.8 * weather + numbers.gauss(0, 2)
        temperature = 10 - 10 * math.cos(year) + weather
        level = 400 * math.exp(0.25 * day / 365)
        sold = level * WEEK[date.weekday()] * (1 + 0.12 * math.cos(year) + run - 0.008 * max(temperature - 22, 0))
        lines.append(f"{date},{temperature:.1f},{max(round(sold + numbers.gauss(0, 8)), 0)}")
    path.write_text("\n".join(lines) + "\n")


main()
