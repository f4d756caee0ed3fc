//! A frame made fast.

use crate::codes::{Codes, MAXIMAL_COMBINATIONS};
use crate::feasible::{EnumerationFailed, Feasible};
use crate::ranks::{self, Slots};
use detente_model::answer::{AxisDescription, FrameDescription, PartyDescription, StateDescription, ValueDescription};
use detente_model::case::Case;
use detente_model::consent::Rule;
use detente_model::control::{Control, Stopped};
use detente_model::diagnostic::Diagnostic;
use detente_model::expression::{Expression, Value};
use detente_model::frame::Frame;
use detente_model::index::{FrameId, Id, PartyId, VariableId};
use detente_model::order::{Order, Strength};
use detente_model::phase::Phase;
use detente_model::variable::{Controller, Moves};
use thiserror::Error;

/// A party that can move.
#[derive(Clone, PartialEq, Debug)]
pub struct Player {
    /// Which party of the case.
    pub party: PartyId,
    /// The axes that it can change alone, ascending; each with the states in which it can, where that is not all.
    pub axes: Vec<(usize, Option<Expression>)>,
    /// How it orders states.
    pub order: Order,
    /// Which differences are strong.
    pub strength: Strength,
}

/// Moves that are forbidden from some states to some others.
#[derive(Clone, PartialEq, Debug)]
pub struct Forbidden {
    /// Whose; everybody's if none.
    pub player: Option<usize>,
    /// The states it may not leave in this way.
    pub from: Expression,
    /// The states it may not reach from them.
    pub to: Expression,
}

/// A party that can move or has a say in an issue.
#[derive(Clone, PartialEq, Debug)]
pub struct Consenter {
    /// Which party of the case.
    pub party: PartyId,
    /// Which player it is, if it can move.
    pub player: Option<usize>,
    /// How it orders states.
    pub order: Order,
}

/// A rule of consent as it applies in a frame.
#[derive(Clone, PartialEq, Debug)]
pub struct IssueRule {
    /// The states in which it applies, if no rule before it does.
    pub when: Expression,
    /// Who may decide: parties that exist in the frame's phase.
    pub rule: Rule,
    /// The rule as it was written.
    pub text: String,
}

/// An issue that varies, and how it is decided.
#[derive(Clone, PartialEq, Debug)]
pub struct Issue {
    /// Which axis.
    pub axis: usize,
    /// The rules that may apply, the first that does deciding. Where none does, nobody can change it.
    pub rules: Vec<IssueRule>,
}

/// How the issues of a frame are decided in its phase.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Consent {
    /// The parties that can move or are named by a rule that may apply, in file order.
    pub parties: Vec<Consenter>,
    /// The issues that vary, in the order of the axes. An issue that one party alone may decide is also that player's axis.
    pub issues: Vec<Issue>,
}

/// A frame of a case with its feasible states numbered and everything in it reduced to what varies.
#[derive(Clone, Debug)]
pub struct Game {
    /// The axes and their codes.
    pub codes: Codes,
    /// The feasible states.
    pub feasible: Feasible,
    /// The parties that can move, in file order.
    pub players: Vec<Player>,
    /// How issues are decided.
    pub consent: Consent,
    /// For each axis, which changes of value are allowed.
    pub changes: Vec<Moves>,
    /// Moves that are forbidden beside that.
    pub forbidden: Vec<Forbidden>,
    /// For each player the arcs of a graph case.
    pub arcs: Option<Vec<Vec<(Value, Value)>>>,
    /// The status quo, where it is stated wholly and is feasible.
    pub status_quo: Option<u64>,
    /// What the variables that do not vary are held at.
    pub held: Vec<(VariableId, Value)>,
    /// Which events have happened.
    pub phase: Phase,
    /// What it is, for answers.
    pub description: FrameDescription,
}

/// Why a frame is no game.
#[derive(Debug, Error)]
pub enum GameError {
    /// The frame or the case is at fault; each fault says where.
    #[error("the frame cannot be analysed")]
    Faults(Vec<Diagnostic>),
    /// The caller stopped it.
    #[error("stopped")]
    Stopped(Stopped),
}

impl From<Stopped> for GameError {
    fn from(stopped: Stopped) -> Self {
        Self::Stopped(stopped)
    }
}

