//! A made-up case with answers worked out in the plainest way, so that reports have something to show.
#![allow(dead_code, unreachable_pub, missing_docs, reason = "each test uses a part of it")]
#![allow(clippy::cast_possible_truncation, clippy::missing_panics_doc, reason = "a handful of states")]

use detente_model::Case;
use detente_model::answer::*;
use detente_model::assumption::Share;
use detente_model::claim::{Claim, Judged, Verdict};
use detente_model::consent::{ConsentRule, Consenters};
use detente_model::constraint::Constraint;
use detente_model::diagnostic::{Diagnostic, FileId, Files, Span};
use detente_model::event::Event;
use detente_model::evidence::{Basis, Citation, Grade, Locator, Passage, Source};
use detente_model::expression::{Expression, Value};
use detente_model::frame::Frame;
use detente_model::index::{FrameId, Id, PartyId, SourceId, VariableId};
use detente_model::number::Decimal;
use detente_model::order::Standing;
use detente_model::party::{Member, Party, PartyKind};
use detente_model::phase::{Phase, Window};
use detente_model::preference::Preference;
use detente_model::preference::position::Position;
use detente_model::preference::statement::Statement;
use detente_model::preference::weight::Weight;
use detente_model::variable::{Controller, Moves, Term, ValueName, Variable};

pub const SPAN: Span = Span { file: FileId(0), start: 0, end: 0 };

pub struct Fixture {
    pub case: Case,
    pub files: Files,
    pub diagnostics: Vec<Diagnostic>,
    pub claims: Vec<Claim>,
}

pub fn cited(turn: u32, sentence: u32) -> Basis {
    let passage = Passage { turn, sentence, digest: Some("9f3a1c2b".into()) };
    Basis {
        citations: vec![Citation { source: SourceId::from_index(0), locator: Locator::Passage(passage), span: SPAN }],
        ..Basis::default()
    }
}

pub fn dossier(key: &str, grade: Grade) -> Basis {
    Basis {
        citations: vec![Citation { source: SourceId::from_index(1), locator: Locator::Other(key.into()), span: SPAN }],
        grade: Some(grade),
        known_from: Some(jiff(1990, 5, 5)),
        note: Some("as reported by two delegations".into()),
    }
}

pub fn jiff(year: i16, month: i8, day: i8) -> detente_model_date::Date {
    detente_model_date::date(year, month, day)
}

/// The dates of the model's own library.
pub mod detente_model_date {
    pub use ::jiff::civil::{Date, date};
}

fn party(id: &str, name: &str, kind: PartyKind, basis: Basis) -> Party {
    Party {
        id: id.into(),
        name: name.into(),
        kind,
        members: vec![],
        weights: vec![],
        window: Window::default(),
        passes_to: None,
        ratified_by: Vec::new(),
        basis,
        span: SPAN,
    }
}

fn option(party: usize, id: &str, name: &str, basis: Basis) -> Variable {
    Variable {
        id: id.into(),
        name: name.into(),
        values: Variable::yes_no(),
        controller: Controller::Party(PartyId::from_index(party)),
        moves: Moves::Free,
        term: Term::default(),
        is_dissent: false,
        basis,
        span: SPAN,
    }
}

