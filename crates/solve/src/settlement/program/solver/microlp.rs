//! `microlp`: branch and bound in Rust alone. It asks nobody whether to go on: a limit of time is looked at between its own steps.

use super::{NotSolved, Program, Solved, Solver, through};
use good_lp::WithMipGap;
use good_lp::solvers::WithTimeLimit;

pub(super) struct Microlp;

impl Solver for Microlp {
    fn name(&self) -> &'static str {
        "microlp"
    }

    fn solve(&self, program: &Program, seconds: Option<f64>) -> Result<Solved, NotSolved> {
        through(program, |problem| {
            // only a gap below 0 or without end would be refused
            let model = good_lp::microlp(problem).with_mip_gap(program.relative_gap()).unwrap_or_else(|_| unreachable!("it is a gap"));
            match seconds {
                Some(seconds) => model.with_time_limit(seconds),
                None => model,
            }
        })
    }
}
