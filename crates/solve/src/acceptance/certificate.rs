//! What proves acceptance where that comes down to two states, and that a package can be signed with gain.

use super::ground::bits;
use super::judge::Judge;
use crate::certify::{decided, preferred, state_values};
use detente_model::answer::{Certified, Finding, JointMove};
use detente_model::control::Stopped;

/// What proves the answers that come down to two states, and that the package can be signed with gain.
pub(super) fn make(judge: &Judge<'_, '_, '_>, now: &[(usize, Finding)], signed: Finding) -> Result<(Vec<Certified>, u64), Stopped> {
    let ground = judge.ground;
    let bench = ground.bench;
    let (case, game) = (bench.case, bench.game);
    let (mut made, mut missing) = (Vec::new(), 0u64);
    for (bit, finding) in now {
        let follows = judge.follows(1 << bit)?;
        let stated = ground.reservation(&ground.wishes[*bit]).is_some();
        let single = match (follows.signed, follows.without, &follows.ends) {
            (Finding::Yes, Some(state), _) => Some(state),
            (Finding::No, _, Some(ends)) if ends.states.len() == 1 && ends.unsure.is_none() && !stated => Some(ends.states[0] as usize),
            _ => None,
        };
        let (better, worse) = match (finding, single) {
            (Finding::Yes, Some(other)) => (judge.package, other),
            (Finding::No, Some(other)) => (other, judge.package),
            (Finding::Yes | Finding::No, None) => {
                missing += 1;
                continue;
            }
            (Finding::Unknown(_), _) => continue,
        };
        match preferred(case, game, bench.party(*bit), better, worse) {
            Some(certificate) => made.push(Certified::Order(certificate)),
            None => missing += 1,
        }
    }
    if signed == Finding::Yes {
        match consent(judge, now) {
            Some(certificate) => made.push(Certified::Consent(certificate)),
            None => missing += 1,
        }
    }
    Ok((made, missing))
}

/// That those who accept can go to the package together and gain, if all of them do.
fn consent(judge: &Judge<'_, '_, '_>, now: &[(usize, Finding)]) -> Option<JointMove> {
    let ground = judge.ground;
    let bench = ground.bench;
    let gains = |bit: usize| decided(bench.case, bench.game, bench.party(bit), judge.package, ground.start);
    let members: Vec<(usize, Vec<_>)> =
        now.iter().filter(|(_, finding)| *finding == Finding::Yes).filter_map(|(bit, _)| Some((*bit, gains(*bit)?))).collect();
    let set = members.iter().fold(0, |set, (bit, _)| set | 1 << bit);
    if set == 0 || !ground.can_sign(judge.package, set) {
        return None;
    }
    let by_consent = bits(bench.changed(ground.start, judge.package)).filter(|axis| ground.alone(*axis) & set == 0);
    let rules: Vec<_> = by_consent.map(|axis| Some((bench.variable(axis), ground.rule_place(axis)?))).collect::<Option<_>>()?;
    (!rules.is_empty()).then(|| JointMove {
        frame: bench.game.description.id.clone(),
        from: state_values(bench.game, ground.start),
        to: state_values(bench.game, judge.package),
        members: members.into_iter().map(|(bit, decided)| (bench.party(bit), decided)).collect(),
        rules,
    })
}