/// A case about the German question, much simplified.
#[allow(clippy::too_many_lines, reason = "a list")]
pub fn german() -> Fixture {
    let mut case = Case { title: "The German question <May 1990>".into(), as_of: Some(jiff(1990, 5, 25)), ..Case::default() };
    case.digest = "3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855e".into();
    let source = |id: &str, title: &str, url: Option<&str>, numbering| Source {
        id: id.into(),
        title: title.into(),
        author: None,
        date: Some(jiff(1990, 5, 25)),
        known_from: Some(jiff(2006, 1, 1)),
        known_to: None,
        url: url.map(str::to_owned),
        sha256: None,
        numbering,
        span: SPAN,
    };
    case.sources.push(source(
        "moscow",
        "Conversation of Gorbachev and Mitterrand, Moscow, 25 May 1990",
        Some("https://example.org/record?a=1&b=2"),
        Some(1),
    ));
    case.sources.push(source("dossier", "Dossier of positions", None, None));
    let unification = case.events.push(Event {
        id: "unification".into(),
        name: "Unification".into(),
        date: None,
        between: Some((jiff(1990, 9, 1), jiff(1990, 12, 31))),
        basis: Basis::default(),
        span: SPAN,
    });
    let votes = case.weights.push("votes".into());
    case.parties.push(party("ussr", "Soviet Union", PartyKind::State, cited(2, 1)));
    case.parties.push(party("usa", "United States", PartyKind::State, Basis::default()));
    case.parties.push(party("frg", "Federal Republic of Germany", PartyKind::State, cited(4, 2)));
    case.parties.push(party("france", "France", PartyKind::State, cited(2, 2)));
    case.parties.push(party("poland", "Poland", PartyKind::State, Basis::default()));
    let mut nato = party("nato", "Atlantic Alliance", PartyKind::Alliance, Basis::default());
    nato.members = [1, 2].map(|index| Member { party: PartyId::from_index(index), roles: vec![] }).into();
    nato.members.push(Member { party: PartyId::from_index(3), roles: vec!["political".into()] });
    case.parties.push(nato);
    let mut community = party("ec", "European Community", PartyKind::Institution, cited(11, 3));
    community.members = [2, 3].map(|index| Member { party: PartyId::from_index(index), roles: vec![] }).into();
    case.parties.push(community);
    for index in [2, 3] {
        case.parties[PartyId::from_index(index)].weights.push((votes, Decimal::whole(10).unwrap()));
    }
    case.parties.push(party("german_public", "German public", PartyKind::Public, cited(29, 1)));

    let mut ends = option(0, "ussr.ends_rights", "gives up its four-power rights", cited(31, 2));
    ends.moves = Moves::Only([false, true, false, false].into());
    case.variables.push(ends);
    case.variables.push(option(0, "ussr.withdraws", "withdraws its troops from the GDR", cited(31, 4)));
    case.variables.push(option(1, "usa.assures", "assures that NATO will change its character", dossier("BPB-0505", Grade::Medium)));
    let mut troops = option(1, "usa.troops", "troops it keeps in Germany", Basis::default());
    troops.values = [("none", "none"), ("half", "half of them"), ("all", "all")]
        .map(|(id, name)| ValueName { id: id.into(), name: name.into(), at: None })
        .into();
    troops.moves = Moves::Only([false, false, false, true, false, false, false, true, false].into());
    case.variables.push(troops);
    case.variables.push(option(2, "frg.border", "binds itself to the Oder–Neisse border", cited(8, 1)));
    case.variables.push(option(2, "frg.pays", "pays for the stay and return of Soviet troops", dossier("BPB-0512", Grade::High)));
    case.variables.push(option(3, "france.links", "links unification to the confederation", cited(17, 5)));
    let consenters = Consenters { parties: &case.parties, weights: &case.weights };
    let rule = |text: &str, until, from, basis| ConsentRule {
        window: Window { from, until },
        when: None,
        rule: consenters.read(text).unwrap(),
        text: text.into(),
        basis,
        span: SPAN,
    };
    let rules = vec![
        rule("ussr and usa and france", Some(unification), None, cited(5, 1)),
        rule("at least 11 of weight.votes in (ec.members)", None, Some(unification), Basis::default()),
    ];
    case.variables.push(Variable {
        id: "alliance".into(),
        name: "Alliance of united Germany".into(),
        values: [("nato", "NATO"), ("neutral", "neutral"), ("both", "both alliances")]
            .map(|(id, name)| ValueName { id: id.into(), name: name.into(), at: None })
            .into(),
        controller: Controller::Consent(rules),
        moves: Moves::Free,
        term: Term::default(),
        is_dissent: false,
        basis: cited(12, 1),
        span: SPAN,
    });

    let words = case.vocabulary();
    let read = |text: &str| words.read(text).unwrap();
    let constraint = |text: &str, because: &str, basis| Constraint {
        when: read(text),
        text: text.into(),
        because: because.into(),
        window: Window::default(),
        basis,
        span: SPAN,
    };
    let constraints = vec![
        constraint("frg.pays and not ussr.withdraws", "the payment is for the return of the troops & their housing", cited(33, 1)),
        constraint("ussr.ends_rights and france.links and usa.troops = all", "the draft treaty has no room for it", Basis::default()),
    ];
    let statement = |text: &str, basis| {
        let (holds, when) = text.split_once(" if ").map_or((text, None), |(holds, when)| (holds, Some(when)));
        Statement {
            holds: read(holds),
            when: when.map(read),
            strong: None,
            window: Window::default(),
            text: text.into(),
            basis,
            span: SPAN,
        }
    };
    let weight = |text: &str, number: &str, basis| Weight {
        holds: read(text),
        weight: Decimal::parse(number).unwrap(),
        window: Window::default(),
        text: text.into(),
        basis,
        span: SPAN,
    };
    let mut preferences = vec![Preference::default(); case.parties.len()];
    preferences[0].statements = vec![
        statement("not usa.troops = all if ussr.ends_rights", cited(31, 2)),
        statement("ussr.ends_rights if usa.assures and frg.border", Basis { grade: Some(Grade::Medium), ..cited(14, 2) }),
        statement("frg.border", cited(8, 4)),
        statement("ussr.withdraws if usa.assures or frg.border", Basis::default()),
        statement("frg.pays", dossier("BPB-0512", Grade::High)),
        statement("not ussr.ends_rights", cited(31, 5)),
        statement("not ussr.withdraws", Basis::default()),
    ];
    preferences[1].statements = vec![
        statement("ussr.ends_rights", dossier("USA-0201", Grade::High)),
        statement("not usa.troops = none", dossier("USA-0203", Grade::High)),
        statement("usa.assures if not ussr.ends_rights", cited(21, 1)),
        statement("usa.troops = half if ussr.withdraws", Basis::default()),
        statement("usa.troops = all", Basis::default()),
        statement("not usa.assures", Basis::default()),
    ];
    preferences[2].weights = vec![
        weight("ussr.ends_rights", "8", cited(4, 1)),
        weight("frg.border and usa.assures", "2", Basis::default()),
        weight("frg.border and not usa.assures", "-0.5", cited(8, 2)),
        weight("frg.pays and france.links", "1.5", Basis::default()),
        weight("frg.pays and not france.links", "-1", Basis::default()),
    ];
    preferences[3].statements = vec![
        statement("frg.border", cited(8, 1)),
        statement("france.links if ussr.withdraws", cited(17, 5)),
        statement("not france.links", Basis::default()),
    ];
    preferences[7].positions = vec![Position {
        on: VariableId::from_index(7),
        ideal: Decimal::whole(1).unwrap(),
        ideal_spread: None,
        fallback: None,
        salience: Decimal::parse("0.8").unwrap(),
        salience_spread: None,
        capability: None,
        is_forecast_only: false,
        window: Window { from: None, until: Some(unification) },
        basis: cited(29, 2),
        span: SPAN,
    }];
    let frames = vec![
        Frame {
            id: "endgame".into(),
            title: "The end of the four-power rights".into(),
            vary: (0..7).map(VariableId::from_index).collect(),
            hold: vec![(VariableId::from_index(7), 0)],
            phase: Phase::start(),
            status_quo: Some((0..7).map(|index| (VariableId::from_index(index), if index == 3 { 2 } else { 0 })).collect()),
            basis: Basis::default(),
            span: SPAN,
        },
        Frame {
            id: "border".into(),
            title: "Border, money and withdrawal".into(),
            vary: [1, 2, 4, 5].map(VariableId::from_index).into(),
            hold: [(0, 0), (3, 2), (6, 0), (7, 0)].map(|(variable, value)| (VariableId::from_index(variable), value)).into(),
            phase: Phase::start(),
            status_quo: Some((0..7).map(|index| (VariableId::from_index(index), if index == 3 { 2 } else { 0 })).collect()),
            basis: Basis::default(),
            span: SPAN,
        },
    ];
    drop(words);
    case.constraints = constraints;
    case.preferences = preferences.into_iter().collect();
    case.frames = frames.into_iter().collect();

    let mut files = Files::default();
    let file = files.add("case.toml", "title = \"The German question\"\n\n[party.ussr]\nkind = \"state\"\nwithdraw = true\n");
    let diagnostics = vec![
        Diagnostic::warning("no-preference", "nothing is stated about what `poland` prefers")
            .at(Span::new(file, 32, 42), "it cannot move here, so that nothing follows"),
    ];
    let claim = |id: &str, judged: Option<Verdict>| Claim {
        id: id.into(),
        speaker: "a <speaker>".into(),
        text: "The Soviet Union <holds> the key.".into(),
        also_input: judged.is_some(),
        judged: judged.map(|verdict| Judged { verdict, codings: Some([3, 1, 2]), told: "It is & it is not.".into() }),
        waits_for: judged.is_none().then(|| "`key`".into()),
    };
    let claims = vec![claim("one", Some(Verdict::Confirmed)), claim("two", Some(Verdict::Contradicted)), claim("three", None)];
    Fixture { case, files, diagnostics, claims }
}

