"""Log-mel spectrograms of a made sound by SciPy.

Bands are turned to Ganglion's order, the highest first, powers to Ganglion's unit: 1 at the peak of a sine of amplitude 1
(SciPy's one-sided spectrum has its mean square there, 1/2).
"""
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
import golden
import numpy as np
import scipy.signal


def sound(rate, length):
    """A rising tone, one that stays, and a click."""
    t = np.arange(length) / rate
    x = 0.5 * np.sin(2 * np.pi * (0.05 * rate * t + 0.2 * rate * t * t)) + 0.1 * np.sin(2 * np.pi * 0.3 * rate * t)
    x[length // 2] += 0.25
    return x


def spectrogram(rate, length, frame, hop, bands, size):
    frames = 1 if length <= frame else (length - frame - 1) // hop + 2
    x = np.zeros((frames - 1) * hop + frame)
    x[:length] = sound(rate, length)
    hertz, _, power = scipy.signal.spectrogram(
        x, rate, scipy.signal.get_window("hann", frame, fftbins=True), frame, frame - hop, size, detrend=False,
        scaling="spectrum", mode="psd")
    corners = 700 * (10 ** (np.linspace(0, 2595 * np.log10(1 + rate / 1400), bands + 2) / 2595) - 1)
    mel = np.stack([np.interp(hertz, corners[i:i + 3], [0, 1, 0]) for i in range(bands)]) @ power
    decibels = 10 * np.log10(np.maximum(2 * mel, 1e-8))
    assert decibels.shape == (bands, frames)
    return {"rate": rate, "length": length, "frame": frame, "hop": hop, "bands": bands,
            "values": np.round(decibels[::-1], 6)}


golden.write(__file__, "spectrogram.json", {
    "cases": [spectrogram(8000, 1000, 200, 80, 10, 256), spectrogram(16000, 1601, 400, 160, 24, 512),
              spectrogram(8000, 150, 200, 80, 12, 256), spectrogram(1000, 700, 64, 26, 6, 64)]})
