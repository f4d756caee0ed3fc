//! # Expected-utility challenge model
//!
//! ## What it says
//! Each actor asks of every other whether a challenge would pay, by how many would side with whom and by how much risk it can bear; whoever expects to lose moves,
//! all the way or part of it, and so round after round. The outcome is the median of where they end.
//!
//! ## Definition
//! With distances d_ij = |x_i − x_j| / R and weights w_i = c_i s_i, i's challenge of j succeeds with the probability P_ij: the votes for i's position against j's by the
//! votes cast. With a risk exponent r: U_s = 2 − 4 (1/2 − d/2)^r, U_f = 2 − 4 (1/2 + d/2)^r, U_sq = 2 − 4 (1/2)^r, and for what would be agreed on without i
//! (the middle μ) U_b, U_w = 2 − 4 (1/2 ∓ (|x_i − μ| + |x_i − x_j|) / 4R)^r.
//! E(U_ij) = s_j (P U_s + (1 − P) U_f) + (1 − s_j) U_s − Q U_sq − (1 − Q) (T U_b + (1 − T) U_w). A first pass with r = 1 gives securities Sec_i = Σ_j E(U_ji) and from them
//! r_i = (1 − R_i/3) / (1 + R_i/3) with R_i = (2 Sec_i − max − min) / (max − min); a second pass uses them. With a = E(U_ij) and b = E(U_ji): both positive, b > a: i loses a
//! confrontation and moves to x_j; a < 0 < b, b > |a|: a compromise, i moves |a/b| of the way; a < 0 < b < |a|: i gives in and moves to x_j; else nothing.
//!
//! Published accounts and programs differ on nearly every step: each is one of the [`options`], and three sets of them have names. `scholz2011-paper` is the text of the
//! paper, `scholz2011-code` what reproduces its table, `masad2014` another published reading. Under `viewpoint=own` an actor moves by what it believes of both
//! sides; it may believe to have lost where the other does not believe to have won.
//!
//! ## Reads and assumes
//! Positions, saliences, capabilities; issues one by one. Whoever takes no part is not there. On an issue with two points the probability of the higher end is the share of
//! weight that ends nearer to it.
//!
//! ## When it misleads
//! Positions need not settle: the round at which one stops decides the answer, so the trajectory is always given. Compromise offers under `scholz2011-code` are chosen by a
//! product with the other's position, and so depend on where the line has its zero.
//!
//! ## Complexity
//! Cubic in the number of actors for each round.
//!
//! ## Example
//! Ten governments on emission standards, `scholz2011-code`: medians 8.42, 9.61, 9.96 in the first three rounds.
//!
//! ## References
//! B. Bueno de Mesquita (1985), *American Political Science Review* 79:156–177; (1994), as for the weighted median; (1997), *International Interactions* 23:235–266.
//! J. B. Scholz, G. J. Calbert and G. A. Smith (2011), "Unravelling Bueno De Mesquita's group decision model", *Journal of Theoretical Politics* 23:510–531. D. Masad (2014), a
//! replication.

mod offers;
pub mod options;
mod rounds;
mod utilities;

use super::{Chosen, Model, OptionError, Prediction, Quick, Run, Table, Why};
use detente_model::answer::ForecastMove;
use detente_model::control::Control;
use options::Options;
use rounds::{Detail, play};

/// The options that reproduce the published table.
pub const SCHOLZ_CODE: Model = Model {
    id: "scholz2011-code",
    name: "Challenge model, as computed in 2011",
    says: "who expects to lose a challenge moves, round by round; options that reproduce the published table",
    reference: "emission standards: every move of ten rounds as an independent program prints it, and the published table but for its second median \
                (9.9 there, 9.6 here)",
    options: options::DESCRIPTIONS,
    prepare: |chosen| prepare(options::SCHOLZ_CODE, chosen),
};

/// The options that the text of the paper asks for.
pub const SCHOLZ_PAPER: Model = Model {
    id: "scholz2011-paper",
    name: "Challenge model, as described in 2011",
    says: "who expects to lose a challenge moves, round by round; options as the text of the paper has them",
    reference: "the published table on emission standards, which it does not give: its median is 7 after every round where the table has 8.4, 9.9, 9.9, \
                9.9, 9.9, 7.4, 8.8, 9.6, and its mean falls from 7.3 to 7 where the table stays between 7.3 and 7.6",
    options: options::DESCRIPTIONS,
    prepare: |chosen| prepare(options::SCHOLZ_PAPER, chosen),
};

/// Another published reading.
pub const MASAD: Model = Model {
    id: "masad2014",
    name: "Challenge model, reading of 2014",
    says: "who expects to lose a challenge moves, round by round; options of another published reading",
    reference: "none: no published numbers are known to hold it against",
    options: options::DESCRIPTIONS,
    prepare: |chosen| prepare(options::MASAD, chosen),
};

struct Challenge(Options);

fn prepare(preset: Options, chosen: &Chosen) -> Result<Box<dyn Run>, OptionError> {
    Ok(Box::new(Challenge(preset.with(chosen)?)))
}

impl Run for Challenge {
    fn run(&self, table: &Table, _: &Control<'_>) -> Vec<Prediction> {
        table.issues.iter().map(|column| play(column, &self.0, Detail::Rounds)).collect()
    }

    fn quick(&self, table: &Table, _: &Control<'_>) -> Vec<Quick> {
        let quick = |found: Prediction| Quick { point: found.point, probability: found.probability };
        table.issues.iter().map(|column| quick(play(column, &self.0, Detail::End))).collect()
    }

    fn most_rounds(&self) -> Option<u32> {
        Some(self.0.rounds)
    }

    fn options(&self) -> Vec<(&'static str, String)> {
        self.0.chosen()
    }

    fn why(&self, table: &Table, issue: usize, actor: usize, round: u32, _: &Control<'_>) -> Option<Why> {
        let column = table.issues.get(issue)?;
        let received: Vec<ForecastMove> = rounds::received(column, &self.0, actor, round)?;
        Some(Why { taken: received.first().cloned(), offers: received, challenge: None, rule: offers::rule(&self.0) })
    }
}
