//! The exchange model among the others: its options by name, and what a run says in the words of answers.

use super::options::{Cap, Left, NextStart, Options, Sharing, Ties};
use super::{Exchange, Forecast, Partner, forecast};
use crate::forecast::{
    Chosen, Column, Model, OptionDescription, OptionError, Prediction, Quick, Run, Table, Why, middle, no_option, share, two_points,
};
use detente_model::answer::{ForecastMove, ForecastRound, InReturn};
use detente_model::control::Control;

/// Exchanges at equal gains, as the published run has them.
pub const MODEL: Model = Model {
    id: "exchange",
    name: "Exchange (Equal Gain)",
    says: "pairs of actors give way, each on the issue that matters less to it, as long as both gain; then the weighted mean",
    reference: "three issues and fifteen actors: each of the 20 exchanges of the published run, with its gain and its moves, to twelve digits",
    options: DESCRIPTIONS,
    prepare,
};

/// How many rounds may be asked for.
const ROUNDS: usize = 1000;

const DESCRIPTIONS: &[OptionDescription] = &[
    OptionDescription {
        key: "sharing",
        values: "equal-gain, randomised, random-rate",
        says: "how the gain of an exchange is shared: alike, in favour of one by chance, or at a drawn rate of exchange",
    },
    OptionDescription {
        key: "spread",
        values: "a number from 0 to 1",
        says: "under sharing=randomised how far chance may favour one of the two",
    },
    OptionDescription { key: "ties", values: "first, seed", says: "of exchanges with the same gain the first, or one drawn" },
    OptionDescription { key: "left", values: "weak, strict", says: "whether an actor just at the outcome is on its left, or on its right" },
    OptionDescription {
        key: "cap",
        values: "none, demander",
        says: "how far an exchange may shift an outcome: as the move takes it, or never past the one who asks for it",
    },
    OptionDescription { key: "rounds", values: "a whole number from 1 to 1000", says: "how many rounds at most" },
    OptionDescription {
        key: "next-start",
        values: "drawn, votes, positions",
        says: "where the next round starts: between, where votes went, or where actors stood",
    },
    OptionDescription {
        key: "salience-weight",
        values: "a number from 0 to 1",
        says: "under next-start=drawn the part of the way to its vote that an actor goes the less the more it cares",
    },
    OptionDescription {
        key: "fixed-weight",
        values: "a number from 0 to 1",
        says: "under next-start=drawn the part that every actor goes",
    },
    OptionDescription { key: "seed", values: "a whole number", says: "where the model's own drawing starts" },
];

/// The model with its options chosen.
#[derive(Clone, PartialEq, Debug)]
struct Exchanges(Options);

fn prepare(chosen: &Chosen) -> Result<Box<dyn Run>, OptionError> {
    let mut exchanges = Exchanges(Options::published());
    for (key, value) in chosen {
        exchanges.choose(key, value).ok_or_else(|| no_option(DESCRIPTIONS, key, value))?;
    }
    Ok(Box::new(exchanges))
}

/// Why nothing can be exchanged, if so.
fn fault(table: &Table) -> Option<String> {
    let defined = table.issues.iter().filter(|column| column.fault().is_none()).count();
    (defined < 2).then(|| {
        let there = if defined == 1 { "there is one" } else { "there is none" };
        format!("an exchange needs two issues on which somebody weighs anything, and {there}")
    })
}

impl Exchanges {
    fn choose(&mut self, key: &str, value: &str) -> Option<()> {
        let options = &mut self.0;
        match key {
            "sharing" => options.sharing = Sharing::named(value)?,
            "spread" => options.spread = share(value)?,
            "ties" => options.ties = Ties::named(value)?,
            "left" => options.left = Left::named(value)?,
            "cap" => options.cap = Cap::named(value)?,
            "rounds" => options.rounds = value.parse().ok().filter(|rounds| (1..=ROUNDS).contains(rounds))?,
            "next-start" => options.next_start = NextStart::named(value)?,
            "salience-weight" => options.salience_weight = share(value)?,
            "fixed-weight" => options.fixed_weight = share(value)?,
            "seed" => options.seed = value.parse().ok()?,
            _ => return None,
        }
        Some(())
    }

    fn play(&self, table: &Table, control: &Control<'_>) -> Option<Forecast> {
        forecast(table, &self.0, control).ok()
    }

    /// What a run says of each issue; `of(run, issue, column, point)`.
    fn each<T>(
        &self,
        table: &Table,
        control: &Control<'_>,
        undefined: impl Fn(&str) -> T,
        of: impl Fn(&Forecast, usize, &Column, f64) -> T,
    ) -> Vec<T> {
        let fault = fault(table);
        let run = if fault.is_none() { self.play(table, control) } else { None };
        let one = |(issue, column): (usize, &Column)| {
            let last = run.as_ref().and_then(|run| run.rounds.last().map(|last| (run, last)));
            match (column.fault(), &fault, last.and_then(|(run, last)| last.after[issue].map(|point| (run, point)))) {
                (Some(why), ..) => undefined(why),
                (None, Some(why), _) => undefined(why),
                (None, None, Some((run, point))) => of(run, issue, column, point.clamp(column.low, column.high)),
                (None, None, None) => undefined("it was stopped"),
            }
        };
        table.issues.iter().enumerate().map(one).collect()
    }

