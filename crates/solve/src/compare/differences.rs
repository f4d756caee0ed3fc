//! What differs between two cases as values. Things are matched by their names, statements by what they say.

use super::named::Named;
use detente_model::answer::{Difference, DifferenceKind, Side};
use detente_model::case::Case;
use detente_model::coding::Coding;
use detente_model::event::Event;
use detente_model::evidence::{Basis, Citation, Source};
use detente_model::expression::Expression;
use detente_model::frame::Frame;
use detente_model::index::{FrameId, Id, PartyId};
use detente_model::outcome::Outcome;
use detente_model::preference::Preference;
use detente_model::preference::statement::Statement;
use detente_model::variable::{Controller, Variable};

/// What differs between two cases; the frames are those that are asked about.
#[must_use]
pub fn differences(before: (&Case, FrameId), after: (&Case, FrameId)) -> Vec<Difference> {
    let mut list = List { before: before.0, after: after.0, found: Vec::new() };
    list.parties();
    list.variables();
    list.constraints();
    list.preferences();
    list.frame(&before.0.frames[before.1], &after.0.frames[after.1]);
    list.arcs();
    list.events();
    list.others(&before.0.frames[before.1].id);
    list.found
}

/// Something that is in a list of a case.
struct Item {
    /// What it means, in names.
    key: String,
    /// It for readers.
    told: String,
    /// What it rests on, in names.
    rests_on: String,
    citations: Vec<Citation>,
}

impl Item {
    fn of(case: &Case, key: String, told: String, basis: &Basis) -> Self {
        Self { key, told, rests_on: Named(case).basis(basis), citations: basis.citations.clone() }
    }
}

struct List<'a> {
    before: &'a Case,
    after: &'a Case,
    found: Vec<Difference>,
}

