//! What proves an analysis of settlements: that a package which was asked about is dominated, and that parties can agree on a point, on a package that was asked about, or
//! on one of the frontier, with a gain for each. That nothing dominates a package has no single witness, and is not certified.

use super::{Table, values_of};
use crate::certify::{all_values, decided};
use detente_model::answer::{Certified, Dominance, Finding, JointMove, PackageFinding, SettlementFinding};
use detente_model::case::Case;
use detente_model::variable::Controller;
use detente_space::Game;
use detente_space::codes::place;

pub(super) fn certificates(case: &Case, table: &Table<'_>, finding: &SettlementFinding) -> Vec<Certified> {
    let game = table.columns.game();
    let mut found: Vec<Certified> = Vec::new();
    if let Some(dominated) = &finding.dominated
        && let Some(by) = &dominated.by
    {
        found.extend(dominance(game, case, by, &dominated.package).map(Certified::Dominance));
    }
    let frontier = || finding.pareto.iter().flat_map(|pareto| &pareto.places).map(|place| &place.package);
    for set in &finding.signatories {
        let mut packages: Vec<&PackageFinding> =
            finding.accounts.iter().filter(|account| account.asked).map(|account| &account.package).collect();
        if let Some(points) = &set.points {
            packages.extend(points.nash.iter().flat_map(|nash| &nash.set.packages));
            packages
                .extend(points.kalai_smorodinsky.packages.iter().chain(&points.egalitarian.packages).chain(&points.utilitarian.packages));
        }
        packages.extend(frontier().filter(|package| package.in_zone == Finding::Yes));
        let members = set.members.iter().fold(0, |members, bit| members | 1 << bit);
        let suffice = |package: &&PackageFinding| {
            let code = game.feasible.code(package.state.ordinal - 1);
            code.and_then(|code| table.columns.of(code).map(|(_, marks)| table.signing.suffices(code, marks, members))).unwrap_or_default()
        };
        for package in packages.into_iter().filter(suffice) {
            if found.len() >= SettlementFinding::CERTIFIED {
                return found;
            }
            if let Some(joint) = consent(case, game, &set.members, package).map(Certified::Consent)
                && !found.contains(&joint)
            {
                found.push(joint);
            }
        }
    }
    found
}

/// That `by` dominates `package`.
fn dominance(game: &Game, case: &Case, by: &PackageFinding, package: &PackageFinding) -> Option<Dominance> {
    let number = |package: &PackageFinding| place(package.state.ordinal - 1);
    let known = game.consent.parties.iter().filter(|consenter| !consenter.order.ladders().is_empty());
    let parties: Vec<_> = known.map(|consenter| consenter.party).collect();
    let gains = parties.iter().find(|party| decided(case, game, **party, number(by), number(package)).is_some())?;
    Some(Dominance {
        frame: game.description.id.clone(),
        gains: *gains,
        better: values_of(game, by)?,
        worse: values_of(game, package)?,
        parties,
    })
}

/// That some parties can go from the status quo to a package with a gain for each. None where one of them does not gain, or it takes no consent.
fn consent(case: &Case, game: &Game, signatories: &[usize], package: &PackageFinding) -> Option<JointMove> {
    let from = place(game.feasible.number(game.status_quo?)?);
    let to = place(package.state.ordinal - 1);
    let member = |bit: &usize| {
        let party = game.consent.parties[*bit].party;
        Some((party, decided(case, game, party, to, from)?))
    };
    let members: Vec<_> = signatories.iter().map(member).collect::<Option<_>>()?;
    let (before, after) = (all_values(case, game, from), all_values(case, game, to));
    let mut rules = Vec::new();
    for issue in &game.consent.issues {
        let variable = game.codes.axes()[issue.axis].variable;
        let index = detente_model::index::Id::index(variable);
        if before[index] == after[index] {
            continue;
        }
        let Controller::Consent(all) = &case.variables[variable].controller else { continue };
        let applies = all
            .iter()
            .position(|rule| rule.window.is_open(&game.phase) && rule.when.as_ref().is_none_or(|when| when.holds(&before, &game.phase)))?;
        let alone = signatories.iter().any(|bit| {
            let player = game.consent.parties[*bit].player.map(|player| &game.players[player]);
            player.is_some_and(|player| {
                player
                    .axes
                    .iter()
                    .any(|(axis, when)| *axis == issue.axis && when.as_ref().is_none_or(|when| when.holds(&before, &game.phase)))
            })
        });
        if !alone {
            rules.push((variable, applies));
        }
    }
    let frame = game.description.id.clone();
    (!rules.is_empty()).then_some(())?;
    Some(JointMove { frame, from: values_of_state(game, from), to: values_of(game, package)?, members, rules })
}

fn values_of_state(game: &Game, state: usize) -> detente_model::answer::StateValues {
    crate::certify::state_values(game, state)
}
