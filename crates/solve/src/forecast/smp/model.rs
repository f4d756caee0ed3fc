//! The spatial model among the others: its options by name, and what a run says in the words of answers.

use super::options::{
    BargainWeights, Options, PositionChances, Proposal, RiskEstimate, RiskRange, SalienceScale, ThirdPartyCommitment, Transitions,
    VictoryProbability, VotingRule,
};
use super::{Accepted, Considered, Detail, Forecast, Readings, Round, run};
use crate::forecast::choice::choices;
use crate::forecast::{
    Chosen, Column, Model, OptionDescription, OptionError, Prediction, Quick, Run, Table, Why, middle, no_option, share, two_points,
};
use detente_model::answer::{ForecastChallenge, ForecastMove, ForecastRound};
use detente_model::control::Control;

/// The spatial model of politics, with the defaults of the published program.
pub const MODEL: Model = Model {
    id: "smp",
    name: "Spatial model of politics",
    says: "actors press each other and bargain, and all vote on which bargains are carried out, until positions hardly shift",
    reference: "two published logs (two issues and 13 actors, 28 states; one issue and 10 actors, 14 states): every position and chance, to the printed \
                digits",
    options: DESCRIPTIONS,
    prepare,
};

choices! {
    /// What is bargained over at once.
    Issues {
        /// All issues: a bargain moves the two on each.
        Together = "together",
        /// One issue at a time, each as if there were no other.
        Apart = "apart",
    }
}

choices! {
    /// What of the last round is the forecast.
    Reading {
        /// The mean of the distinct positions, weighted by their chances.
        Expected = "expected",
        /// The likeliest position.
        Likeliest = "likeliest",
        /// The mean of the positions.
        Mean = "mean",
        /// That, weighted by capability times salience.
        WeightedMean = "weighted-mean",
        /// The weighted median.
        WeightedMedian = "weighted-median",
    }
}

/// How many rounds may be asked for.
const ROUNDS: usize = 1000;

const DESCRIPTIONS: &[OptionDescription] = &[
    OptionDescription {
        key: "victory",
        values: "linear, square, quartic, octic, binary",
        says: "how the strengths of two coalitions become the chance that one wins (VictoryProbModel)",
    },
    OptionDescription {
        key: "voting",
        values: "binary, prop-bin, proportional, prop-cubic, cubic, asymmetric",
        says: "how strongly an actor speaks for the better of two positions (VotingRule)",
    },
    OptionDescription {
        key: "chances",
        values: "conditional, markov-uniform, markov-incentive",
        says: "how the chances of pairs become those of all positions (PCEModel)",
    },
    OptionDescription {
        key: "transitions",
        values: "deterministic, stochastic",
        says: "whether the likeliest bargain is carried out or one drawn by its chance (StateTransitions)",
    },
    OptionDescription { key: "risk-range", values: "min, mid, max", says: "attitudes to risk from 0, -1/2 or -1 to 1 (BigRRange)" },
    OptionDescription {
        key: "risk-estimate",
        values: "none, one-third, half, two-thirds, full",
        says: "how far an actor goes from its own attitude to the other's when it judges the other (BigRAdjust)",
    },
    OptionDescription {
        key: "third-parties",
        values: "none, semi, full",
        says: "what third parties stake who take a side (ThirdPartyCommit)",
    },
    OptionDescription {
        key: "bargain",
        values: "s1p1, s2p2, s2pmax",
        says: "what each side's place weighs in a bargain: salience times chance, their squares, or the likelier winner's alone (InterVecBrgn)",
    },
    OptionDescription {
        key: "proposal",
        values: "initiator, both, compromise",
        says: "whose bargains are voted on: the initiator's, also the receiver's, or the mean of the two (BargnModel)",
    },
    OptionDescription {
        key: "saliences",
        values: "shares, as-given",
        says: "whether saliences are divided by the largest sum of an actor's where that is above 1",
    },
    OptionDescription {
        key: "accommodation",
        values: "a number from 0 to 1",
        says: "how far what an actor wants goes along with where it stands: 1 in full, 0 not at all",
    },
    OptionDescription { key: "issues", values: "together, apart", says: "whether all issues are bargained over at once or each alone" },
    OptionDescription {
        key: "reading",
        values: "expected, likeliest, mean, weighted-mean, weighted-median",
        says: "what of the last positions is the forecast",
    },
    OptionDescription { key: "rounds", values: "a whole number from 1 to 1000", says: "how many rounds at most" },
    OptionDescription {
        key: "settled",
        values: "a number from 0 to 1",
        says: "it ends when a round moves the actors by less than this share of what the first did",
    },
    OptionDescription {
        key: "same-position",
        values: "a number from 0 to 1",
        says: "positions nearer than this, in shares of the line, are one",
    },
    OptionDescription { key: "seed", values: "a whole number", says: "where the model's own drawing starts" },
];

