//! What a party gains by a package against what follows its refusal by chance: a number where otherwise there is an interval, under a process that is named.

use super::ground::{Ground, Wishes};
use super::judge::{Follows, Judge};
use super::{Asked, Chance, bit, named};
use crate::evolution::joint::chance::{self, Choice, Lottery};
use detente_model::answer::{ChanceFinding, ChanceProcess, Finding};
use detente_model::control::Stopped;
use detente_model::diagnostic::Diagnostic;

/// What follows a refusal by chance.
pub(super) enum Follow {
    /// States with probabilities.
    Drawn(Lottery),
    /// It is not said, and why.
    NotSaid(&'static str),
}

/// Whether the process can be followed: a horizon cuts it off, a logit reads utilities, and somebody must be able to move.
pub(super) fn suited(ground: &Ground<'_, '_>, asked: &Asked) -> Result<(), Diagnostic> {
    let Some(chance) = &asked.chance else { return Ok(()) };
    if asked.horizon.is_some() {
        let fault = Diagnostic::error("chance", "a chance process is followed to where things end, and a horizon cuts them off before");
        return Err(fault.help("leave out the horizon or the chance process"));
    }
    let game = ground.bench.game;
    let case = ground.bench.case;
    if let Some((party, _)) = chance.weights.iter().find(|(party, _)| bit(game, *party).is_none()) {
        let name = &case.parties[*party].name;
        return Err(Diagnostic::error("chance", format!("{name} has a weight, and can neither move nor has a say in this frame")));
    }
    if weights(ground, chance).iter().sum::<f64>() <= 0.0 {
        return Err(
            Diagnostic::error("chance", "nobody is ever drawn: all weights are 0").help("give a weight above 0 to whoever may move")
        );
    }
    if let Choice::Logit { .. } = chance.choice {
        let without = game.consent.parties.iter().zip(&ground.wishes).filter(|(_, wishes)| !wishes.alone);
        let names: Vec<&str> = without.map(|(consenter, _)| case.parties[consenter.party].name.as_str()).collect();
        if !names.is_empty() {
            let fault = format!("a logit weighs gains, and the wishes of {} are not utilities alone", names.join(", "));
            return Err(Diagnostic::error("chance", fault).help("ask for --chance uniform, or state utilities"));
        }
    }
    Ok(())
}

fn weights(ground: &Ground<'_, '_>, chance: &Chance) -> Vec<f64> {
    let of = |consenter: &detente_space::game::Consenter| {
        chance.weights.iter().find(|(party, _)| *party == consenter.party).map_or(1.0, |(_, weight)| *weight)
    };
    ground.bench.game.consent.parties.iter().map(of).collect()
}

/// The process, in words of the case.
pub(super) fn process(ground: &Ground<'_, '_>, chance: &Chance) -> ChanceProcess {
    let weights = chance.weights.iter().map(|(party, weight)| (named(ground.bench.case, *party), *weight));
    let scale = match chance.choice {
        Choice::Uniform => None,
        Choice::Logit { scale } => Some(scale),
    };
    ChanceProcess { scale, weights: weights.collect() }
}

/// What follows if a party alone refuses.
pub(super) fn follow(judge: &Judge<'_, '_, '_>, refusing: usize, follows: &Follows, chance: &Chance) -> Result<Follow, Stopped> {
    let ground = judge.ground;
    match (follows.signed, follows.without, &follows.ends) {
        (Finding::Yes, Some(state), _) => {
            return Ok(Follow::Drawn(Lottery { states: vec![(detente_space::codes::narrow(state), 1.0)], left: 0.0 }));
        }
        (Finding::Unknown(_), ..) => return Ok(Follow::NotSaid("whether the others would sign without it is not known")),
        (_, _, Some(ends)) if ends.unsure.is_some() => {
            return Ok(Follow::NotSaid("what is not known of wishes leaves open which steps pay"));
        }
        _ => {}
    }
    let weights = weights(ground, chance);
    let (bench, wishes) = (ground.bench, &ground.wishes);
    let worth = |party: usize, state: u32| bench.worth(&wishes[party], state as usize).map_or(0.0, units);
    let process = chance::Chance { choice: chance.choice, weights: &weights, worth: &worth };
    let lottery = ground.lottery(judge.issues(), 1 << refusing, &process)?;
    Ok(lottery.map_or(Follow::NotSaid("there are too many steps to follow"), Follow::Drawn))
}

/// How a state compares with what follows for somebody with these wishes.
pub(super) fn compare(judge: &Judge<'_, '_, '_>, wishes: &Wishes, state: usize, follow: &Follow) -> ChanceFinding {
    let bench = judge.ground.bench;
    let mut found = ChanceFinding { better: 0.0, same: 0.0, worse: 0.0, unknown: 0.0, gain: None, ends: Vec::new(), not_said: None };
    let lottery = match follow {
        Follow::NotSaid(why) => {
            found.unknown = 1.0;
            found.not_said = Some((*why).to_owned());
            return found;
        }
        Follow::Drawn(lottery) => lottery,
    };
    found.unknown = lottery.left;
    for (end, likely) in &lottery.states {
        let end = *end as usize;
        let slot = if wishes.ranks.better(state, end, true) {
            &mut found.better
        } else if wishes.ranks.better(end, state, true) {
            &mut found.worse
        } else if wishes.ranks.surely_at_least(state, end) && wishes.ranks.surely_at_least(end, state) {
            &mut found.same
        } else {
            &mut found.unknown
        };
        *slot += likely;
    }
    if wishes.alone && lottery.left == 0.0 {
        let worth = |state: usize| bench.worth(wishes, state).map(units);
        let expected = lottery.states.iter().map(|(end, likely)| Some(likely * worth(*end as usize)?)).sum::<Option<f64>>();
        found.gain = worth(state).zip(expected).map(|(worth, expected)| worth - expected);
    }
    let mut ends: Vec<&(u32, f64)> = lottery.states.iter().collect();
    ends.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
    let listed = ends.into_iter().take(ChanceFinding::LISTED);
    found.ends = listed.map(|(end, likely)| (bench.game.state(u64::from(*end)), *likely)).collect();
    found
}

/// Billionths as units.
#[expect(clippy::cast_precision_loss, reason = "a number among probabilities")]
fn units(billionths: i128) -> f64 {
    billionths as f64 / 1e9
}
