//! Power without a case: weights and quotas.

use super::body::{Body, Gate};
use super::{Options, headline, made, table};
use detente_model::answer::{Answer, PowerFinding};
use detente_model::control::{Control, Stopped};
use detente_model::number::Decimal;
use detente_model::quota::Quota;

/// Parties, and for each quota what they weigh.
#[derive(Clone, Copy, Debug)]
pub struct Ballot<'a> {
    /// The parties.
    pub parties: &'a [String],
    /// All must be reached.
    pub quotas: &'a [Quota],
    /// For each quota the weight of each party.
    pub weights: &'a [Vec<Decimal>],
    /// SHA-256 over the file that they are from.
    pub digest: &'a str,
}

impl Ballot<'_> {
    /// The body that votes.
    #[must_use]
    pub fn body(&self) -> Body {
        let gate = |(quota, weights): (&Quota, &Vec<Decimal>)| {
            let weights: Vec<i128> = weights.iter().map(|weight| weight.billionths().into()).collect();
            Gate::weighted(quota.billionths(weights.iter().sum()), weights.into_iter().enumerate())
        };
        Body::new(self.parties.len(), Gate::all(self.quotas.iter().zip(self.weights).map(gate).collect()))
    }

    /// Who holds power.
    ///
    /// # Errors
    /// The caller stopped it.
    pub fn answer(&self, options: &Options, control: &Control<'_>) -> Result<Answer<PowerFinding>, Stopped> {
        let names: Vec<(String, String)> = self.parties.iter().map(|party| (party.clone(), party.clone())).collect();
        let mut found = table(&self.body(), &names, options, control)?;
        found.rule = self.quotas.iter().map(ToString::to_string).collect::<Vec<String>>().join(", and ");
        let finding =
            PowerFinding { to_what: format!("decide with {}", found.rule), expression: None, frame: None, tables: vec![found], game: None };
        Ok(Answer { headline: headline::sentence(&finding), made: made(&finding, self.digest), finding, because: Vec::new() })
    }
}
