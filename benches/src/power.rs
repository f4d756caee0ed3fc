//! Weighted bodies: as files for the whole command, and within the process.

use crate::measure::{Measured, peak_memory};
use detente::model::control::Control;
use detente::solve::power::{Body, Gate, Options, table};
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use std::fmt::Write as _;
use std::time::{Duration, Instant};

const RUNS: usize = 5;

/// A body that votes by weight, a simple majority deciding.
#[derive(Clone, Copy)]
pub(crate) enum Voters {
    /// So many, with weights from 1 to 1,000.
    Random(usize),
    /// Electors of states and the capital: 51 members, 538 votes.
    College,
}

/// Electors by size of the delegation, from the census of 2020, and how many members send so many.
const COLLEGE: [(u32, usize); 19] = [
    (54, 1),
    (40, 1),
    (30, 1),
    (28, 1),
    (19, 2),
    (17, 1),
    (16, 2),
    (15, 1),
    (14, 1),
    (13, 1),
    (12, 1),
    (11, 4),
    (10, 5),
    (9, 2),
    (8, 3),
    (7, 2),
    (6, 6),
    (5, 2),
    (4, 7),
];
/// How many send three, the fewest that there are.
const FEWEST: usize = 7;

impl Voters {
    /// The weights of the members.
    pub(crate) fn weights(self, seed: u64) -> Vec<u32> {
        match self {
            Self::Random(members) => {
                let mut random = ChaCha8Rng::seed_from_u64(seed);
                (0..members).map(|_| random.random_range(1..=1000)).collect()
            }
            Self::College => {
                let larger = COLLEGE.iter().flat_map(|(electors, members)| std::iter::repeat_n(*electors, *members));
                larger.chain(std::iter::repeat_n(3, FEWEST)).collect()
            }
        }
    }

    /// The file of weights.
    pub(crate) fn file(self, seed: u64) -> String {
        let mut text = "party,weight\n".to_owned();
        for (member, weight) in self.weights(seed).iter().enumerate() {
            let _ = writeln!(text, "m{member},{weight}");
        }
        text
    }
}

/// The best of several runs: all indices, from weights to numbers.
pub(crate) fn measure(voters: Voters, seed: u64) -> anyhow::Result<(Measured, String)> {
    let weights = voters.weights(seed);
    let all: u32 = weights.iter().sum();
    let names: Vec<(String, String)> = (0..weights.len()).map(|member| (format!("m{member}"), format!("m{member}"))).collect();
    let mut wall = Duration::MAX;
    for _ in 0..RUNS {
        let start = Instant::now();
        let gate = Gate::weighted(i128::from(all / 2 + 1), weights.iter().map(|weight| i128::from(*weight)).enumerate());
        let found = table(&Body::new(weights.len(), gate), &names, &Options::default(), &Control::default());
        wall = wall.min(start.elapsed());
        anyhow::ensure!(found.is_ok_and(|found| found.winning.is_some()), "the body is counted");
    }
    Ok((Measured { wall, busy: None, peak: peak_memory(std::process::id()) }, format!("; {} members, {all} votes", weights.len())))
}
