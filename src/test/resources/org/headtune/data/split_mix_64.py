#!/usr/bin/python3
"""Prints the order into which SplitMix64 with seed 42 shuffles 0 to 9 (Fisher and Yates)."""
MASK = (1 << 64) - 1
state = 42


def draw():
    global state
    state = (state + 0x9E3779B97F4A7C15) & MASK
    z = state
    z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & MASK
    z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & MASK
    return z ^ (z >> 31)


numbers = list(range(10))
for i in range(9, 0, -1):
    j = (draw() >> 1) % (i + 1)
    numbers[i], numbers[j] = numbers[j], numbers[i]
print(numbers)