/// The concepts that are worked out here.
pub fn concepts() -> Vec<ConceptDescription> {
    let concept = |id, name, says| ConceptDescription { id, name, says };
    vec![
        concept("nash", "Nash stability", "No party can make itself better off by its own move."),
        concept(
            "gmr",
            "general metarationality",
            "Whatever a party could gain, the others could take away, at whatever cost to themselves.",
        ),
        concept("smr", "symmetric metarationality", "The same, and the party could not escape the answer either."),
        concept(
            "seq",
            "sequential stability",
            "Whatever a party could gain, the others could take away by steps that are good for each of them.",
        ),
        concept("sseq", "symmetric sequential stability", "The same, and the party could not escape the answer either."),
    ]
}

/// From the status quo: steps to each state, the state and the mover before it, the states in the order met.
type Walk = (Vec<u32>, Vec<Option<(usize, usize)>>, Vec<usize>);

/// A frame enumerated.
pub struct Game<'a> {
    pub case: &'a Case,
    pub frame: &'a Frame,
    pub movers: Vec<PartyId>,
    pub states: Vec<Vec<Value>>,
    pub description: FrameDescription,
    better: Vec<Vec<Vec<Standing>>>,
    moves: Vec<Vec<Vec<usize>>>,
}

impl<'a> Game<'a> {
    pub fn new(case: &'a Case, frame: FrameId) -> Self {
        let frame = &case.frames[frame];
        let mut states = Vec::new();
        let sizes: Vec<usize> = frame.vary.iter().map(|id| case.variables[*id].values.len()).collect();
        let combinations: usize = sizes.iter().product();
        for code in 0..combinations {
            let mut values: Vec<Value> = case.variables.ids().map(|id| frame.held(id).unwrap_or(0)).collect();
            let mut rest = code;
            for (id, size) in frame.vary.iter().zip(&sizes) {
                values[id.index()] = (rest % size) as Value;
                rest /= size;
            }
            if case.is_feasible(&values, &frame.phase) {
                states.push(values);
            }
        }
        let movers: Vec<PartyId> =
            case.parties.ids().filter(|party| frame.vary.iter().any(|id| case.variables[*id].owner() == Some(*party))).collect();
        let moves = movers
            .iter()
            .map(|party| {
                let legal = |from: &Vec<Value>, to: &Vec<Value>| {
                    from != to
                        && case.variables.enumerated().all(|(id, variable)| {
                            let (a, b) = (from[id.index()], to[id.index()]);
                            a == b || variable.owner() == Some(*party) && variable.moves.allows(a, b)
                        })
                };
                states.iter().map(|from| (0..states.len()).filter(|to| legal(from, &states[*to])).collect()).collect()
            })
            .collect();
        let better = movers
            .iter()
            .map(|party| {
                let order = case.order(*party, &frame.phase);
                let compare = |a: usize, b: usize| order.compare((&states[a], a as i128 + 1), (&states[b], b as i128 + 1), &frame.phase);
                (0..states.len()).map(|a| (0..states.len()).map(|b| compare(a, b)).collect()).collect()
            })
            .collect();
        let quo: Vec<Value> = case.variables.ids().map(|id| frame.status_quo_value(id).unwrap_or(0)).collect();
        let description = FrameDescription {
            case: case.title.clone(),
            id: frame.id.clone(),
            title: frame.title.clone(),
            phase: vec![],
            axes: frame
                .vary
                .iter()
                .map(|id| {
                    let variable = &case.variables[*id];
                    AxisDescription {
                        id: variable.id.clone(),
                        name: variable.name.clone(),
                        values: variable
                            .values
                            .iter()
                            .map(|value| ValueDescription { id: value.id.clone(), name: value.name.clone() })
                            .collect(),
                        controllers: movers
                            .iter()
                            .enumerate()
                            .filter(|(_, party)| variable.owner() == Some(**party))
                            .map(|(index, _)| index)
                            .collect(),
                    }
                })
                .collect(),
            parties: movers
                .iter()
                .map(|id| PartyDescription {
                    id: case.parties[*id].id.clone(),
                    name: case.parties[*id].name.clone(),
                    preference_unknown: case.preferences[*id].is_unknown(),
                })
                .collect(),
            held: frame
                .hold
                .iter()
                .map(|(id, value)| (case.variables[*id].name.clone(), case.variables[*id].values[usize::from(*value)].name.clone()))
                .collect(),
            combinations: combinations as u64,
            states: states.len() as u64,
            status_quo: states.iter().position(|state| *state == quo).map(|index| index as u64 + 1),
            is_graph: false,
        };
        Self { case, frame, movers, states, description, better, moves }
    }