impl List<'_> {
    /// Something that one of the cases says, and that it says so could change an answer.
    fn add(&mut self, side: Side, kind: DifferenceKind, party: Option<&(String, String)>, text: String, citations: &[Citation]) {
        self.found.push(Difference { kind, party: party.cloned(), text, citations: citations.to_vec(), cited_in: side, bears: true });
    }

    /// Something on which no answer about the frame rests.
    fn aside(&mut self, kind: DifferenceKind, party: Option<&(String, String)>, text: String) {
        self.found.push(Difference { kind, party: party.cloned(), text, citations: Vec::new(), cited_in: Side::After, bears: false });
    }

    fn rests_otherwise(&mut self, party: Option<&(String, String)>, what: &str, before: &Basis, after: &Basis) {
        if Named(self.before).basis(before) != Named(self.after).basis(after) {
            self.found.push(Difference {
                kind: DifferenceKind::Evidence,
                party: party.cloned(),
                text: format!("{what}: what it rests on changed"),
                citations: after.citations.clone(),
                cited_in: Side::After,
                bears: false,
            });
        }
    }

    /// Things in lists whose order means nothing: what is only in one of them.
    fn lists(
        &mut self,
        kind: DifferenceKind,
        party: Option<&(String, String)>,
        words: (&str, &str, &str),
        before: &[Item],
        after: &[Item],
    ) {
        let (what, dropped, added) = words;
        let mut taken = vec![false; after.len()];
        for item in before {
            // one with the same basis first, so that two of a kind are not crossed
            let place =
                |same: &dyn Fn(&Item) -> bool| (0..after.len()).find(|at| !taken[*at] && after[*at].key == item.key && same(&after[*at]));
            match place(&|other| other.rests_on == item.rests_on).or_else(|| place(&|_| true)) {
                Some(at) => {
                    taken[at] = true;
                    if after[at].rests_on != item.rests_on {
                        self.found.push(Difference {
                            kind: DifferenceKind::Evidence,
                            party: party.cloned(),
                            text: format!("{what}: what it rests on changed: {}", item.told),
                            citations: after[at].citations.clone(),
                            cited_in: Side::After,
                            bears: false,
                        });
                    }
                }
                None => self.add(Side::Before, kind, party, format!("{what} {dropped}: {}", item.told), &item.citations),
            }
        }
        for (item, _) in after.iter().zip(&taken).filter(|(_, taken)| !**taken) {
            self.add(Side::After, kind, party, format!("{what} {added}: {}", item.told), &item.citations);
        }
    }

    /// Things with names on which no answer about the frame rests.
    fn by_name(&mut self, kind: DifferenceKind, what: &str, before: &[(String, Item)], after: &[(String, Item)]) {
        let find = |list: &[(String, Item)], id: &str| list.iter().position(|(known, _)| known == id);
        for (id, item) in before {
            match find(after, id).map(|at| &after[at].1) {
                None => self.aside(kind, None, format!("{what} dropped: {}", item.told)),
                Some(other) if other.key != item.key || other.rests_on != item.rests_on => {
                    self.aside(kind, None, format!("{what} changed: {}", other.told));
                }
                Some(_) => {}
            }
        }
        for (_, item) in after.iter().filter(|(id, _)| find(before, id).is_none()) {
            self.aside(kind, None, format!("{what} added: {}", item.told));
        }
    }

    fn parties(&mut self) {
        let (before, after) = (self.before, self.after);
        for party in before.parties.iter() {
            let name = (party.id.clone(), party.name.clone());
            let Some(other) = after.party_named(&party.id).map(|id| &after.parties[id]) else {
                self.add(Side::Before, DifferenceKind::Party, Some(&name), "the party was dropped".into(), &party.basis.citations);
                continue;
            };
            if Named(before).party_itself(party) != Named(after).party_itself(other) {
                let text = "its kind, members, weights, successor or time of existence changed".to_owned();
                self.add(Side::After, DifferenceKind::Party, Some(&name), text, &other.basis.citations);
            }
            if party.name != other.name {
                self.aside(DifferenceKind::Other, Some(&name), format!("is called {} for readers now", other.name));
            }
            self.rests_otherwise(Some(&name), "that it acts or counts", &party.basis, &other.basis);
        }
        for party in after.parties.iter().filter(|party| before.party_named(&party.id).is_none()) {
            let name = (party.id.clone(), party.name.clone());
            self.add(Side::After, DifferenceKind::Party, Some(&name), "the party was added".into(), &party.basis.citations);
        }
        let order = |one: &Case, other: &Case| -> Vec<String> {
            let both = one.parties.iter().filter(|party| other.party_named(&party.id).is_some());
            both.map(|party| party.id.clone()).collect()
        };
        if order(before, after) != order(after, before) {
            self.aside(DifferenceKind::Other, None, "the parties stand in another order".into());
        }
    }

    fn variables(&mut self) {
        let (before, after) = (self.before, self.after);
        let find = |case: &'_ Case, id: &str| case.variables.ids().find(|variable| case.variables[*variable].id == id);
        let owner = |case: &Case, variable: &Variable| {
            variable.owner().map(|owner| (case.parties[owner].id.clone(), case.parties[owner].name.clone()))
        };
        let what = |variable: &Variable| if variable.owner().is_some() { "option" } else { "issue" };
        for variable in before.variables.iter() {
            let party = owner(before, variable);
            let called = format!("`{}` ({})", variable.id, variable.name);
            let Some(other) = find(after, &variable.id).map(|id| &after.variables[id]) else {
                let text = format!("the {} {called} was dropped", what(variable));
                self.add(Side::Before, DifferenceKind::Variable, party.as_ref(), text, &variable.basis.citations);
                continue;
            };
            if Named(before).values_and_moves(variable) != Named(after).values_and_moves(other) {
                let text = format!("the values of {called}, or the changes between them that are allowed, changed");
                self.add(Side::After, DifferenceKind::Variable, party.as_ref(), text, &other.basis.citations);
            }
            match (&variable.controller, &other.controller) {
                (Controller::Consent(rules), Controller::Consent(others)) => {
                    let item = |case: &Case, rule: &detente_model::consent::ConsentRule| {
                        let when = rule.when.as_ref().map_or_else(String::new, |when| format!(", if {}", when.told(case)));
                        Item::of(case, Named(case).consent_rule(rule), format!("{}{when}", rule.text), &rule.basis)
                    };
                    let old: Vec<Item> = rules.iter().map(|rule| item(before, rule)).collect();
                    let new: Vec<Item> = others.iter().map(|rule| item(after, rule)).collect();
                    let reads = format!("{}: rule of consent", variable.name);
                    self.lists(DifferenceKind::Rule, None, (&reads, "dropped", "added"), &old, &new);
                    if in_another_order(&old, &new) {
                        self.add(Side::After, DifferenceKind::Rule, None, format!("{reads}: they stand in another order"), &[]);
                    }
                }
                (Controller::Party(owner), Controller::Party(other)) if Named(before).party(*owner) == Named(after).party(*other) => {}
                (Controller::Arcs, Controller::Arcs) => {}
                (Controller::Party(_) | Controller::Consent(_) | Controller::Arcs, _) => {
                    let text = format!("{called} is in other hands");
                    self.add(Side::After, DifferenceKind::Rule, party.as_ref(), text, &other.basis.citations);
                }
            }
            let names =
                |variable: &Variable| (variable.name.clone(), variable.values.iter().map(|value| value.name.clone()).collect::<Vec<_>>());
            if names(variable) != names(other) {
                self.aside(DifferenceKind::Other, party.as_ref(), format!("the names of `{}` for readers changed", variable.id));
            }
            self.rests_otherwise(party.as_ref(), &format!("`{}`", variable.id), &variable.basis, &other.basis);
        }
        for variable in after.variables.iter().filter(|variable| find(before, &variable.id).is_none()) {
            let text = format!("the {} `{}` ({}) was added", what(variable), variable.id, variable.name);
            self.add(Side::After, DifferenceKind::Variable, owner(after, variable).as_ref(), text, &variable.basis.citations);
        }
        let order = |one: &Case, other: &Case| -> Vec<String> {
            let both = one.variables.iter().filter(|variable| find(other, &variable.id).is_some());
            both.map(|variable| variable.id.clone()).collect()
        };
        if order(before, after) != order(after, before) {
            self.aside(DifferenceKind::Other, None, "the options and issues stand in another order: states have other numbers".into());
        }
    }

    fn constraints(&mut self) {
        let lifted = |expression: &Expression| *expression == Expression::Constant(false);
        let (before, after) = (self.before, self.after);
        // one that was lifted forbids nothing: it is told by what it forbade, and is not counted as one more
        let mut gone = vec![false; before.constraints.len()];
        for constraint in after.constraints.iter().filter(|constraint| lifted(&constraint.when)) {
            let at = (0..gone.len()).find(|at| {
                let old = &before.constraints[*at];
                !gone[*at] && old.text == constraint.text && !lifted(&old.when)
            });
            if let Some(at) = at {
                gone[at] = true;
                let old = &before.constraints[at];
                let text = format!("possible now: {}", old.when.told(before));
                self.add(Side::Before, DifferenceKind::Constraint, None, text, &old.basis.citations);
            }
        }
        let item = |case: &Case, constraint: &detente_model::constraint::Constraint| {
            Item::of(case, Named(case).constraint(constraint), constraint.when.told(case), &constraint.basis)
        };
        let standing = |(at, constraint): (usize, &detente_model::constraint::Constraint)| {
            (!gone[at] && !lifted(&constraint.when)).then(|| item(before, constraint))
        };
        let old: Vec<Item> = before.constraints.iter().enumerate().filter_map(standing).collect();
        let new: Vec<Item> =
            after.constraints.iter().filter(|constraint| !lifted(&constraint.when)).map(|constraint| item(after, constraint)).collect();
        self.lists(DifferenceKind::Constraint, None, ("impossibility", "dropped", "added"), &old, &new);
        let item = |case: &Case, restriction: &detente_model::constraint::Restriction| {
            let who = restriction.party.map_or_else(String::new, |party| format!("{}: ", case.parties[party].name));
            let told = format!("{who}no move from {} to {}", restriction.from.told(case), restriction.to.told(case));
            Item::of(case, Named(case).restriction(restriction), told, &restriction.basis)
        };
        let old: Vec<Item> = before.restrictions.iter().map(|restriction| item(before, restriction)).collect();
        let new: Vec<Item> = after.restrictions.iter().map(|restriction| item(after, restriction)).collect();
        self.lists(DifferenceKind::Restriction, None, ("restriction of moves", "dropped", "added"), &old, &new);
        let reasons = |case: &Case| -> Vec<String> {
            let constraints = case.constraints.iter().map(|constraint| constraint.because.clone());
            constraints.chain(case.restrictions.iter().map(|restriction| restriction.because.clone())).collect()
        };
        let (mut old, mut new) = (reasons(before), reasons(after));
        old.sort_unstable();
        new.sort_unstable();
        if old != new && before.constraints.len() == after.constraints.len() && before.restrictions.len() == after.restrictions.len() {
            self.aside(DifferenceKind::Other, None, "the reasons given for impossibilities or restrictions changed".into());
        }
    }

    fn preferences(&mut self) {
        let (before, after) = (self.before, self.after);
        let none = Preference::default();
        let ids = before.parties.iter().map(|party| &party.id);
        let more = after.parties.iter().map(|party| &party.id).filter(|id| before.party_named(id).is_none());
        for id in ids.chain(more) {
            let (old, new) = (before.party_named(id), after.party_named(id));
            let name = |case: &Case, party: PartyId| (case.parties[party].id.clone(), case.parties[party].name.clone());
            let Some(party) = old.map(|party| name(before, party)).or_else(|| new.map(|party| name(after, party))) else { continue };
            let wanted =
                |case: &Case, party: Option<PartyId>| party.and_then(|party| case.preferences.as_slice().get(party.index()).cloned());
            self.preference(
                &party,
                &wanted(before, old).unwrap_or_else(|| none.clone()),
                &wanted(after, new).unwrap_or_else(|| none.clone()),
            );
            let codings = |case: &Case, party: Option<PartyId>| -> Vec<Item> {
                let all = party.and_then(|party| case.codings.as_slice().get(party.index())).map_or(&[][..], Vec::as_slice);
                let item = |coding: &Coding| {
                    let Coding { id, name, preference, basis, span: _ } = coding;
                    Item::of(case, format!("{id} {name} {}", whole(case, preference)), name.clone(), basis)
                };
                all.iter().map(item).collect()
            };
            let from = self.found.len();
            let words = ("other reading of what it wants", "dropped", "added");
            self.lists(DifferenceKind::Coding, Some(&party), words, &codings(before, old), &codings(after, new));
            self.found[from..].iter_mut().for_each(|difference| difference.bears = false);
        }
    }

    fn preference(&mut self, party: &(String, String), old: &Preference, new: &Preference) {
        let (before, after) = (self.before, self.after);
        if old.name != new.name {
            let text = match &new.name {
                Some(name) => format!("its wishes are read as: {name}"),
                None => "its wishes are read in the usual way".to_owned(),
            };
            let kind = DifferenceKind::Coding;
            self.add(Side::After, kind, Some(party), text, &[]);
            // a name alone changes nothing
            if whole(before, old) == whole(after, new) {
                self.found.iter_mut().rev().take(1).for_each(|difference| difference.bears = false);
            }
        }
        if new.is_unknown() && !old.is_unknown() {
            self.add(Side::Before, DifferenceKind::Preference, Some(party), "nothing is known of what it wants now".into(), &[]);
        }
        self.statements(party, &old.statements, &new.statements);
        let kind = DifferenceKind::Preference;
        let ranking = |case: &Case, preference: &Preference| -> Vec<Item> {
            let item = |ranking: &_| Item::of(case, Named(case).ranking(ranking), "the order of states".into(), basis_of(ranking));
            preference.ranking.iter().map(item).collect()
        };
        self.lists(kind, Some(party), ("ranking", "dropped", "added"), &ranking(before, old), &ranking(after, new));
        let criteria = |case: &Case, preference: &Preference| -> Vec<Item> {
            let item = |criterion: &detente_model::preference::criterion::Criterion| {
                let statements: Vec<String> = criterion.statements.iter().map(|statement| told(case, statement)).collect();
                let name = criterion.name.as_ref().map_or_else(String::new, |name| format!("{name}: "));
                let mut item =
                    Item::of(case, Named(case).criterion(criterion), format!("{name}{}", statements.join("; ")), &criterion.basis);
                criterion.statements.iter().for_each(|statement| item.rests_on += &Named(case).basis(&statement.basis));
                item
            };
            preference.criteria.iter().map(item).collect()
        };
        self.lists(kind, Some(party), ("criterion", "dropped", "added"), &criteria(before, old), &criteria(after, new));
        let comparisons = |case: &Case, preference: &Preference| -> Vec<Item> {
            let item = |comparison: &detente_model::preference::comparison::Comparison| {
                let told = format!("{} better than {}", comparison.better.0.told(case), comparison.worse.0.told(case));
                Item::of(case, Named(case).comparison(comparison), told, &comparison.basis)
            };
            preference.comparisons.iter().map(item).collect()
        };
        self.lists(kind, Some(party), ("comparison", "dropped", "added"), &comparisons(before, old), &comparisons(after, new));
        let weights = |case: &Case, preference: &Preference| -> Vec<Item> {
            let item = |weight: &detente_model::preference::weight::Weight| {
                let told = format!("{} is worth {}", weight.holds.told(case), weight.weight);
                Item::of(case, Named(case).weight(weight), told, &weight.basis)
            };
            preference.weights.iter().map(item).collect()
        };
        self.lists(kind, Some(party), ("weight", "dropped", "added"), &weights(before, old), &weights(after, new));
        let values = |case: &Case, preference: &Preference| -> Vec<Item> {
            let item = |table: &detente_model::preference::value::ValueTable| {
                let told = format!("what {} is worth", case.variables[table.of].name);
                Item::of(case, Named(case).value_table(table), told, &table.basis)
            };
            preference.values.iter().map(item).collect()
        };
        self.lists(kind, Some(party), ("value table", "dropped", "added"), &values(before, old), &values(after, new));
        let positions = |case: &Case, preference: &Preference| -> Vec<Item> {
            let item = |position: &detente_model::preference::position::Position| {
                let told = format!("{}: wants {}, cares {}", case.variables[position.on].name, position.ideal, position.salience);
                Item::of(case, Named(case).position(position), told, &position.basis)
            };
            preference.positions.iter().map(item).collect()
        };
        self.lists(kind, Some(party), ("position", "dropped", "added"), &positions(before, old), &positions(after, new));
        let reservations = |case: &Case, preference: &Preference| -> Vec<Item> {
            let item = |one: &detente_model::preference::reservation::Reservation| {
                Item::of(case, Named(case).reservation(one), format!("refusing is worth {}", one.worth), &one.basis)
            };
            preference.reservations.iter().map(item).collect()
        };
        self.lists(kind, Some(party), ("reservation", "dropped", "added"), &reservations(before, old), &reservations(after, new));
        let lines = |case: &Case, preference: &Preference| -> Vec<Item> {
            let item = |line: &detente_model::preference::red_line::RedLine| {
                Item::of(case, Named(case).red_line(line), line.holds.told(case), &line.basis)
            };
            preference.red_lines.iter().map(item).collect()
        };
        self.lists(kind, Some(party), ("red line", "dropped", "added"), &lines(before, old), &lines(after, new));
        if old.strong_from != new.strong_from {
            self.add(Side::After, kind, Some(party), "from which difference on it is a strong one".into(), &[]);
        }
        let payoffs = |case: &Case, preference: &Preference| -> Vec<Item> {
            let item = |payoff: &detente_model::preference::payoff::Payoff| {
                let told = format!("{} is worth {}", payoff.state.told(case), payoff.payoff);
                Item::of(case, Named(case).payoff(payoff), told, &payoff.basis)
            };
            preference.payoffs.iter().map(item).collect()
        };
        let (old, new) = (payoffs(before, old), payoffs(after, new));
        self.lists(kind, Some(party), ("payoff", "dropped", "added"), &old, &new);
        if in_another_order(&old, &new) {
            // the first that fits a state counts
            self.add(Side::After, kind, Some(party), "its payoffs stand in another order".into(), &[]);
        }
    }

    fn statements(&mut self, party: &(String, String), old: &[Statement], new: &[Statement]) {
        let (before, after) = (self.before, self.after);
        let keys = |case: &Case, list: &[Statement]| list.iter().map(|one| Named(case).statement(one)).collect::<Vec<_>>();
        let (old_keys, new_keys) = (keys(before, old), keys(after, new));
        let mut to: Vec<Option<(usize, Match)>> = vec![None; old.len()];
        let mut taken = vec![false; new.len()];
        let rest = |at: usize, next: usize| Named(before).basis(&old[at].basis) == Named(after).basis(&new[next].basis);
        let reversed: Vec<String> = old.iter().map(|one| Named(before).statement(&one.reversed())).collect();
        // the surest matches first
        for sure in [Match::Same, Match::SameButBasis, Match::Reversed, Match::Rewritten] {
            for at in 0..old.len() {
                if to[at].is_some() {
                    continue;
                }
                let fits = |next: usize| match sure {
                    Match::Same => old_keys[at] == new_keys[next] && rest(at, next),
                    Match::SameButBasis => old_keys[at] == new_keys[next],
                    Match::Reversed => reversed[at] == new_keys[next],
                    Match::Rewritten => old[at].text == new[next].text,
                };
                if let Some(next) = (0..new.len()).find(|next| !taken[*next] && fits(*next)) {
                    to[at] = Some((next, sure));
                    taken[next] = true;
                }
            }
        }
        let places: Vec<(usize, usize)> = to.iter().enumerate().filter_map(|(at, found)| Some((at, found.as_ref()?.0))).collect();
        let staying = longest_ascending(&places);
        let kind = DifferenceKind::Statement;
        for (at, found) in to.iter().enumerate() {
            let number = at + 1;
            let text = told(before, &old[at]);
            let Some((next, how)) = found else {
                self.add(Side::Before, kind, Some(party), format!("statement {number} dropped: {text}"), &old[at].basis.citations);
                continue;
            };
            let citations = &new[*next].basis.citations;
            match how {
                Match::Same => {}
                Match::SameButBasis => self.rests_otherwise(Some(party), &format!("statement {number}"), &old[at].basis, &new[*next].basis),
                Match::Reversed => {
                    let text = format!("statement {number} reversed, now: {}", told(after, &new[*next]));
                    self.add(Side::After, kind, Some(party), text, citations);
                }
                Match::Rewritten => {
                    let text = format!("statement {number} reads otherwise: {}", told(after, &new[*next]));
                    self.add(Side::After, kind, Some(party), text, citations);
                }
            }
            if !staying.contains(&at) {
                let way = if *next < at { "up" } else { "down" };
                let text = format!("statement {number} moved {way}, to place {}: {text}", next + 1);
                self.add(Side::After, kind, Some(party), text, citations);
            }
        }
        for (next, one) in new.iter().enumerate().filter(|(next, _)| !taken[*next]) {
            let text = format!("statement added at place {}: {}", next + 1, told(after, one));
            self.add(Side::After, kind, Some(party), text, &one.basis.citations);
        }
    }

    fn frame(&mut self, old: &Frame, new: &Frame) {
        let (before, after) = (self.before, self.after);
        let place = |case: &Case, frame: &Frame, id: &str| -> Option<String> {
            let variable = case.variables.ids().find(|variable| case.variables[*variable].id == id)?;
            let held = || {
                frame
                    .held(variable)
                    .map_or_else(|| "left open".to_owned(), |value| format!("settled at {}", Named(case).value(variable, value)))
            };
            Some(if frame.vary.contains(&variable) { "varies".to_owned() } else { held() })
        };
        for variable in before.variables.iter() {
            let (Some(was), Some(is)) = (place(before, old, &variable.id), place(after, new, &variable.id)) else { continue };
            if was != is {
                let owner = variable.owner().map(|owner| (before.parties[owner].id.clone(), before.parties[owner].name.clone()));
                let text =
                    format!("`{}` {is}; before, it {}", variable.id, if was == "varies" { "varied".into() } else { format!("was {was}") });
                self.add(Side::After, DifferenceKind::Settled, owner.as_ref(), text, &new.basis.citations);
            }
        }
        let happened = |case: &Case, frame: &Frame| -> Vec<String> {
            frame.phase.events().iter().map(|event| case.events[*event].id.clone()).collect()
        };
        let (was, is) = (happened(before, old), happened(after, new));
        if was != is {
            let list =
                |events: &[String]| if events.is_empty() { "before any event".to_owned() } else { format!("after {}", events.join(", ")) };
            let text = format!("the frame is seen {}; before, {}", list(&is), list(&was));
            self.add(Side::After, DifferenceKind::Phase, None, text, &new.basis.citations);
        }
        match (&old.status_quo, &new.status_quo) {
            (None, None) => {}
            (Some(_), None) => self.add(Side::Before, DifferenceKind::StatusQuo, None, "no status quo is stated now".into(), &[]),
            (None, Some(_)) => {
                self.add(Side::After, DifferenceKind::StatusQuo, None, "a status quo is stated now".into(), &new.basis.citations);
            }
            (Some(_), Some(_)) => {
                let value = |case: &Case, frame: &Frame, id: &str| {
                    let variable = case.variables.ids().find(|variable| case.variables[*variable].id == id)?;
                    Some(frame.status_quo_value(variable).map_or_else(|| "open".to_owned(), |value| Named(case).value(variable, value)))
                };
                for variable in before.variables.iter() {
                    let (Some(was), Some(is)) = (value(before, old, &variable.id), value(after, new, &variable.id)) else { continue };
                    if was != is {
                        let text = format!("the status quo has `{}` at {is}; before, at {was}", variable.id);
                        self.add(Side::After, DifferenceKind::StatusQuo, None, text, &new.basis.citations);
                    }
                }
            }
        }
        if old.title != new.title {
            self.aside(DifferenceKind::Other, None, format!("the frame is called “{}” now", new.title));
        }
        self.rests_otherwise(None, "the frame", &old.basis, &new.basis);
    }

    fn arcs(&mut self) {
        let arcs = |case: &Case| {
            case.graph.as_ref().map(|graph| {
                let state = |value: u16| {
                    case.variables.iter().next().and_then(|all| all.values.get(usize::from(value))).map(|value| value.id.clone())
                };
                let of = |(party, arcs): &(PartyId, Vec<(u16, u16)>)| {
                    let mut arcs: Vec<_> = arcs.iter().map(|(from, to)| (state(*from), state(*to))).collect();
                    arcs.sort_unstable();
                    arcs.dedup();
                    (case.parties[*party].id.clone(), case.parties[*party].name.clone(), arcs)
                };
                graph.arcs.iter().map(of).collect::<Vec<_>>()
            })
        };
        let (old, new) = (arcs(self.before), arcs(self.after));
        match (old, new) {
            (None, None) => {}
            (Some(old), Some(new)) => {
                let ids = old.iter().map(|(id, name, _)| (id, name));
                let more = new.iter().map(|(id, name, _)| (id, name)).filter(|(id, _)| !old.iter().any(|(known, _, _)| known == *id));
                for (id, name) in ids.chain(more) {
                    let of = |list: &[(String, String, Vec<_>)]| {
                        list.iter().find(|(known, _, _)| known == id).map_or_else(Vec::new, |(_, _, arcs)| arcs.clone())
                    };
                    if of(&old) != of(&new) {
                        let party = (id.clone(), name.clone());
                        self.add(Side::After, DifferenceKind::Arcs, Some(&party), "its moves changed".into(), &[]);
                    }
                }
            }
            (None, Some(_)) | (Some(_), None) => {
                self.add(Side::After, DifferenceKind::Arcs, None, "one case is given by states and arcs, the other by options".into(), &[]);
            }
        }
    }

    fn events(&mut self) {
        let list = |case: &Case| -> Vec<(String, Item)> {
            let item = |event: &Event| {
                let Event { id, name, date, between, basis, span: _ } = event;
                (id.clone(), Item::of(case, format!("{name} {date:?} {between:?}"), name.clone(), basis))
            };
            case.events.iter().map(item).collect()
        };
        // what happens when is no part of a frame: which events have happened in it is
        self.by_name(DifferenceKind::Event, "event", &list(self.before), &list(self.after));
    }

    /// What no answer about the frame rests on.
    fn others(&mut self, frame: &str) {
        let (before, after) = (self.before, self.after);
        if untried_title(before) != untried_title(after) && !continues(before, after) {
            self.aside(DifferenceKind::Other, None, format!("the case is called “{}” now", after.title));
        }
        if before.as_of != after.as_of {
            self.aside(DifferenceKind::Other, None, "the case is seen on another day".into());
        }
        let sources = |case: &Case| -> Vec<(String, Item)> {
            let item = |source: &Source| {
                let Source { id, title, author, date, known_from, known_to, url, sha256, numbering, span: _ } = source;
                let known_to: Option<Vec<String>> =
                    known_to.as_ref().map(|parties| parties.iter().map(|party| Named(case).party(*party)).collect());
                let key = format!("{title} {author:?} {date:?} {known_from:?} {known_to:?} {url:?} {sha256:?} {numbering:?}");
                (id.clone(), Item { key, told: title.clone(), rests_on: String::new(), citations: Vec::new() })
            };
            case.sources.iter().map(item).collect()
        };
        self.by_name(DifferenceKind::Evidence, "source", &sources(before), &sources(after));
        let outcomes = |case: &Case| -> Vec<(String, Item)> {
            let item = |outcome: &Outcome| {
                let Outcome { id, name, holds, text: _, basis, span: _ } = outcome;
                (id.clone(), Item::of(case, format!("{name} {}", Named(case).expression(holds)), name.clone(), basis))
            };
            case.outcomes.iter().map(item).collect()
        };
        self.by_name(DifferenceKind::Other, "outcome", &outcomes(before), &outcomes(after));
        let terms = |case: &Case| -> Vec<(String, Item)> {
            let named = Named(case);
            let proposals =
                case.proposals.iter().map(|one| (one.id.clone(), Item::of(case, named.proposal(one), one.name.clone(), &one.basis)));
            let payments =
                case.payments.iter().map(|one| (one.id.clone(), Item::of(case, named.payment(one), one.name.clone(), &one.basis)));
            let links = case.links.iter().map(|one| (one.id.clone(), Item::of(case, named.link(one), one.name.clone(), &one.basis)));
            proposals.chain(payments).chain(links).collect()
        };
        self.by_name(DifferenceKind::Other, "proposal, payment or link", &terms(before), &terms(after));
        let frames = |case: &Case| -> Vec<(String, Item)> {
            let item = |other: &Frame| {
                let Frame { id, title, vary, hold: _, phase, status_quo, basis, span: _ } = other;
                let named = Named(case);
                let varying: Vec<&str> = vary.iter().map(|variable| case.variables[*variable].id.as_str()).collect();
                let held: Vec<String> =
                    case.variables.ids().filter_map(|variable| Some(named.setting(variable, other.held(variable)?))).collect();
                let start: Option<Vec<Option<String>>> = status_quo.as_ref().map(|_| {
                    case.variables.ids().map(|variable| Some(named.setting(variable, other.status_quo_value(variable)?))).collect()
                });
                let phase: Vec<&str> = phase.events().iter().map(|event| case.events[*event].id.as_str()).collect();
                let key = format!("{title} {varying:?} {held:?} {start:?} {phase:?}");
                (id.clone(), Item::of(case, key, format!("`{id}`"), basis))
            };
            case.frames.iter().filter(|other| other.id != frame).map(item).collect()
        };
        self.by_name(DifferenceKind::Other, "another frame", &frames(before), &frames(after));
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Match {
    Same,
    SameButBasis,
    Reversed,
    Rewritten,
}

/// Whether the second case is the first with something tried, so that its title is longer by that.
fn continues(before: &Case, after: &Case) -> bool {
    let longer = |long: &Case, short: &Case| {
        !long.edits.is_empty() && long.title.strip_prefix(&short.title).is_some_and(|rest| rest.is_empty() || rest.starts_with(" ["))
    };
    longer(after, before) || longer(before, after)
}

/// The title without what was tried.
fn untried_title(case: &Case) -> &str {
    let Some(first) = case.edits.first() else { return &case.title };
    case.title.find(&format!(" [{first}")).map_or(case.title.as_str(), |end| &case.title[..end])
}

/// A preference as a whole, in names.
fn whole(case: &Case, preference: &Preference) -> String {
    let Preference {
        name: _,
        statements,
        ranking,
        criteria,
        comparisons,
        weights,
        values,
        positions,
        payoffs,
        strong_from,
        reservations,
        red_lines,
    } = preference;
    let named = Named(case);
    let mut all: Vec<String> = statements.iter().map(|one| named.statement(one)).collect();
    all.extend(ranking.iter().map(|one| named.ranking(one)));
    all.extend(criteria.iter().map(|one| named.criterion(one)));
    all.extend(comparisons.iter().map(|one| named.comparison(one)));
    all.extend(weights.iter().map(|one| named.weight(one)));
    all.extend(values.iter().map(|one| named.value_table(one)));
    all.extend(positions.iter().map(|one| named.position(one)));
    all.extend(payoffs.iter().map(|one| named.payoff(one)));
    all.push(format!("{strong_from:?}"));
    all.extend(reservations.iter().map(|one| named.reservation(one)));
    all.extend(red_lines.iter().map(|one| named.red_line(one)));
    all.join("\n")
}

fn basis_of(ranking: &detente_model::preference::ranking::Ranking) -> &Basis {
    &ranking.basis
}

fn told(case: &Case, statement: &Statement) -> String {
    let holds = statement.holds.told(case);
    statement.when.as_ref().map_or_else(|| holds.clone(), |when| format!("{holds}, if {}", when.told(case)))
}

/// Whether two lists hold the same things in another order.
fn in_another_order(old: &[Item], new: &[Item]) -> bool {
    let keys = |list: &[Item]| list.iter().map(|item| item.key.clone()).collect::<Vec<_>>();
    let (old, new) = (keys(old), keys(new));
    let sorted = |keys: &[String]| {
        let mut keys = keys.to_vec();
        keys.sort_unstable();
        keys
    };
    old != new && sorted(&old) == sorted(&new)
}

/// Of pairs (place, place in the other list), ascending in the first: the first places of a longest run that ascends in the second too. What
/// is not in it has been moved.
fn longest_ascending(places: &[(usize, usize)]) -> Vec<usize> {
    let mut best: Vec<(usize, Option<usize>)> = Vec::new();
    for (index, (_, to)) in places.iter().enumerate() {
        let before = (0..index).filter(|other| places[*other].1 < *to).max_by_key(|other| (best[*other].0, std::cmp::Reverse(*other)));
        best.push((1 + before.map_or(0, |other| best[other].0), before));
    }
    let mut staying = Vec::new();
    let mut at = (0..places.len()).max_by_key(|index| (best[*index].0, std::cmp::Reverse(*index)));
    while let Some(index) = at {
        staying.push(places[index].0);
        at = best[index].1;
    }
    staying.reverse();
    staying
}

#[cfg(test)]
mod tests {
    use super::longest_ascending;

    #[test]
    fn what_moved_is_as_little_as_possible() {
        let moved = |to: &[usize]| {
            let pairs: Vec<(usize, usize)> = to.iter().copied().enumerate().collect();
            let staying = longest_ascending(&pairs);
            (0..to.len()).filter(|at| !staying.contains(at)).collect::<Vec<_>>()
        };
        assert_eq!(moved(&[0, 1, 2]), [0usize; 0]);
        // the third comes first: the two others stay
        assert_eq!(moved(&[1, 2, 0]), [2]);
        // the first goes to the end
        assert_eq!(moved(&[3, 0, 1, 2]), [0]);
        assert_eq!(moved(&[]), [0usize; 0]);
    }
}