/// The model with its options chosen.
#[derive(Clone, PartialEq, Debug)]
struct Smp {
    options: Options,
    accommodation: f64,
    issues: Issues,
    reading: Reading,
}

fn prepare(chosen: &Chosen) -> Result<Box<dyn Run>, OptionError> {
    let mut smp = Smp { options: Options::default(), accommodation: 1.0, issues: Issues::Together, reading: Reading::Expected };
    for (key, value) in chosen {
        smp.choose(key, value).ok_or_else(|| no_option(DESCRIPTIONS, key, value))?;
    }
    Ok(Box::new(smp))
}

impl Smp {
    fn choose(&mut self, key: &str, value: &str) -> Option<()> {
        let options = &mut self.options;
        match key {
            "victory" => options.victory = VictoryProbability::named(value)?,
            "voting" => options.voting = VotingRule::named(value)?,
            "chances" => options.chances = PositionChances::named(value)?,
            "transitions" => options.transitions = Transitions::named(value)?,
            "risk-range" => options.risk_range = RiskRange::named(value)?,
            "risk-estimate" => options.risk_estimate = RiskEstimate::named(value)?,
            "third-parties" => options.third_parties = ThirdPartyCommitment::named(value)?,
            "bargain" => options.weights = BargainWeights::named(value)?,
            "proposal" => options.proposal = Proposal::named(value)?,
            "saliences" => options.saliences = SalienceScale::named(value)?,
            "accommodation" => self.accommodation = share(value)?,
            "issues" => self.issues = Issues::named(value)?,
            "reading" => self.reading = Reading::named(value)?,
            "rounds" => options.turns = value.parse().ok().filter(|rounds| (1..=ROUNDS).contains(rounds))?,
            "settled" => options.settled = share(value)?,
            "same-position" => options.same_position = share(value)?,
            "seed" => options.seed = value.parse().ok()?,
            _ => return None,
        }
        Some(())
    }

    fn read(&self, readings: Readings) -> f64 {
        match self.reading {
            Reading::Expected => readings.expected,
            Reading::Likeliest => readings.likeliest,
            Reading::Mean => readings.mean,
            Reading::WeightedMean => readings.weighted_mean,
            Reading::WeightedMedian => readings.weighted_median,
        }
    }

    /// Which issues are bargained over at once. An issue on which nobody weighs anything is in none of the groups.
    fn groups(&self, table: &Table) -> Vec<Vec<usize>> {
        let defined = (0..table.issues.len()).filter(|issue| table.issues[*issue].fault().is_none());
        match self.issues {
            Issues::Together => vec![defined.collect()],
            Issues::Apart => defined.map(|issue| vec![issue]).collect(),
        }
    }

    /// Runs the model on some of the issues.
    fn play(&self, table: &Table, group: &[usize], detail: Detail, control: &Control<'_>) -> Option<Forecast> {
        let together = Table { actors: table.actors, issues: group.iter().map(|issue| table.issues[*issue].clone()).collect() };
        // In full is what the engine does where nothing else is said.
        if self.accommodation >= 1.0 {
            return run(&together, &self.options, control, detail).ok();
        }
        let own = |one: usize| (0..table.actors).map(|other| if one == other { self.accommodation } else { 0.0 }).collect();
        let options = Options { accommodation: Some((0..table.actors).map(own).collect()), ..self.options.clone() };
        run(&together, &options, control, detail).ok()
    }