    pub fn state(&self, index: usize) -> StateDescription {
        let values: Vec<Value> = self.frame.vary.iter().map(|id| self.states[index][id.index()]).collect();
        let all = self.description.axes.iter().all(AxisDescription::is_yes_no);
        let decimal = all.then(|| values.iter().zip(0..).map(|(value, bit)| u64::from(*value) << bit).sum());
        StateDescription { ordinal: index as u64 + 1, decimal, name: None, values }
    }

    /// Whether `a` is better than `b` for a mover; unknown counts as no, and is told apart by [`Self::unknown`].
    fn improves(&self, mover: usize, from: usize, to: usize) -> bool {
        self.better[mover][to][from] == Standing::Better
    }

    fn unknown(&self, mover: usize) -> bool {
        self.description.parties[mover].preference_unknown
    }

    fn reach(&self, start: usize, without: usize, improvements: bool) -> Vec<usize> {
        let mut seen = std::collections::BTreeSet::new();
        let mut open = vec![(start, usize::MAX)];
        while let Some((state, last)) = open.pop() {
            for mover in (0..self.movers.len()).filter(|mover| *mover != without && *mover != last) {
                for to in &self.moves[mover][state] {
                    if (!improvements || self.improves(mover, state, *to)) && seen.insert((*to, mover)) {
                        open.push((*to, mover));
                    }
                }
            }
        }
        let mut found: Vec<usize> = seen.into_iter().map(|(state, _)| state).collect();
        found.dedup();
        found
    }

