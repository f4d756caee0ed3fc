//! Benchmarks of whole commands.
fn main() {}