    /// What a run says of each issue; `of(run, issue in the run, column, reading)`.
    fn each<T>(
        &self,
        table: &Table,
        control: &Control<'_>,
        detail: Detail,
        undefined: impl Fn(&str) -> T,
        of: impl Fn(&Forecast, usize, &Column, f64) -> T,
    ) -> Vec<T> {
        let mut found: Vec<T> = table.issues.iter().map(|column| undefined(column.fault().unwrap_or("it was stopped"))).collect();
        for group in self.groups(table) {
            let Some(run) = self.play(table, &group, detail, control) else { continue };
            for (at, issue) in group.iter().enumerate() {
                if let Some(readings) = run.readings[at] {
                    found[*issue] = of(&run, at, &table.issues[*issue], self.read(readings));
                }
            }
        }
        found
    }

    fn rounds(&self, run: &Forecast, at: usize, column: &Column) -> Vec<ForecastRound> {
        let mut rounds = Vec::with_capacity(run.rounds.len());
        let mut before: Option<&Round> = None;
        for (number, round) in (0u32..).zip(&run.rounds) {
            let positions = over(column, run, |actor| round.positions[actor][at]);
            let chances = over(column, run, |actor| round.positions[actor][at].map(|_| round.chances[actor]));
            let Some((median, mean)) = middle(column, |actor| positions[actor]) else { break };
            let point = run.readings_after(rounds.len(), at).map(|readings| self.read(readings));
            let moves = before.map(|before| moves(run, before, round, at)).unwrap_or_default();
            rounds.push(ForecastRound { round: number, median, mean, point, positions, chances, moves });
            before = Some(round);
        }
        rounds
    }

    /// How an actor chooses, in a sentence.
    fn rule(&self) -> String {
        let chosen = match self.options.transitions {
            Transitions::Deterministic => "the likeliest is carried out",
            Transitions::Stochastic => "one is drawn by its chance and carried out",
        };
        format!("all actors vote, with their capabilities, on its staying and on every bargain that it is part of, and {chosen}")
    }
}

/// What there is for each actor of a column.
fn over(column: &Column, run: &Forecast, of: impl Fn(usize) -> Option<f64>) -> Vec<Option<f64>> {
    let mut found = vec![None; column.stances.len()];
    for (index, actor) in run.actors.iter().enumerate() {
        found[*actor] = of(index);
    }
    found
}

/// A bargain as a move of one of the two.
fn moved(actor: usize, bargain: Option<Accepted>, chance: f64, from: f64, to: f64) -> ForecastMove {
    let by = bargain.map(|bargain| if bargain.initiator == actor { bargain.receiver } else { bargain.initiator });
    let kind = match bargain {
        None => "stays",
        Some(bargain) if bargain.initiator == actor => "goes by its own offer",
        Some(_) => "accepts an offer",
    };
    let gain = Some(bargain.map_or(0.0, |bargain| bargain.gain));
    ForecastMove { actor, by, kind, chance: Some(chance), gain, from, to, ..ForecastMove::default() }
}

/// Who moved on an issue between two rounds.
fn moves(run: &Forecast, before: &Round, after: &Round, at: usize) -> Vec<ForecastMove> {
    let of = |(index, accepted): (usize, &Option<Accepted>)| {
        let accepted = (*accepted)?;
        let (from, to) = (before.positions[index][at]?, after.positions[index][at]?);
        ((to - from).abs() > 0.0).then(|| moved(run.actors[index], Some(accepted), accepted.chance, from, to))
    };
    before.moves.iter().enumerate().filter_map(of).collect()
}

impl Run for Smp {
    fn run(&self, table: &Table, control: &Control<'_>) -> Vec<Prediction> {
        self.each(
            table,
            control,
            Detail::Rounds,
            |why| Prediction::undefined(why),
            |run, at, column, point| Prediction {
                probability: two_points::place(column, point),
                rounds: self.rounds(run, at, column),
                ..Prediction::at(point)
            },
        )
    }