impl Game {
    /// Makes a frame fast. `memory` is how many bytes the feasible states may take.
    ///
    /// # Errors
    /// When nothing varies, there are too many combinations or too many states for the memory, no state is feasible, or the caller stops it.
    ///
    /// # Complexity
    /// See [`Feasible::enumerate`].
    pub fn new(case: &Case, frame: FrameId, memory: u64, control: &Control<'_>) -> Result<Self, GameError> {
        let frame = &case.frames[frame];
        let faults = |fault: Diagnostic| GameError::Faults(vec![fault]);
        if frame.vary.is_empty() {
            return Err(faults(
                Diagnostic::error("nothing-varies", format!("the frame `{}` has nothing to vary", frame.id)).at(frame.span, "").help(
                    if case.edits.is_empty() {
                        "name options or issues: vary = [\"party.*\", \"issue\"]"
                    } else {
                        "what is tried settles everything that varied: settle less, or free something"
                    },
                ),
            ));
        }
        let codes = Codes::new(frame.vary.iter().map(|variable| (*variable, case.variables[*variable].values.len() as u64)))
            .ok_or_else(|| faults(too_large(case, frame, None)))?;
        let applying = applying(case, frame);
        let impossible: Vec<Expression> = applying.iter().map(|(_, when)| when.clone()).collect();
        let limit = memory / 8;
        let bitmap_bytes = codes.combinations() / 8;
        if codes.combinations() <= crate::feasible::BITMAP_COMBINATIONS && bitmap_bytes > memory {
            return Err(faults(too_large(case, frame, Some((codes.combinations(), Some(bitmap_bytes), memory)))));
        }
        let feasible = match Feasible::enumerate(&codes, &impossible, limit, control) {
            Ok(feasible) => feasible,
            Err(EnumerationFailed::Stopped(stopped)) => return Err(stopped.into()),
            Err(EnumerationFailed::TooMany) => {
                return Err(faults(too_large(case, frame, Some((codes.combinations(), None, memory)))));
            }
        };
        if feasible.count() == 0 {
            return Err(faults(no_states(case, frame, &codes, &applying, control)?));
        }
        Ok(Self::assembled(case, frame, codes, feasible))
    }

    /// A frame of which these states alone are made fast, and its status quo; nothing is enumerated. What is said of the number of its states is said of these. States
    /// that are not feasible are left out.
    ///
    /// # Errors
    /// When nothing varies, or there are too many combinations to number.
    pub fn outline(case: &Case, frame: FrameId, states: &[u64]) -> Result<Self, GameError> {
        let frame = &case.frames[frame];
        let codes = Codes::new(frame.vary.iter().map(|variable| (*variable, case.variables[*variable].values.len() as u64)))
            .filter(|_| !frame.vary.is_empty())
            .ok_or_else(|| GameError::Faults(vec![too_large(case, frame, None)]))?;
        let impossible = impossible(case, frame);
        let possible = |code: &u64| {
            let mut values = vec![0; case.variables.len()];
            codes.axes().iter().for_each(|axis| values[axis.variable.index()] = axis.value(*code));
            *code < codes.combinations() && !impossible.iter().any(|when| when.holds(&values, &frame.phase))
        };
        let mut listed: Vec<u64> = states.iter().copied().chain(status_quo(frame, &codes)).filter(possible).collect();
        listed.sort_unstable();
        listed.dedup();
        Ok(Self::assembled(case, frame, codes, Feasible::Listed(listed)))
    }