    pub fn rows(&self) -> Vec<StateVerdicts> {
        let concepts = concepts();
        let row = |s: usize| {
            let stable: Vec<Vec<Finding>> = (0..self.movers.len())
                .map(|mover| {
                    concepts
                        .iter()
                        .map(|concept| {
                            if self.unknown(mover) {
                                return Finding::Unknown(WhyUnknown::Preference);
                            }
                            let better = |a: usize| self.better[mover][a][s] == Standing::Better;
                            let sanctioned = |t: usize| {
                                let symmetric = matches!(concept.id, "smr" | "sseq");
                                concept.id != "nash"
                                    && self
                                        .reach(t, mover, matches!(concept.id, "seq" | "sseq"))
                                        .iter()
                                        .any(|x| !better(*x) && (!symmetric || self.moves[mover][*x].iter().all(|y| !better(*y))))
                            };
                            let holds = self.moves[mover][s].iter().filter(|t| better(**t)).all(|t| sanctioned(*t));
                            if holds { Finding::Yes } else { Finding::No }
                        })
                        .collect()
                })
                .collect();
            let equilibrium = (0..concepts.len()).map(|concept| Finding::all(stable.iter().map(|party| party[concept]))).collect();
            StateVerdicts { state: self.state(s), stable, equilibrium }
        };
        (0..self.states.len()).map(row).collect()
    }

    pub fn made(&self) -> Made {
        Made {
            method: "graph model for conflict resolution; every concept from its definition".into(),
            exactness: "exact, given the model".into(),
            stopped: None,
            case_digest: self.case.digest.clone(),
            version: "0.1.0".into(),
        }
    }

    pub fn stability(&self) -> (Answer<StabilityFinding>, Vec<StateVerdicts>) {
        let rows = self.rows();
        let concepts = concepts();
        let count = |findings: &dyn Fn(&StateVerdicts) -> Finding| {
            let mut count = Count::default();
            for row in &rows {
                match findings(row) {
                    Finding::Yes => count.yes += 1,
                    Finding::No => count.no += 1,
                    Finding::Unknown(_) => count.unknown += 1,
                }
            }
            count
        };
        let listed: Vec<StateVerdicts> =
            rows.iter().filter(|row| row.equilibrium.iter().any(|finding| *finding != Finding::No)).cloned().collect();
        let finding = StabilityFinding {
            frame: self.description.clone(),
            equilibria: (0..concepts.len()).map(|concept| count(&|row| row.equilibrium[concept])).collect(),
            parties: (0..self.movers.len())
                .map(|party| PartyCount { stable: (0..concepts.len()).map(|concept| count(&|row| row.stable[party][concept])).collect() })
                .collect(),
            concepts,
            listed,
            uncertified: 0,
            not_listed: 0,
        };
        let headline = format!(
            "{} of {} possible outcomes would last in the narrowest sense: no party gains by leaving them.",
            finding.equilibria[0].yes, self.description.states
        );
        (Answer { headline, finding, because: vec![], made: self.made() }, rows)
    }

