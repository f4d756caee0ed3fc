//! Solvers of linear programs some of whose variables are whole numbers, behind one trait: a file for each.

#[cfg(feature = "highs")]
mod highs;
#[cfg(not(feature = "highs"))]
mod microlp;

use detente_model::control::Control;

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
    fn relative_gap(&self) -> f64 {
        self.gap / (2.0 * OFFSET)
    }
}

/// What a solver may ask besides the program.
pub(super) struct Asked<'a> {
    /// Values of some variables with which there is a solution, as far as is known: what a search begins with.
    pub(super) begin: &'a [(usize, f64)],
    /// How many seconds it may take.
    pub(super) seconds: Option<f64>,
    /// Whether to go on: asked from time to time by solvers that can be interrupted.
    #[cfg_attr(feature = "highs", expect(dead_code, reason = "HiGHS cannot be interrupted"))]
    pub(super) control: &'a Control<'a>,
}

/// A solution.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct Solved {
    /// The value of each variable.
    pub(super) values: Vec<f64>,
    /// What no solution exceeds, within the tolerance of the solver; none if nothing is known.
    pub(super) bound: Option<f64>,
    /// Whether it was searched until the bound lies within the gap that was asked for; else it was stopped.
    pub(super) finished: bool,
    /// About how many seconds that took.
    pub(super) seconds: f64,
}

/// Why there is no solution.
#[derive(Clone, PartialEq, Debug)]
pub(super) enum NotSolved {
    /// There is none.
    Infeasible,
    /// None was found before it was stopped, after about so many seconds.
    Stopped(f64),
    /// The solver gave up, with its words.
    Failed(String),
}

/// A solver.
pub(super) trait Solver {
    /// Its name.
    fn name(&self) -> &'static str;

    /// Solves a program.
    fn solve(&self, program: &Program, asked: &Asked<'_>) -> Result<Solved, NotSolved>;
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
