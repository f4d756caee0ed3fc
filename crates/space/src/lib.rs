//! Frames made fast: encodings, feasible sets, moves, orders as ranks.