    /// What a mover can do from the status quo, with answers of a single step only: enough to be shown.
    pub fn levers(&self, mover: usize) -> Answer<LeversFinding> {
        let start = usize::try_from(self.description.status_quo.expect("it is stated") - 1).unwrap();
        let order = |mover: usize, a: usize, b: usize| if self.unknown(mover) { Standing::Unknown } else { self.better[mover][a][b] };
        let concerned = |mover: usize| Concerned {
            id: self.description.parties[mover].id.clone(),
            name: self.description.parties[mover].name.clone(),
            player: Some(mover),
            preference_unknown: self.unknown(mover),
        };
        let because = || Decisive { text: "1. what matters most".into(), wanted: vec![], before: Some("2. what matters less".into()) };
        let effect = |mover: usize, to: usize| {
            let standing = order(mover, to, start);
            Effect { standing, because: matches!(standing, Standing::Better | Standing::Worse).then(because), utility: None }
        };
        let others: Vec<usize> = (0..self.movers.len()).filter(|other| *other != mover).collect();
        let answered = |to: usize, pays: bool, aim: &dyn Fn(usize) -> bool| {
            let steps = others.iter().flat_map(|other| self.moves[*other][to].iter().map(|next| (*other, *next)));
            let step = steps.into_iter().find(|(other, next)| (!pays || self.improves(*other, to, *next)) && aim(*next));
            let reply = step.map(|(other, next)| Reply {
                steps: vec![Step { party: other, to: self.state(next) }],
                pays: vec![None],
                worse: Some(because()),
            });
            Answered { found: if reply.is_some() { Finding::Yes } else { Finding::No }, reply }
        };
        let worse = |state: usize| order(mover, state, start) == Standing::Worse;
        let no_better = |state: usize| matches!(order(mover, state, start), Standing::Worse | Standing::Indifferent);
        let mut levers: Vec<Lever> = self.moves[mover][start]
            .iter()
            .map(|to| {
                let (own, effects) = (effect(mover, *to), others.iter().map(|other| effect(*other, *to)).collect::<Vec<_>>());
                let harmed = answered(*to, true, &worse);
                let may_pay = matches!(own.standing, Standing::Better | Standing::Unknown);
                let deterred = may_pay.then(|| answered(*to, true, &no_better));
                let bad = own.standing == Standing::Worse;
                Lever {
                    to: self.state(*to),
                    changes: 1,
                    group: LeverGroup::of(own.standing, effects.iter().any(|effect| effect.standing == Standing::Worse)),
                    others: effects,
                    undone: deterred.clone(),
                    deterred,
                    worse_than_staying: harmed.clone(),
                    carried_out: if bad || harmed.found == Finding::Yes { Finding::No } else { Finding::Yes },
                    harmed,
                    harmed_by_any: answered(*to, false, &worse),
                    kept: Finding::Yes,
                    next: vec![NextMover { party: others[0], pay: 2, may_pay: 1 }],
                    ahead: Some(Ahead { reached: 2, gained: 1, lost: 0, nearest: Some(vec![]) }),
                    should_not: bad.then(|| (ShouldNot::Worse, "By itself it leaves it worse off.".into())),
                    own,
                }
            })
            .collect();
        levers.sort_by_key(|lever| (lever.group, lever.to.ordinal));
        let finding = LeversFinding {
            frame: self.description.clone(),
            start: self.state(start),
            party: concerned(mover),
            others: others.iter().map(|other| concerned(*other)).collect(),
            staying: answered(start, true, &worse),
            ordered_by: OrderedBy::OrderAlone,
            moves: levers.len() as u64,
            groups: LeverGroup::ALL.map(|group| levers.iter().filter(|lever| lever.group == group).count() as u64),
            levers,
            one_move: false,
            ahead: Some(AheadOf { concept: "seq", equilibria: 3, reached: 1 }),
            elsewhere: vec![],
        };
        let headline = format!("{} can move, in ways: {}.", finding.party.name, finding.moves);
        Answer { headline, finding, because: vec![], made: self.made() }
    }