    fn assembled(case: &Case, frame: &Frame, codes: Codes, feasible: Feasible) -> Self {
        let known = |variable: VariableId| frame.held(variable);
        let simplify = |expression: &Expression| expression.simplified(&known, &frame.phase);
        let players = players(case, frame, &simplify);
        let consent = consent(case, frame, &players, &simplify);
        let arcs = case.graph.as_ref().map(|graph| {
            let arcs_of = |player: &Player| {
                graph.arcs.iter().find(|(party, _)| *party == player.party).map_or_else(Vec::new, |(_, arcs)| arcs.clone())
            };
            players.iter().map(arcs_of).collect()
        });
        let forbidden = case
            .restrictions
            .iter()
            .filter(|restriction| restriction.window.is_open(&frame.phase))
            .filter_map(|restriction| {
                let player = match restriction.party {
                    None => None,
                    // a restriction of a party that cannot move restricts nothing
                    Some(party) => Some(players.iter().position(|player| player.party == party)?),
                };
                Some(Forbidden { player, from: simplify(&restriction.from), to: simplify(&restriction.to) })
            })
            .filter(|forbidden| forbidden.from != Expression::Constant(false) && forbidden.to != Expression::Constant(false))
            .collect();
        let status_quo = status_quo(frame, &codes).filter(|code| feasible.contains(*code));
        let description = describe(case, frame, &codes, &feasible, &players, status_quo);
        let changes = frame.vary.iter().map(|variable| case.variables[*variable].moves.clone()).collect();
        let held = case.variables.ids().filter_map(|variable| Some((variable, frame.held(variable)?))).collect();
        let phase = frame.phase.clone();
        Self { codes, feasible, players, consent, changes, forbidden, arcs, status_quo, held, phase, description }
    }

    /// The same frame with what the parties want in `case`, which differs from the case of this game in preferences alone: nothing is
    /// enumerated again.
    #[must_use]
    pub fn with_preferences_of(&self, case: &Case) -> Self {
        let mut game = self.clone();
        let simplify = |expression: &Expression| expression.simplified(&|variable| self.known(variable), &self.phase);
        let order = |party| order(case, party, &self.phase, &simplify);
        for (player, description) in game.players.iter_mut().zip(&mut game.description.parties) {
            player.order = order(player.party);
            player.strength = strength(case, player.party, &self.phase, &simplify);
            description.preference_unknown = player.order == Order::Unknown;
        }
        for consenter in &mut game.consent.parties {
            consenter.order = order(consenter.party);
        }
        game.description.case.clone_from(&case.title);
        game
    }

    /// How many feasible states there are.
    #[must_use]
    pub fn states(&self) -> u64 {
        self.feasible.count()
    }

    /// The columns of ranks of a player: none where nothing is known, one for a weak order, several for a partial one.
    #[must_use]
    pub fn ranks(&self, player: usize, slots: Slots) -> Vec<Vec<u32>> {
        let ladders = self.players[player].order.ladders();
        ladders.iter().map(|ladder| ranks::column(ladder, &self.codes, &self.feasible, slots)).collect()
    }

    /// The columns of ranks that an order of the case gives in this frame.
    #[must_use]
    pub fn columns(&self, order: &Order, slots: Slots) -> Vec<Vec<u32>> {
        let simplify = |expression: &Expression| expression.simplified(&|variable| self.known(variable), &self.phase);
        let column = |ladder| ranks::column(&ranks::simplified(ladder, &simplify), &self.codes, &self.feasible, slots);
        order.ladders().iter().map(column).collect()
    }

    /// An expression over the case's variables in terms of what varies here.
    #[must_use]
    pub fn simplified(&self, expression: &Expression) -> Expression {
        expression.simplified(&|variable| self.known(variable), &self.phase)
    }

    /// Whether an expression mentions only what varies here.
    #[must_use]
    pub fn is_closed(&self, expression: &Expression) -> bool {
        let mut closed = true;
        expression.visit(&mut |part| {
            if let Expression::Is(variable, _) = part {
                closed &= self.codes.axis_of(*variable).is_some();
            }
        });
        closed
    }

    /// For each rank of a player's order how many of the ranks below it are strongly below it; none where that is not stated.
    #[must_use]
    pub fn strongly_below(&self, player: usize) -> Option<Vec<u32>> {
        let Player { order: Order::Ranked(ladder), strength, .. } = &self.players[player] else { return None };
        ranks::strongly_below(ladder, strength, &self.codes, &self.feasible)
    }

    /// What a variable is held at; none if it varies.
    fn known(&self, variable: VariableId) -> Option<Value> {
        self.held.iter().find(|(held, _)| *held == variable).map(|(_, value)| *value)
    }

    /// The state with a code, described; its number is taken as given.
    #[must_use]
    pub fn describe(&self, code: u64, number: u64) -> StateDescription {
        let values = self.codes.values(code);
        let name = self.description.is_graph.then(|| self.description.axes[0].values[usize::from(values[0])].id.clone());
        let decimal = (!self.description.is_graph && self.codes.is_binary()).then_some(code);
        StateDescription { ordinal: number + 1, decimal, name, values }
    }