    /// How an actor chooses, in a sentence.
    fn rule(&self) -> String {
        let first = match self.0.sharing {
            Sharing::EqualGain | Sharing::Randomised => "the exchange with the most to gain for both together is made",
            Sharing::RandomRate => "an exchange that is the best of all for both of its partners is made",
        };
        format!(
            "of all exchanges by which both partners gain, {first}, then all are reckoned anew, until none is left; whoever has given way on an issue does not \
             turn back on it in the same round"
        )
    }
}

/// What one of the two does, as a move on the issue on which it gives way.
fn step(own: &Partner, other: &Partner) -> ForecastMove {
    ForecastMove {
        actor: own.actor,
        by: Some(other.actor),
        kind: "gives way",
        gain: Some(own.gain),
        in_return: Some(InReturn { issue: other.pays_on, from: other.from, to: other.to }),
        from: own.from,
        to: own.to,
        ..ForecastMove::default()
    }
}

/// Every step on an issue, in order.
fn steps(exchanges: &[Exchange], issue: usize) -> Vec<ForecastMove> {
    let both = |exchange: &Exchange| {
        let [first, second] = exchange.partners;
        [(first, second), (second, first)]
    };
    exchanges.iter().flat_map(both).filter(|(own, _)| own.pays_on == issue).map(|(own, other)| step(&own, &other)).collect()
}

fn rounds(run: &Forecast, issue: usize, column: &Column) -> Vec<ForecastRound> {
    let told = |round: u32, positions: &[Option<f64>], point: Option<f64>, moves: Vec<ForecastMove>| {
        let (median, mean) = middle(column, |actor| positions[actor])?;
        Some(ForecastRound { round, median, mean, point, positions: positions.to_vec(), chances: Vec::new(), moves })
    };
    let start = run.rounds.first().and_then(|first| told(0, &first.positions[issue], first.before[issue], Vec::new()));
    let after = (1u32..)
        .zip(&run.rounds)
        .filter_map(|(number, round)| told(number, &round.votes[issue], round.after[issue], steps(&round.exchanges, issue)));
    start.into_iter().chain(after).collect()
}

impl Run for Exchanges {
    fn run(&self, table: &Table, control: &Control<'_>) -> Vec<Prediction> {
        self.each(
            table,
            control,
            |why| Prediction::undefined(why),
            |run, issue, column, point| Prediction {
                probability: two_points::place(column, point),
                rounds: rounds(run, issue, column),
                ..Prediction::at(point)
            },
        )
    }

    fn quick(&self, table: &Table, control: &Control<'_>) -> Vec<Quick> {
        let quick = |_: &Forecast, _: usize, column: &Column, point: f64| Quick {
            point: Some(point),
            probability: two_points::place(column, point),
        };
        self.each(table, control, |_| Quick::default(), quick)
    }

    fn most_rounds(&self) -> Option<u32> {
        u32::try_from(self.0.rounds).ok()
    }

    fn options(&self) -> Vec<(&'static str, String)> {
        let options = &self.0;
        let number = |number: f64| format!("{number}");
        vec![
            ("sharing", options.sharing.id().into()),
            ("spread", number(options.spread)),
            ("ties", options.ties.id().into()),
            ("left", options.left.id().into()),
            ("cap", options.cap.id().into()),
            ("rounds", options.rounds.to_string()),
            ("next-start", options.next_start.id().into()),
            ("salience-weight", number(options.salience_weight)),
            ("fixed-weight", number(options.fixed_weight)),
            ("seed", options.seed.to_string()),
        ]
    }

    fn why(&self, table: &Table, issue: usize, actor: usize, round: u32, control: &Control<'_>) -> Option<Why> {
        if fault(table).is_some() {
            return None;
        }
        let run = self.play(table, control)?;
        let played = run.rounds.get(usize::try_from(round).ok()?.checked_sub(1)?)?;
        (*played.positions.get(issue)?.get(actor)?)?;
        let offers: Vec<ForecastMove> = steps(&played.exchanges, issue).into_iter().filter(|step| step.actor == actor).collect();
        let taken = match offers.as_slice() {
            [] => None,
            [only] => Some(only.clone()),
            [first, .., last] => Some(ForecastMove {
                gain: Some(offers.iter().filter_map(|step| step.gain).sum()),
                by: None,
                in_return: None,
                to: last.to,
                ..first.clone()
            }),
        };
        Some(Why { offers, taken, challenge: None, rule: self.rule() })
    }

    fn exchanges(&self, table: &Table, control: &Control<'_>) -> Vec<(u32, Exchange)> {
        if fault(table).is_some() {
            return Vec::new();
        }
        let rounds = self.play(table, control).map(|run| run.rounds).unwrap_or_default();
        (1u32..).zip(rounds).flat_map(|(number, round)| round.exchanges.into_iter().map(move |exchange| (number, exchange))).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The words that help and faults give are those that can be chosen, and what is said to be chosen is what was.
    #[test]
    fn every_value_that_is_named_can_be_chosen_and_is_told() {
        crate::forecast::choice::every_value_can_be_chosen(DESCRIPTIONS, prepare);
        let of = |key: &str| DESCRIPTIONS.iter().find(|option| option.key == key).map(|option| option.values.to_owned());
        macro_rules! all {
            ($($key:literal: $kind:ident),*) => {
                $(assert_eq!(of($key), Some($kind::ALL.iter().map(|one| one.id()).collect::<Vec<_>>().join(", ")));)*
            };
        }
        all!("sharing": Sharing, "ties": Ties, "left": Left, "cap": Cap, "next-start": NextStart);
    }
}