    pub fn evolution(&self, rows: &[StateVerdicts], most: usize) -> Answer<EvolutionFinding> {
        let start = self.description.status_quo.map_or(0, |ordinal| ordinal as usize - 1);
        let walk = |improvements: bool| {
            let mut steps = vec![u32::MAX; self.states.len()];
            let mut before = vec![None; self.states.len()];
            let mut order = vec![start];
            steps[start] = 0;
            let mut next = 0;
            while next < order.len() {
                let s = order[next];
                next += 1;
                for mover in 0..self.movers.len() {
                    for t in &self.moves[mover][s] {
                        if steps[*t] == u32::MAX && (!improvements || self.improves(mover, s, *t)) {
                            steps[*t] = steps[s] + 1;
                            before[*t] = Some((s, mover));
                            order.push(*t);
                        }
                    }
                }
            }
            (steps, before, order)
        };
        let (moves, improvements) = (walk(false), walk(true));
        let reach = |walk: &Walk| {
            let deepest = walk.2.iter().map(|s| walk.0[*s]).max().unwrap_or(0);
            let closed: Vec<ClosedSet> = walk
                .2
                .iter()
                .filter(|s| (0..self.movers.len()).all(|mover| self.moves[mover][**s].iter().all(|t| !self.improves(mover, **s, *t))))
                .map(|s| ClosedSet { states: vec![self.state(*s)], count: 1 })
                .collect();
            Reach {
                states: walk.2.len() as u64,
                by_step: (0..=deepest).map(|step| walk.0.iter().filter(|found| **found == step).count() as u64).collect(),
                closed_count: closed.len() as u64,
                closed,
            }
        };
        let way = |walk: &Walk, end: usize| {
            (walk.0[end] != u32::MAX).then(|| {
                let mut steps = Vec::new();
                let mut s = end;
                while let Some((from, party)) = walk.1[s] {
                    steps.push(Step { party, to: self.state(s) });
                    s = from;
                }
                steps.reverse();
                Way { steps }
            })
        };
        let equilibria: Vec<ReachedEquilibrium> = (0..self.states.len())
            .filter(|s| rows[*s].equilibrium.contains(&Finding::Yes))
            .map(|s| ReachedEquilibrium {
                state: self.state(s),
                equilibrium: rows[s].equilibrium.clone(),
                by_moves: way(&moves, s),
                by_improvements: way(&improvements, s),
            })
            .collect();
        let drawn: Vec<usize> = improvements.2.iter().copied().take(most).collect();
        let mut arcs = Vec::new();
        for (from, s) in drawn.iter().enumerate() {
            for party in 0..self.movers.len() {
                for t in &self.moves[party][*s] {
                    if let Some(to) = drawn.iter().position(|known| known == t)
                        && self.improves(party, *s, *t)
                    {
                        arcs.push(Arc { from, to, party, improves: Finding::Yes });
                    }
                }
            }
        }
        let by_improvements = reach(&improvements);
        let finding = EvolutionFinding {
            frame: self.description.clone(),
            start: self.state(start),
            map: Map {
                states: drawn.iter().map(|s| self.state(*s)).collect(),
                steps: drawn.iter().map(|s| improvements.0[*s]).collect(),
                equilibrium: drawn.iter().map(|s| rows[*s].equilibrium.contains(&Finding::Yes)).collect(),
                arcs,
                left_out: by_improvements.states - drawn.len() as u64,
            },
            by_moves: reach(&moves),
            by_improvements,
            improvements_unknown: false,
            concepts: concepts().iter().map(|concept| concept.id).collect(),
            equilibria_count: equilibria.len() as u64,
            reached_by_improvements: 1,
            reached_by_moves: 1,
            equilibria,
            certificates: Vec::new(),
            uncertified: 0,
        };
        let headline = format!(
            "From the status quo, steps that are each better for the one who takes them lead to {} of {} possible outcomes.",
            finding.by_improvements.states, self.description.states
        );
        Answer { headline, finding, because: vec![], made: self.made() }
    }
}

/// An expression of a case.
pub fn read(case: &Case, text: &str) -> Expression {
    case.vocabulary().read(text).unwrap()
}