    /// The state with a number (from 0), described.
    ///
    /// # Panics
    /// If there are fewer states.
    #[must_use]
    pub fn state(&self, number: u64) -> StateDescription {
        let code = self.feasible.code(number).expect("the number comes from this game");
        self.describe(code, number)
    }

    /// A value for each of the case's variables in the state with a number (from 0); 0 for what neither varies nor is held.
    ///
    /// # Panics
    /// If there are fewer states.
    #[must_use]
    pub fn whole_state(&self, variables: usize, number: u64) -> Vec<Value> {
        let mut values = vec![0; variables];
        self.held.iter().for_each(|(variable, value)| values[variable.index()] = *value);
        let code = self.feasible.code(number).expect("the number comes from this game");
        self.codes.axes().iter().for_each(|axis| values[axis.variable.index()] = axis.value(code));
        values
    }

    /// All states in order of their ordinals.
    pub fn describe_all(&self) -> impl Iterator<Item = StateDescription> {
        self.feasible.codes().zip(0u64..).map(|(code, number)| self.describe(code, number))
    }
}

/// The constraints that apply in a frame, by their places in the case, in terms of what varies.
fn applying(case: &Case, frame: &Frame) -> Vec<(usize, Expression)> {
    let known = |variable: VariableId| frame.held(variable);
    case.constraints
        .iter()
        .enumerate()
        .filter(|(_, constraint)| constraint.window.is_open(&frame.phase))
        .map(|(index, constraint)| (index, constraint.when.simplified(&known, &frame.phase)))
        .filter(|(_, when)| *when != Expression::Constant(false))
        .collect()
}

/// What cannot be in a frame, in terms of what varies.
#[must_use]
pub fn impossible(case: &Case, frame: &Frame) -> Vec<Expression> {
    applying(case, frame).into_iter().map(|(_, when)| when).collect()
}

/// Whether a party can move in a frame.
#[must_use]
pub fn can_move(case: &Case, party: PartyId, frame: &Frame) -> bool {
    let simplify = |expression: &Expression| expression.simplified(&|variable| frame.held(variable), &frame.phase);
    players(case, frame, &simplify).iter().any(|player| player.party == party)
}

/// The parties that can move in a frame, with what they control and how they order states.
fn players(case: &Case, frame: &Frame, simplify: &dyn Fn(&Expression) -> Expression) -> Vec<Player> {
    let acting = |party: PartyId| acts_for(case, party, &frame.phase);
    let axes_of = |party: PartyId| -> Vec<(usize, Option<Expression>)> {
        let control = |(axis, variable): (usize, &VariableId)| {
            let states = match &case.variables[*variable].controller {
                Controller::Party(owner) => Expression::Constant(acting(*owner) == Some(party)),
                Controller::Arcs => Expression::Constant(false),
                Controller::Consent(rules) => {
                    let mut earlier: Vec<Expression> = Vec::new();
                    let mut mine: Vec<Expression> = Vec::new();
                    for rule in rules.iter().filter(|rule| rule.window.is_open(&frame.phase)) {
                        let when = rule.when.clone().unwrap_or(Expression::Constant(true));
                        if rule.rule.is_met(&|consenter| acting(consenter) == Some(party))
                            && rule.rule.parties().iter().any(|other| acting(*other) == Some(party))
                        {
                            let first = earlier.iter().map(|when| when.clone().negated());
                            mine.push(Expression::And(first.chain([when.clone()]).collect()));
                        }
                        earlier.push(when);
                    }
                    Expression::Or(mine)
                }
            };
            match simplify(&states) {
                Expression::Constant(false) => None,
                Expression::Constant(true) => Some((axis, None)),
                open => Some((axis, Some(open))),
            }
        };
        frame.vary.iter().enumerate().filter_map(control).collect()
    };
    let player = |party: PartyId| {
        let axes = axes_of(party);
        let in_graph = case
            .graph
            .as_ref()
            .is_some_and(|graph| graph.arcs.iter().any(|(mover, _)| *mover == party) || !case.preferences[party].is_unknown());
        (!axes.is_empty() || in_graph).then(|| Player {
            party,
            axes,
            order: order(case, party, &frame.phase, simplify),
            strength: strength(case, party, &frame.phase, simplify),
        })
    };
    case.parties.ids().filter_map(player).collect()
}