    fn quick(&self, table: &Table, control: &Control<'_>) -> Vec<Quick> {
        let quick = |_: &Forecast, _: usize, column: &Column, point: f64| Quick {
            point: Some(point),
            probability: two_points::place(column, point),
        };
        self.each(table, control, Detail::End, |_| Quick::default(), quick)
    }

    fn most_rounds(&self) -> Option<u32> {
        u32::try_from(self.options.turns).ok()
    }

    fn options(&self) -> Vec<(&'static str, String)> {
        let Self { options, accommodation, issues, reading } = self;
        let number = |number: f64| format!("{number}");
        vec![
            ("victory", options.victory.id().into()),
            ("voting", options.voting.id().into()),
            ("chances", options.chances.id().into()),
            ("transitions", options.transitions.id().into()),
            ("risk-range", options.risk_range.id().into()),
            ("risk-estimate", options.risk_estimate.id().into()),
            ("third-parties", options.third_parties.id().into()),
            ("bargain", options.weights.id().into()),
            ("proposal", options.proposal.id().into()),
            ("saliences", options.saliences.id().into()),
            ("accommodation", number(*accommodation)),
            ("issues", issues.id().into()),
            ("reading", reading.id().into()),
            ("rounds", options.turns.to_string()),
            ("settled", number(options.settled)),
            ("same-position", number(options.same_position)),
            ("seed", options.seed.to_string()),
        ]
    }

    fn why(&self, table: &Table, issue: usize, actor: usize, round: u32, control: &Control<'_>) -> Option<Why> {
        let group = self.groups(table).into_iter().find(|group| group.contains(&issue))?;
        let at = group.iter().position(|of| *of == issue)?;
        let run = self.play(table, &group, Detail::Rounds, control)?;
        let index = run.actors.iter().position(|of| *of == actor)?;
        let before = run.rounds.get(usize::try_from(round).ok()?.checked_sub(1)?)?;
        let from = before.positions[index][at]?;
        let considered = before.considered.get(index)?;
        let chosen = before.moves.get(index).copied().flatten();
        let told = |one: &Considered| moved(actor, one.bargain, one.chance, from, one.goes[at]);
        let mut ordered: Vec<&Considered> = considered.iter().collect();
        ordered.sort_by(|one, other| (other.bargain == chosen).cmp(&(one.bargain == chosen)).then(other.chance.total_cmp(&one.chance)));
        let offers: Vec<ForecastMove> = ordered.into_iter().map(told).collect();
        Some(Why {
            taken: chosen.and_then(|_| offers.first().cloned()),
            offers,
            challenge: before.challenges.get(index).copied().flatten().map(|challenge| ForecastChallenge {
                target: challenge.target,
                odds: challenge.odds,
                gain: challenge.gain,
            }),
            rule: self.rule(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The words that help and faults give are those that can be chosen, and what is said to be chosen is what was.
    #[test]
    fn every_value_that_is_named_can_be_chosen_and_is_told() {
        crate::forecast::choice::every_value_can_be_chosen(DESCRIPTIONS, prepare);
        let ids = |all: Vec<&str>| all.join(", ");
        let of = |key: &str| DESCRIPTIONS.iter().find(|option| option.key == key).map(|option| option.values.to_owned());
        macro_rules! all {
            ($($key:literal: $kind:ident),*) => { $(assert_eq!(of($key), Some(ids($kind::ALL.iter().map(|one| one.id()).collect())));)* };
        }
        all!("victory": VictoryProbability, "voting": VotingRule, "chances": PositionChances, "transitions": Transitions);
        all!("risk-range": RiskRange, "risk-estimate": RiskEstimate, "third-parties": ThirdPartyCommitment, "bargain": BargainWeights);
        all!("proposal": Proposal, "saliences": SalienceScale, "issues": Issues, "reading": Reading);
    }
}