/// Every citation of a case looked up: the first source was found, and its passages have the statuses in turn.
pub fn evidence(case: &Case, statuses: &[PassageStatus]) -> Answer<EvidenceFinding> {
    let assumptions = case.assumptions();
    let mut finding = EvidenceFinding {
        case: case.title.clone(),
        by_party: Share::by_party(case, &assumptions),
        by_kind: Share::by_kind(&assumptions),
        ..EvidenceFinding::default()
    };
    for (id, source) in case.sources.enumerated() {
        let numbered = id.index() == 0;
        let turn = TurnCoverage { turn: 1, speaker: "A <speaker>".into(), sentences: 4, unused: vec![1, 2, 4] };
        let file = SourceFile { name: "copy.txt".into(), sha256: "00".repeat(32), by: FoundBy::Likeness, is_same: Some(false) };
        finding.sources.push(SourceFinding {
            id: source.id.clone(),
            title: source.title.clone(),
            numbered,
            file: numbered.then_some(file),
            problem: None,
            turns: if numbered { vec![turn] } else { vec![] },
        });
    }
    let mut places: Vec<(SourceId, Locator)> = assumptions
        .iter()
        .flat_map(|assumption| assumption.citations().map(|citation| (citation.source, citation.locator.clone())))
        .collect();
    places.sort();
    places.dedup();
    for (number, (source, locator)) in places.iter().enumerate() {
        let (place, address) = match locator {
            Locator::Passage(passage) => (
                format!("{}.{}#9f3a1c2b", passage.turn, passage.sentence),
                Some(Address { turn: passage.turn, sentence: passage.sentence }),
            ),
            Locator::Other(place) => (place.clone(), None),
            Locator::Whole => (String::new(), None),
        };
        finding.passages.push(PassageFinding {
            source: source.index(),
            place,
            address,
            status: if address.is_some() { statuses[number % statuses.len()].clone() } else { PassageStatus::ByHand },
            speaker: "A <speaker>".into(),
            reads: address.map(|address| format!("Sentence {} of turn {} & no other.", address.sentence, address.turn)),
            citations: vec![],
        });
    }
    for (number, assumption) in assumptions.iter().enumerate() {
        let mut citations = Vec::new();
        for citation in assumption.citations() {
            let passage = places.binary_search(&(citation.source, citation.locator.clone())).expect("it was gathered");
            finding.passages[passage].citations.push(finding.citations.len());
            citations.push(finding.citations.len());
            finding.citations.push(CitationFinding { passage, assumptions: vec![number], span: citation.span });
        }
        finding.assumptions.push(AssumptionFinding {
            name: assumption.to_string(),
            kind: assumption.kind,
            party: None,
            grade: None,
            citations,
        });
    }
    let made =
        Made { method: "by hand".into(), exactness: "exact".into(), stopped: None, case_digest: "00".into(), version: "0.1.0".into() };
    Answer { headline: "Some are where they should be.".into(), finding, because: vec![], made }
}

/// The elements of a page in order, after checking that they are closed in order.
#[track_caller]
pub fn elements(page: &str) -> Vec<String> {
    const VOID: [&str; 3] = ["meta", "br", "link"];
    let (mut open, mut all): (Vec<String>, Vec<String>) = (Vec::new(), Vec::new());
    let mut rest = page;
    while let Some(start) = rest.find('<') {
        let text = &rest[..start];
        assert!(open.iter().any(|name| name == "style") || !text.contains('>'), "a bare > in {text:?}");
        let end = rest[start..].find('>').expect("a tag ends") + start;
        let tag = &rest[start + 1..end];
        rest = &rest[end + 1..];
        if tag.starts_with('!') {
            continue;
        }
        if let Some(name) = tag.strip_prefix('/') {
            assert_eq!(open.pop().as_deref(), Some(name), "before {:.80}", rest);
            continue;
        }
        let name = tag.split([' ', '/']).next().unwrap_or_default().to_owned();
        if !tag.ends_with('/') && !VOID.contains(&name.as_str()) {
            open.push(name);
        }
        all.push(tag.to_owned());
    }
    assert!(open.is_empty(), "left open: {open:?}");
    all
}

/// Whether a page is well-formed, loads nothing, names each thing once and leads nowhere that is not there.
#[track_caller]
pub fn check_page(page: &str) {
    let elements = elements(page);
    let mut ids = Vec::new();
    for tag in &elements {
        let name = tag.split([' ', '/']).next().unwrap_or_default();
        assert!(!["script", "link", "iframe", "img", "object", "embed", "base", "form"].contains(&name), "{tag}");
        for attribute in [" src=", " srcset=", " on", " data="] {
            assert!(!tag.contains(attribute) || attribute == " on" && !tag.contains("onload") && !tag.contains("onclick"), "{tag}");
        }
        let outside = tag.contains("http:") || tag.contains("https:");
        assert!(!outside || name == "a" || tag.contains("xmlns="), "{tag}");
        if let Some((_, id)) = tag.split_once(" id=\"") {
            ids.push(id.split('"').next().unwrap_or_default().to_owned());
        }
    }
    let count = ids.len();
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), count, "ids are unique");
    for tag in &elements {
        if let Some((_, anchor)) = tag.split_once("href=\"#") {
            let anchor = anchor.split('"').next().unwrap_or_default().to_owned();
            assert!(ids.contains(&anchor), "nothing is called {anchor}");
        }
    }
    let style = page.split("<style>").nth(1).and_then(|rest| rest.split("</style>").next()).expect("a style");
    assert!(!style.contains("url(") && !style.contains("@import"), "the style loads nothing");
    assert!(page.starts_with("<!DOCTYPE html>\n<html lang=\"en\">"));
    for needed in ["<caption>", "scope=\"col\"", "scope=\"row\"", "<desc ", "name=\"viewport\"", "@media print", "@page"] {
        assert!(page.contains(needed), "{needed}");
    }
}