/// How the issues of a frame are decided, and by whom.
fn consent(case: &Case, frame: &Frame, players: &[Player], simplify: &dyn Fn(&Expression) -> Expression) -> Consent {
    let acting = |party: PartyId| acts_for(case, party, &frame.phase);
    let issue = |(axis, variable): (usize, &VariableId)| {
        let Controller::Consent(rules) = &case.variables[*variable].controller else { return None };
        let mut applying: Vec<IssueRule> = Vec::new();
        for rule in rules.iter().filter(|rule| rule.window.is_open(&frame.phase)) {
            let when = rule.when.as_ref().map_or(Expression::Constant(true), simplify);
            if when == Expression::Constant(false) {
                continue;
            }
            let always = when == Expression::Constant(true);
            applying.push(IssueRule { when, rule: rule.rule.with_parties(&acting), text: rule.text.clone() });
            if always {
                break;
            }
        }
        Some(Issue { axis, rules: applying })
    };
    let issues: Vec<Issue> = frame.vary.iter().enumerate().filter_map(issue).collect();
    let named: Vec<PartyId> = issues.iter().flat_map(|issue| &issue.rules).flat_map(|rule| rule.rule.parties()).collect();
    let consenter = |party: PartyId| {
        let player = players.iter().position(|player| player.party == party);
        (player.is_some() || named.contains(&party)).then(|| Consenter { party, player, order: order(case, party, &frame.phase, simplify) })
    };
    Consent { parties: case.parties.ids().filter_map(consenter).collect(), issues }
}

/// How a party orders states in a phase, in terms of what varies.
fn order(case: &Case, party: PartyId, phase: &Phase, simplify: &dyn Fn(&Expression) -> Expression) -> Order {
    let ladder = |ladder: &_| ranks::simplified(ladder, simplify);
    match case.order(party, phase) {
        Order::Unknown => Order::Unknown,
        Order::Ranked(one) => Order::Ranked(ladder(&one)),
        Order::Partial(several) => Order::Partial(several.iter().map(ladder).collect()),
    }
}

/// Which differences are strong for a party in the phase of a frame, in terms of what varies.
fn strength(case: &Case, party: PartyId, phase: &Phase, simplify: &dyn Fn(&Expression) -> Expression) -> Strength {
    match case.strength(party, phase) {
        Strength::Steps(steps) => Strength::Steps(ranks::simplified(&steps, simplify)),
        other @ (Strength::NotStated | Strength::Difference(_)) => other,
    }
}

/// Who acts in a phase where `party` is named: itself while it exists, else whoever takes its place, if anybody.
fn acts_for(case: &Case, party: PartyId, phase: &Phase) -> Option<PartyId> {
    let mut current = party;
    for _ in 0..=case.parties.len() {
        if case.parties[current].window.is_open(phase) {
            return Some(current);
        }
        current = case.parties[current].passes_to?;
    }
    None
}

fn status_quo(frame: &Frame, codes: &Codes) -> Option<u64> {
    let values: Option<Vec<Value>> = codes.axes().iter().map(|axis| frame.status_quo_value(axis.variable)).collect();
    values.map(|values| codes.code(&values))
}

