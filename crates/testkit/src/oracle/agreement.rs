//! Agreement stability by its definition: every set of parties, every state that it could agree to go to.

use super::{Conflict, Finding};

/// A rule of consent, tabulated.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TabulatedRule {
    /// State → whether the rule's condition holds there.
    pub applies: Vec<bool>,
    /// Set of parties, as bits → whether it may decide.
    pub met: Vec<bool>,
    /// The parties that the rule names, as bits.
    pub names: usize,
}

/// What agreement reads beside the conflict.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Rules {
    /// Variable → its rules in order, the first that applies deciding; `None` for options.
    pub of: Vec<Option<Vec<TabulatedRule>>>,
    /// Variable → from → to → whether such a change of value is allowed.
    pub changes: Vec<Vec<Vec<bool>>>,
    /// Whose moves are forbidden, state → whether it may not be left, state → whether it may not be entered from there.
    pub forbidden: Vec<(usize, Vec<bool>, Vec<bool>)>,
}

impl Rules {
    fn rule(&self, variable: usize, state: usize) -> Option<&TabulatedRule> {
        self.of[variable].as_ref()?.iter().find(|rule| rule.applies[state])
    }

    /// Whether `party` alone may decide an issue in a state.
    pub fn alone(&self, variable: usize, state: usize, party: usize) -> bool {
        self.rule(variable, state).is_some_and(|rule| rule.met[1 << party] && rule.names >> party & 1 == 1)
    }

    /// The states to which a set of parties could agree to go.
    fn joint_moves(&self, conflict: &Conflict, set: usize, state: usize) -> Vec<usize> {
        let Some(form) = &conflict.option_form else { return Vec::new() };
        let members: Vec<usize> = (0..conflict.parties.len()).filter(|party| set >> party & 1 == 1).collect();
        let may_go = |to: &usize| {
            let mut an_issue_changes = false;
            for variable in 0..form.owner.len() {
                let (before, after) = (form.values[state][variable], form.values[*to][variable]);
                if before == after {
                    continue;
                }
                if !self.changes[variable][before][after] {
                    return false;
                }
                let is_option_of_a_member =
                    members.iter().any(|&member| form.owner[variable] == Some(member) || self.alone(variable, state, member));
                if is_option_of_a_member {
                    continue;
                }
                if !self.rule(variable, state).is_some_and(|rule| rule.met[set]) {
                    return false;
                }
                an_issue_changes = true;
            }
            let is_forbidden = self.forbidden.iter().any(|(party, from, target)| set >> party & 1 == 1 && from[state] && target[*to]);
            an_issue_changes && !is_forbidden
        };
        (0..conflict.states).filter(may_go).collect()
    }

    /// The sets that have a joint improvement from a state, each with where it leads: surely better for every member, or possibly.
    pub fn joint_improvements(&self, conflict: &Conflict, state: usize, surely: bool) -> Vec<(usize, usize)> {
        let mut found = Vec::new();
        for set in 1usize..1 << conflict.parties.len() {
            for to in self.joint_moves(conflict, set, state) {
                let better = (0..conflict.parties.len()).filter(|party| set >> party & 1 == 1).all(|party| {
                    let preference = &conflict.preference[party];
                    if surely { preference.surely_better(to, state) } else { !preference.surely_at_least(state, to) }
                });
                if better {
                    found.push((set, to));
                }
            }
        }
        found
    }

    /// Whether a state is agreement-stable.
    pub fn finding(&self, conflict: &Conflict, state: usize) -> Finding {
        if self.joint_improvements(conflict, state, false).is_empty() {
            Finding::Yes
        } else if self.joint_improvements(conflict, state, true).is_empty() {
            Finding::Unknown
        } else {
            Finding::No
        }
    }
}
