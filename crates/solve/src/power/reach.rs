//! Where improvements lead: of parties on their own, and of several that agree.

use crate::known::Ranks;
use detente_model::consent::Rule;
use detente_model::control::{Control, Stopped};
use detente_model::expression::Value;
use detente_model::index::PartyId;
use detente_model::variable::Moves;
use detente_space::Game;
use detente_space::game::IssueRule;
use detente_space::moves::{Movement, TooRestricted, answers};
use detente_space::ranks::Slots;

/// What is withheld or bound.
#[derive(Clone, Default)]
pub(super) struct Rights {
    /// Takes part in nothing.
    pub(super) without: Option<PartyId>,
    /// Nobody changes these axes by agreement.
    pub(super) bound: Vec<usize>,
}

/// A party in joint moves.
struct Member {
    party: PartyId,
    player: Option<usize>,
    ranks: Ranks,
}

/// Who can go where, found as it is asked for.
pub(super) struct Reach {
    movement: Movement,
    /// The orders of those that can move.
    orders: Vec<Ranks>,
    members: Vec<Member>,
    rights: Rights,
    values: Vec<Vec<Value>>,
    /// For each forbidden pair of patterns whom it concerns (everybody if none), and for each state whether it matches.
    forbidden: Vec<(Option<usize>, Vec<bool>, Vec<bool>)>,
    /// For each issue, by its place among them, and each of its rules: the states in which that is the one that applies.
    applies: Vec<Vec<Vec<bool>>>,
    /// For each state, surely and possibly: where joint improvements lead, once asked for.
    joint: [Vec<Option<Vec<u32>>>; 2],
}

impl Reach {
    /// # Errors
    /// The moves cannot be tabulated.
    pub(super) fn new(game: &Game, rights: &Rights) -> Result<Self, TooRestricted> {
        let codes: Vec<u64> = game.feasible.codes().collect();
        let member = |consenter: &detente_space::game::Consenter| Member {
            party: consenter.party,
            player: consenter.player,
            ranks: Ranks::new(game.columns(&consenter.order, Slots::Numbers)),
        };
        let takes_part = |consenter: &&detente_space::game::Consenter| rights.without != Some(consenter.party);
        let first = |rules: &[IssueRule]| {
            let mut taken = vec![false; codes.len()];
            let one = |rule: &IssueRule| {
                let mut holds = answers(game, &codes, &rule.when);
                holds.iter_mut().zip(&mut taken).for_each(|(holds, taken)| {
                    *holds &= !*taken;
                    *taken |= *holds;
                });
                holds
            };
            rules.iter().map(one).collect::<Vec<Vec<bool>>>()
        };
        let patterns = |forbidden: &detente_space::game::Forbidden| {
            (forbidden.player, answers(game, &codes, &forbidden.from), answers(game, &codes, &forbidden.to))
        };
        Ok(Self {
            movement: Movement::new(game)?,
            orders: (0..game.players.len()).map(|player| Ranks::new(game.ranks(player, Slots::Numbers))).collect(),
            members: game.consent.parties.iter().filter(takes_part).map(member).collect(),
            rights: rights.clone(),
            values: codes.iter().map(|code| game.codes.values(*code)).collect(),
            forbidden: game.forbidden.iter().map(patterns).collect(),
            applies: game.consent.issues.iter().map(|issue| first(&issue.rules)).collect(),
            joint: [vec![None; codes.len()], vec![None; codes.len()]],
        })
    }

    /// The states to which improvements lead, the start among them: those that surely are improvements, or also those that may be.
    pub(super) fn from(&mut self, game: &Game, start: usize, surely: bool, control: &Control<'_>) -> Result<Vec<usize>, Stopped> {
        let mut reached = vec![false; self.values.len()];
        reached[start] = true;
        let mut open = vec![start];
        while let Some(state) = open.pop() {
            control.check()?;
            let mut go = |to: usize| {
                if !std::mem::replace(&mut reached[to], true) {
                    open.push(to);
                }
            };
            for (player, order) in self.orders.iter().enumerate() {
                self.movement.targets(player, state).filter(|to| order.better(*to, state, surely)).for_each(&mut go);
            }
            self.agreed(game, state, surely).iter().for_each(|to| go(detente_space::codes::place(u64::from(*to))));
        }
        Ok((0..reached.len()).filter(|state| reached[*state]).collect())
    }

    /// Whether there is a joint improvement from a state: a sure one, or a possible one.
    pub(super) fn may_be_left_by_agreement(&mut self, game: &Game, state: usize, surely: bool) -> bool {
        !self.agreed(game, state, surely).is_empty()
    }

    fn agreed(&mut self, game: &Game, state: usize, surely: bool) -> &[u32] {
        let slot = usize::from(!surely);
        if self.joint[slot][state].is_none() {
            let to = (0..self.values.len()).filter(|to| *to != state && self.is_joint_improvement(game, state, *to, surely));
            self.joint[slot][state] = Some(to.map(detente_space::codes::narrow).collect());
        }
        self.joint[slot][state].as_deref().unwrap_or_default()
    }

    fn is_joint_improvement(&self, game: &Game, from: usize, to: usize, surely: bool) -> bool {
        if game.consent.issues.is_empty() {
            return false;
        }
        let (here, there) = (&self.values[from], &self.values[to]);
        let changed: Vec<usize> = (0..here.len()).filter(|axis| here[*axis] != there[*axis]).collect();
        let blocked = |axis: &usize| {
            self.rights.bound.contains(axis)
                || match &game.changes[*axis] {
                    Moves::Free => false,
                    moves @ Moves::Only(_) => !moves.allows(here[*axis], there[*axis]),
                }
        };
        if changed.iter().any(blocked) {
            return false;
        }
        let forbids = |(_, origin, target): &&(Option<usize>, Vec<bool>, Vec<bool>)| origin[from] && target[to];
        let bans: Vec<Option<usize>> = self.forbidden.iter().filter(forbids).map(|(player, _, _)| *player).collect();
        if bans.contains(&None) {
            return false;
        }
        // whoever gains and may take part: more members never satisfy less
        let gains = |member: &&Member| {
            member.ranks.better(to, from, surely) && !member.player.is_some_and(|player| bans.contains(&Some(player)))
        };
        let willing: Vec<&Member> = self.members.iter().filter(gains).collect();
        let rule = |axis: usize| -> Option<Option<&Rule>> {
            let at = game.consent.issues.iter().position(|issue| issue.axis == axis)?;
            let applies = self.applies[at].iter().position(|states| states[from]);
            Some(applies.map(|number| &game.consent.issues[at].rules[number].rule))
        };
        // an issue must be among what changes that no member decides alone: with the rest of the willing, without those who do
        changed.iter().any(|issue| {
            let Some(Some(decides)) = rule(*issue) else { return false };
            let members: Vec<&&Member> = willing.iter().filter(|member| !decides.is_met_by(member.party)).collect();
            changed.iter().all(|axis| match rule(*axis) {
                Some(None) => false,
                Some(Some(rule)) => rule.is_met(&|party| members.iter().any(|member| member.party == party)),
                None => {
                    let controls = |member: &&&Member| member.player.is_some_and(|player| game.description.axes[*axis].controllers.contains(&player));
                    members.iter().any(controls)
                }
            })
        })
    }
}
