//! Generators, brute-force oracles and test runners (for tests only).
