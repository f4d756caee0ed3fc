//! The same judgement under every combination of codings.

use super::Coded;
use super::ground::{Bench, Ground, Wishes};
use super::judge::Judge;
use detente_model::answer::{CodingCounts, Finding};
use detente_model::control::{Control, Stopped};
use detente_space::codes::place;
use rayon::prelude::*;

/// More combinations than this are not run.
pub const COMBINATIONS: u64 = 20_000;

/// What was counted.
pub(super) struct Counted {
    pub(super) counts: CodingCounts,
    /// For each asked, in how many combinations it accepts, refuses, cannot be told.
    pub(super) of: Option<Vec<[u64; 3]>>,
}

/// Whom to ask: a party with a say, or somebody else who ratifies what it signs.
pub(super) enum Whom {
    Signs(usize),
    AtHome(usize, Wishes),
}

/// The other codings of all who have a say.
pub(super) fn coded(bench: &Bench<'_>) -> Vec<Vec<Coded>> {
    let of = |consenter: &detente_space::game::Consenter| {
        let codings = &bench.case.codings[consenter.party];
        let read = |coding: &detente_model::coding::Coding| Coded {
            name: coding.name.clone(),
            wishes: Wishes::new(bench.case, bench.game, bench.joint.codes(), &coding.preference),
        };
        codings.iter().map(read).collect()
    };
    bench.game.consent.parties.par_iter().map(of).collect()
}

/// Over every combination of codings of those who have a say.
pub(super) fn count(
    bench: &Bench<'_>,
    codings: &[Vec<Coded>],
    start: usize,
    package: usize,
    asked: &[Whom],
    control: &Control<'_>,
) -> Result<Option<Counted>, Stopped> {
    let several: Vec<usize> = (0..codings.len()).filter(|bit| !codings[*bit].is_empty()).collect();
    if several.is_empty() {
        return Ok(None);
    }
    let combinations = several.iter().fold(1u64, |product, bit| product.saturating_mul(codings[*bit].len() as u64 + 1));
    let parties = several.iter().map(|bit| (super::named(bench.case, bench.party(*bit)), codings[*bit].len() as u64 + 1)).collect();
    if combinations > COMBINATIONS {
        return Ok(Some(Counted { counts: CodingCounts { combinations, parties, signed: None }, of: None }));
    }
    let run = |number: u64| -> Result<Vec<Finding>, Stopped> {
        control.check()?;
        let mut rest = place(number);
        let mut wishes = bench.wishes.clone();
        for bit in &several {
            let count = codings[*bit].len() + 1;
            if let Some(coded) = (rest % count).checked_sub(1) {
                wishes[*bit] = codings[*bit][coded].wishes.clone();
            }
            rest /= count;
        }
        let ground = Ground::with(bench, wishes, start, true, control);
        let judge = Judge::new(&ground, package);
        let mut found = Vec::new();
        for whom in asked {
            found.push(match whom {
                Whom::Signs(bit) => judge.verdict(*bit, 0)?.accepts,
                Whom::AtHome(signer, wishes) => judge.holds(wishes, None, package, &*judge.follows(1 << signer)?).accepts,
            });
        }
        found.push(judge.signed()?);
        Ok(found)
    };
    let runs: Vec<Vec<Finding>> = (0..combinations).into_par_iter().map(run).collect::<Result<_, _>>()?;
    let tally = |at: usize| {
        let count = |known: Option<bool>| runs.iter().filter(|run| run[at].known() == known).count() as u64;
        [count(Some(true)), count(Some(false)), count(None)]
    };
    let of = (0..asked.len()).map(tally).collect();
    Ok(Some(Counted { counts: CodingCounts { combinations, parties, signed: Some(tally(asked.len())) }, of: Some(of) }))
}
