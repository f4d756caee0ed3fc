//! `microlp`: branch and bound in Rust alone. It works in slices of nodes and is asked between them whether to go on, so that what it finds does not depend on a clock unless a limit of time is set.

use super::{Asked, NotSolved, OFFSET, Program, Solved, Solver};
use microlp::{ComparisonOp, Error, OptimizationDirection, Problem, SolveOptions, SolveOutcome, TerminationReason};
use std::time::Duration;

/// Nodes of the search between two questions whether to go on.
const SLICE: u64 = 64;

pub(super) struct Microlp;

impl Solver for Microlp {
    fn name(&self) -> &'static str {
        "microlp"
    }

    fn solve(&self, program: &Program, asked: &Asked<'_>) -> Result<Solved, NotSolved> {
        let mut problem = Problem::new(OptimizationDirection::Maximize);
        let mut worth = vec![0.0; program.columns.len()];
        program.objective.iter().for_each(|(column, factor)| worth[*column] += factor);
        let add = |(column, worth): (&super::Column, &f64)| {
            #[expect(clippy::cast_possible_truncation, reason = "whole numbers of columns are small")]
            let whole = (column.low.ceil() as i32, column.high.floor() as i32);
            if column.whole { problem.add_integer_var(*worth, whole) } else { problem.add_var(*worth, (column.low, column.high)) }
        };
        let handles: Vec<microlp::Variable> = program.columns.iter().zip(&worth).map(add).collect();
        problem.add_var(OFFSET, (1.0, 1.0));
        for row in &program.rows {
            let comparison = if row.equal { ComparisonOp::Eq } else { ComparisonOp::Ge };
            let terms: Vec<_> = row.terms.iter().map(|(column, factor)| (handles[*column], *factor)).collect();
            problem.add_constraint(terms, comparison, row.least);
        }
        let mut options = SolveOptions::default();
        options.mip_gap = program.relative_gap();
        options.node_limit = Some(SLICE);
        options.time_limit = asked.seconds.map(Duration::from_secs_f64);
        options.warm_start =
            (!asked.begin.is_empty()).then(|| asked.begin.iter().map(|(column, value)| (handles[*column], *value)).collect());
        let mut outcome = problem.solve_with(options).map_err(|error| why(&error))?;
        loop {
            let elapsed = outcome.stats().elapsed.as_secs_f64();
            let finished = matches!(outcome.termination_reason(), TerminationReason::ProvenOptimal | TerminationReason::MipGap);
            let late = asked.seconds.is_some_and(|seconds| elapsed >= seconds);
            if finished || late || asked.control.check().is_err() {
                let bound = outcome.stats().best_bound.map(|bound| bound - OFFSET);
                return match outcome {
                    SolveOutcome::Interrupted(_) => Err(NotSolved::Stopped(elapsed)),
                    SolveOutcome::Solution(solution) => Ok(Solved {
                        values: handles.iter().map(|handle| solution.var_value(*handle)).collect(),
                        bound,
                        finished,
                        seconds: elapsed,
                    }),
                };
            }
            let mut further = outcome.last_resume_options();
            further.time_limit = asked.seconds.map(|seconds| Duration::from_secs_f64((seconds - elapsed).max(0.0)));
            outcome = outcome.resume_with(further).map_err(|error| why(&error))?;
        }
    }
}

fn why(error: &Error) -> NotSolved {
    match error {
        Error::Infeasible => NotSolved::Infeasible,
        other => NotSolved::Failed(other.to_string()),
    }
}
