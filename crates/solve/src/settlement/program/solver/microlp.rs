//! `microlp`: branch and bound in Rust alone. It asks nobody whether to go on: a limit of time is looked at between its own steps.

use super::{NotSolved, Program, Solved, Solver, through};
use good_lp::solvers::WithTimeLimit;

pub(super) struct Microlp;

impl Solver for Microlp {
    fn name(&self) -> &'static str {
        "microlp"
    }

    fn solve(&self, program: &Program, seconds: Option<f64>) -> Result<Solved, NotSolved> {
        through(program, |problem| {
            let model = good_lp::microlp(problem);
            match seconds {
                Some(seconds) => model.with_time_limit(seconds),
                None => model,
            }
        })
    }
}
