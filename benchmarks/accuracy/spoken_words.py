#!/usr/bin/env python3
"""Makes spoken words: ten words by the synthesiser espeak-ng, a folder of WAV files for each.

    benchmarks/accuracy/spoken_words.py OUT [--takes 150] [--test-takes 40] [--seed 1]

OUT/train and OUT/test hold them; no voice, speed or pitch of the one is in the other. Each is said at a
random time within 0.8 to 1.2 seconds, at 16 kHz, 16 bits, with noise (white or falling with frequency)
of 5 to 30 dB below the voice and a loudness that differs by 20 dB. Needs espeak-ng and NumPy.
"""

import argparse
import subprocess
import wave
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy

WORDS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
RATE = 16_000
TRAIN_VOICES = ("en-us", "en-gb", "en-gb-scotland", "en-gb-x-gbclan")
TEST_VOICES = ("en-gb-x-rp", "en-gb-x-gbcwmd", "en-us-nyc", "en-029")
TRAIN_VARIANTS = ("", "+m1", "+m3", "+m5", "+f1", "+f3", "+f5", "+croak")
TEST_VARIANTS = ("+m2", "+m4", "+f2", "+f4")


def spoken(word, voice, speed, pitch):
    """The values of a word from -1 to 1, at espeak-ng's own rate, and that rate."""
    command = ["espeak-ng", "-v", voice, "-s", str(speed), "-p", str(pitch), "--stdout", word]
    said = subprocess.run(command, capture_output=True, check=True).stdout
    at = said.index(b"data") + 8
    rate = int.from_bytes(said[24:28], "little")
    return numpy.frombuffer(said[at:len(said) - len(said[at:]) % 2], "<i2") / 32768.0, rate


def at_rate(values, rate):
    """At RATE, by the Fourier transform."""
    count = round(len(values) * RATE / rate)
    spectrum = numpy.fft.rfft(values)[:count // 2 + 1]
    return numpy.fft.irfft(spectrum, count) * count / len(values)


def trimmed(values):
    loud = numpy.flatnonzero(numpy.abs(values) > 0.01 * numpy.abs(values).max())
    return values[loud[0]:loud[-1] + 1]


def noise(length, random):
    """White, or falling by 6 dB an octave from 100 Hz on; of root mean square 1."""
    spectrum = numpy.fft.rfft(random.standard_normal(length))
    if random.random() < 0.5:
        spectrum /= numpy.maximum(numpy.fft.rfftfreq(length, 1 / RATE), 100.0)
    values = numpy.fft.irfft(spectrum, length)
    return values / numpy.sqrt(numpy.mean(values ** 2))


def take(word, voices, variants, random, even):
    """One recording; speeds and pitches of the test lie between those of the training."""
    voice = random.choice(voices) + random.choice(variants)
    speed = 130 + 2 * int(random.integers(0, 35)) + (0 if even else 1)
    pitch = 20 + 2 * int(random.integers(0, 30)) + (0 if even else 1)
    word_values = trimmed(at_rate(*spoken(word, voice, speed, pitch)))
    length = max(int(RATE * random.uniform(0.8, 1.2)), len(word_values))
    values = numpy.zeros(length)
    first = int(random.integers(0, length - len(word_values) + 1))
    values[first:first + len(word_values)] = word_values
    loudness = numpy.sqrt(numpy.mean(word_values ** 2))
    values += noise(length, random) * loudness * 10 ** (-random.uniform(5, 30) / 20)
    return values / numpy.abs(values).max() * 10 ** (-random.uniform(0, 20) / 20)


def write(path, values):
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes(numpy.round(values * 32767).astype("<i2").tobytes())


def make(folder, takes, seed, voices, variants, even):
    work = []
    for number, word in enumerate(WORDS):
        (folder / word).mkdir(parents=True, exist_ok=True)
        work += [(word, index, numpy.random.default_rng([seed, number, index, even]))
                 for index in range(takes)]

    def one(item):
        word, index, random = item
        write(folder / word / f"{index:04}.wav", take(word, voices, variants, random, even))

    with ThreadPoolExecutor() as pool:
        list(pool.map(one, work))


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("out", type=Path)
    parser.add_argument("--takes", type=int, default=150, help="of each word, for training (150)")
    parser.add_argument("--test-takes", type=int, default=40, help="of each word, for the test (40)")
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    make(arguments.out / "train", arguments.takes, arguments.seed, TRAIN_VOICES, TRAIN_VARIANTS, True)
    make(arguments.out / "test", arguments.test_takes, arguments.seed, TEST_VOICES, TEST_VARIANTS, False)


if __name__ == "__main__":
    main()