fn describe(
    case: &Case,
    frame: &Frame,
    codes: &Codes,
    feasible: &Feasible,
    players: &[Player],
    status_quo: Option<u64>,
) -> FrameDescription {
    let axis = |(index, variable): (usize, &VariableId)| {
        let variable = &case.variables[*variable];
        AxisDescription {
            id: variable.id.clone(),
            name: variable.name.clone(),
            values: variable.values.iter().map(|value| ValueDescription { id: value.id.clone(), name: value.name.clone() }).collect(),
            controllers: (0..players.len()).filter(|player| players[*player].axes.iter().any(|(axis, _)| *axis == index)).collect(),
        }
    };
    let held = case.variables.enumerated().filter_map(|(id, variable)| {
        let value = frame.held(id)?;
        let name = match variable.owner() {
            Some(owner) => format!("{}: {}", case.parties[owner].name, variable.name),
            None => variable.name.clone(),
        };
        Some((name, variable.values[usize::from(value)].name.clone()))
    });
    FrameDescription {
        case: case.title.clone(),
        id: frame.id.clone(),
        title: frame.title.clone(),
        phase: frame.phase.events().iter().map(|event| case.events[*event].name.clone()).collect(),
        axes: frame.vary.iter().enumerate().map(axis).collect(),
        parties: players
            .iter()
            .map(|player| PartyDescription {
                id: case.parties[player.party].id.clone(),
                name: case.parties[player.party].name.clone(),
                preference_unknown: player.order == Order::Unknown,
            })
            .collect(),
        held: held.collect(),
        combinations: codes.combinations(),
        states: feasible.count(),
        status_quo: status_quo.and_then(|code| feasible.number(code)).map(|number| number + 1),
        is_graph: case.graph.is_some(),
    }
}

/// The message for a frame that is too large: how large, and what makes it so. `needs`: combinations, bytes that they would
/// take (none where that is known only to be more than is allowed), bytes allowed.
#[must_use]
pub fn too_large(case: &Case, frame: &Frame, needs: Option<(u64, Option<u64>, u64)>) -> Diagnostic {
    let mut variables: Vec<VariableId> = frame.vary.clone();
    variables.sort_by_key(|variable| (std::cmp::Reverse(case.variables[*variable].values.len()), variable.index()));
    let largest: Vec<String> = variables
        .iter()
        .take(5)
        .map(|variable| format!("`{}` ({} values)", case.variables[*variable].id, case.variables[*variable].values.len()))
        .collect();
    let message = match needs {
        None => format!("the frame `{}` has more than 2^{} combinations", frame.id, MAXIMAL_COMBINATIONS.ilog2()),
        Some((combinations, needed, memory)) => format!(
            "the frame `{}` has {combinations} combinations and needs {} of memory, but only {} is allowed",
            frame.id,
            needed.map_or("more".to_owned(), |needed| format!("about {}", bytes(needed))),
            bytes(memory)
        ),
    };
    Diagnostic::error("too-large", message)
        .at(frame.span, format!("{} variables vary", frame.vary.len()))
        .help(format!("vary less (the largest are {}), rule out what is impossible, or allow more with --memory", largest.join(", ")))
}

/// Bytes for a reader.
#[must_use]
pub fn bytes(count: u64) -> String {
    match count {
        0..1_000_000 => format!("{} kB", count.div_ceil(1000)),
        1_000_000..10_000_000_000 => format!("{} MB", count / 1_000_000),
        _ => format!("{} GB", count / 1_000_000_000),
    }
}

/// The message for constraints that leave no state, pointing at a set of them none of which can be spared (where trying is cheap).
fn no_states(
    case: &Case,
    frame: &Frame,
    codes: &Codes,
    applying: &[(usize, Expression)],
    control: &Control<'_>,
) -> Result<Diagnostic, Stopped> {
    let mut needed: Vec<&(usize, Expression)> = applying.iter().collect();
    if codes.combinations() <= 1 << 22 {
        let mut index = 0;
        while index < needed.len() && needed.len() > 1 {
            let without: Vec<Expression> =
                needed.iter().enumerate().filter(|(other, _)| *other != index).map(|(_, (_, when))| when.clone()).collect();
            match Feasible::enumerate(codes, &without, u64::MAX, control) {
                Ok(left) if left.count() == 0 => {
                    needed.remove(index);
                }
                Err(EnumerationFailed::Stopped(stopped)) => return Err(stopped),
                Ok(_) | Err(EnumerationFailed::TooMany) => index += 1,
            }
        }
    }
    let mut diagnostic = Diagnostic::error("no-state", format!("the constraints leave no state in the frame `{}`", frame.id));
    for (constraint, _) in &needed {
        diagnostic = diagnostic.at(case.constraints[*constraint].span, "together with the others, this rules out every state");
    }
    Ok(diagnostic
        .at(frame.span, format!("{} combinations, none of them possible", codes.combinations()))
        .help("\"impossible\" means logically, legally or physically so; what a party would never do is a preference"))
}
