//! Solvers of linear programs some of whose variables are whole numbers, behind one trait: a file for each.

#[cfg(feature = "highs")]
mod highs;
#[cfg(not(feature = "highs"))]
mod microlp;

use good_lp::solvers::{ObjectiveDirection, ResolutionError, Solution, SolutionStatus, SolverModel};
use good_lp::variable::UnsolvedProblem;
use good_lp::{Expression, ProblemVariables, constraint, variable};

/// A variable.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(super) struct Column {
    /// The least that it may be.
    pub(super) low: f64,
    /// The most.
    pub(super) high: f64,
    /// Whether it is a whole number.
    pub(super) whole: bool,
}

/// That a sum of multiples of variables lies at or above a number, or just there.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct Row {
    /// Variables with their factors.
    pub(super) terms: Vec<(usize, f64)>,
    /// The number.
    pub(super) least: f64,
    /// Whether it must be met just so.
    pub(super) equal: bool,
}

/// A program: what is maximised under which rows.
#[derive(Clone, PartialEq, Debug, Default)]
pub(super) struct Program {
    /// The variables.
    pub(super) columns: Vec<Column>,
    /// The rows.
    pub(super) rows: Vec<Row>,
    /// What is maximised: variables with their factors. Its values should lie within ±[`OFFSET`]: beyond, a gap is larger than was asked for ([`short_of_best`]).
    pub(super) objective: Vec<(usize, f64)>,
    /// By how much the solution may fall short of the best.
    pub(super) gap: f64,
}

/// What is added to what is maximised, so that a gap that solvers take as a share of the value means something near 0 too.
const OFFSET: f64 = 16.0;

/// By how much a value of what is maximised may fall short of the best where a gap was asked for.
pub(super) fn short_of_best(gap: f64, value: f64) -> f64 {
    gap * ((value + OFFSET).abs() / (2.0 * OFFSET)).max(1.0)
}

impl Program {
    /// The gap as a share of the value with the offset: at most what it is as an amount.
    fn relative_gap(&self) -> f32 {
        #[expect(clippy::cast_possible_truncation, reason = "a rounded gap is as good")]
        let gap = (self.gap / (2.0 * OFFSET)) as f32;
        gap
    }
}

/// A solution.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct Solved {
    /// The value of each variable.
    pub(super) values: Vec<f64>,
    /// Whether there is no better one, within the gap that was asked for and the tolerance of the solver; else its time was up.
    pub(super) proven: bool,
}

/// Why there is no solution.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum NotSolved {
    /// There is none.
    Infeasible,
    /// The solver gave up, with its words.
    Failed(String),
}

/// A solver.
pub(super) trait Solver {
    /// Its name.
    fn name(&self) -> &'static str;

    /// Solves a program, within so many seconds if that is said.
    fn solve(&self, program: &Program, seconds: Option<f64>) -> Result<Solved, NotSolved>;
}

/// The solver that was built in.
#[cfg(feature = "highs")]
pub(super) fn built_in() -> &'static dyn Solver {
    &highs::Highs
}

/// The solver that was built in.
#[cfg(not(feature = "highs"))]
pub(super) fn built_in() -> &'static dyn Solver {
    &microlp::Microlp
}

/// Hands a program to a solver: the same for all that are reached in the same way.
fn through<M: SolverModel<Error = ResolutionError>>(
    program: &Program,
    model: impl FnOnce(UnsolvedProblem) -> M,
) -> Result<Solved, NotSolved> {
    let mut variables = ProblemVariables::new();
    let handles: Vec<good_lp::Variable> = program
        .columns
        .iter()
        .map(|column| {
            let bounded = variable().bounds(column.low..=column.high);
            variables.add(if column.whole { bounded.integer() } else { bounded })
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
    let mut model = model(variables.optimise(ObjectiveDirection::Maximisation, objective));
    for row in &program.rows {
        let (sum, least) = (sum(&row.terms), Expression::from(row.least));
        let _ = model.add_constraint(if row.equal { constraint::eq(sum, least) } else { constraint::geq(sum, least) });
    }
    match model.solve() {
        Ok(solution) => Ok(Solved {
            values: handles.iter().map(|handle| solution.value(*handle)).collect(),
            proven: matches!(solution.status(), SolutionStatus::Optimal | SolutionStatus::GapLimit),
        }),
        Err(ResolutionError::Infeasible) => Err(NotSolved::Infeasible),
        Err(other) => Err(NotSolved::Failed(other.to_string())),
    }
}
