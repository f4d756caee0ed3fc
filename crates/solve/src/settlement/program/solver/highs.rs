//! `HiGHS`, in C++: faster on large programs. One thread, so that it gives the same solution each time. It asks nobody whether to go on: between programs alone, and after the time that it was given.

use super::{Asked, NotSolved, OFFSET, Program, Solved, Solver, short_of_best};
use good_lp::solvers::highs::HighsParallelType;
use good_lp::solvers::{ObjectiveDirection, ResolutionError, Solution, SolutionStatus, SolverModel};
use good_lp::{Expression, ProblemVariables, WithInitialSolution, WithMipGap, WithTimeLimit, constraint, variable};

pub(super) struct Highs;

impl Solver for Highs {
    fn name(&self) -> &'static str {
        "HiGHS"
    }

    fn solve(&self, program: &Program, asked: &Asked<'_>) -> Result<Solved, NotSolved> {
        let (values, status) = match run(program, asked, true) {
            Ok(found) => found,
            Err(ResolutionError::Infeasible) => return Err(NotSolved::Infeasible),
            Err(ResolutionError::Other("NoSolutionFound")) => return Err(NotSolved::Stopped(asked.seconds.unwrap_or_default())),
            Err(other) => return Err(NotSolved::Failed(other.to_string())),
        };
        let worth = |values: &[f64]| program.objective.iter().map(|(column, factor)| factor * values[*column]).sum::<f64>();
        let most = worth(&values);
        let finished = matches!(status, SolutionStatus::Optimal | SolutionStatus::GapLimit);
        // it does not say how far it is: what numbers that need not be whole could reach
        let relaxed = || run(program, asked, false).ok().filter(|(_, status)| matches!(status, SolutionStatus::Optimal));
        let bound = if finished { Some(most + short_of_best(program.gap, most)) } else { relaxed().map(|(values, _)| worth(&values)) };
        Ok(Solved { values, bound, finished, seconds: if finished { 0.0 } else { asked.seconds.unwrap_or_default() } })
    }
}

fn run(program: &Program, asked: &Asked<'_>, whole: bool) -> Result<(Vec<f64>, SolutionStatus), ResolutionError> {
    let mut variables = ProblemVariables::new();
    let handles: Vec<good_lp::Variable> = program
        .columns
        .iter()
        .map(|column| {
            let bounded = variable().bounds(column.low..=column.high);
            variables.add(if column.whole && whole { bounded.integer() } else { bounded })
        })
        .collect();
    let one = variables.add(variable().bounds(1.0..=1.0));
    let sum = |terms: &[(usize, f64)]| {
        let mut sum = Expression::with_capacity(terms.len());
        terms.iter().for_each(|(column, factor)| sum.add_mul(*factor, handles[*column]));
        sum
    };
    let mut objective = sum(&program.objective);
    objective.add_mul(OFFSET, one);
    let mut model = good_lp::highs(variables.optimise(ObjectiveDirection::Maximisation, objective)).set_threads(1);
    model = model.set_parallel(HighsParallelType::Off);
    model.set_verbose(false);
    for row in &program.rows {
        let (sum, least) = (sum(&row.terms), Expression::from(row.least));
        let _ = model.add_constraint(if row.equal { constraint::eq(sum, least) } else { constraint::geq(sum, least) });
    }
    if let Some(seconds) = asked.seconds {
        model = model.with_time_limit(seconds);
    }
    if !asked.begin.is_empty() {
        model = model.with_initial_solution(asked.begin.iter().map(|(column, value)| (handles[*column], *value)));
    }
    #[expect(clippy::cast_possible_truncation, reason = "a rounded gap is as good")]
    let gap = program.relative_gap() as f32;
    // only a gap below 0 or without end would be refused
    let solution = model.with_mip_gap(gap).unwrap_or_else(|_| unreachable!("it is a gap")).solve()?;
    Ok((handles.iter().map(|handle| solution.value(*handle)).collect(), solution.status()))
}
