//! `HiGHS`, in C++: faster on large programs. One thread, so that it gives the same solution each time.

use super::{NotSolved, Program, Solved, Solver, through};
use good_lp::solvers::highs::HighsParallelType;
use good_lp::{WithMipGap, WithTimeLimit};

pub(super) struct Highs;

impl Solver for Highs {
    fn name(&self) -> &'static str {
        "HiGHS"
    }

    fn solve(&self, program: &Program, seconds: Option<f64>) -> Result<Solved, NotSolved> {
        through(program, |problem| {
            let mut model = good_lp::highs(problem).set_threads(1).set_parallel(HighsParallelType::Off);
            model.set_verbose(false);
            let model = match seconds {
                Some(seconds) => model.with_time_limit(seconds),
                None => model,
            };
            // only a gap below 0 or without end would be refused
            model.with_mip_gap(program.relative_gap()).unwrap_or_else(|_| unreachable!("it is a gap"))
        })
    }
}
