//! The claims of the German case that the present commands can decide: each is judged here by its own words, on the case as it is, on every
//! combination of the codings of those who act, and, as a placebo, with their preferences exchanged. `findings.toml` beside the claims must
//! say the same.

#[path = "german/together.rs"]
mod together;

use detente::model::Case;
use detente::model::answer::{Finding, Lever};
use detente::model::control::Control;
use detente::model::edit::Edit;
use detente::model::expression::Expression;
use detente::model::index::PartyId;
use detente::model::order::Standing;
use detente::solve::evolution::reached_by_improvements;
use detente::solve::stability::{Options, Stability, analyse_again, seq};
use detente::space::Game;
use detente::space::moves::{Movement, answers};
use detente::space::ranks::Slots;
use detente::{Question, evolution, game, levers, stability};
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

/// What does not depend on the preferences: the states of the core frame, where things hold in them, and where moves lead.
struct Frame {
    case: Case,
    game: Game,
    codes: Vec<u64>,
    movement: Movement,
    status_quo: u64,
    /// Whether moves of any kind lead to a state from the status quo.
    by_moves: Vec<bool>,
    /// Whether an expression holds, by state, for those asked about so far.
    holds: Mutex<BTreeMap<String, Arc<Vec<bool>>>>,
}

impl Frame {
    fn new(case: Case) -> Self {
        let game = game(&case, &question(), &Control::default()).expect("the frame has states");
        let movement = Movement::new(&game).expect("it is small");
        let status_quo = game.description.status_quo.expect("a status quo is stated") - 1;
        let mut by_moves = vec![false; place(game.states())];
        let mut open = vec![place(status_quo)];
        by_moves[place(status_quo)] = true;
        while let Some(from) = open.pop() {
            for player in 0..movement.players() {
                for to in movement.targets(player, from) {
                    if !std::mem::replace(&mut by_moves[to], true) {
                        open.push(to);
                    }
                }
            }
        }
        let codes = game.feasible.codes().collect();
        Self { case, game, codes, movement, status_quo, by_moves, holds: Mutex::default() }
    }

    fn holds(&self, text: &str) -> Arc<Vec<bool>> {
        let mut known = self.holds.lock().expect("nobody panicked");
        let found = known.entry(text.to_owned()).or_insert_with(|| {
            let read: Expression = self.case.vocabulary().read(text).unwrap_or_else(|problems| panic!("{text}: {problems:?}"));
            Arc::new(answers(&self.game, &self.codes, &self.game.simplified(&read)))
        });
        Arc::clone(found)
    }

    /// The state that differs from `state` in these options, if it is feasible.
    fn with(&self, state: u64, changes: &[(&str, u16)]) -> Option<u64> {
        let mut values = self.game.codes.values(self.codes[place(state)]);
        for (option, value) in changes {
            let axis = self.game.description.axes.iter().position(|axis| axis.id == *option).unwrap_or_else(|| panic!("{option} varies"));
            values[axis] = *value;
        }
        self.game.feasible.number(self.game.codes.code(&values))
    }
}

/// The core frame with some preferences, analysed.
struct Core<'a> {
    frame: &'a Frame,
    /// The case with these preferences, and its game.
    case: &'a Case,
    game: &'a Game,
    /// Ranks by party and state number.
    ranks: BTreeMap<String, Vec<u32>>,
    status_quo: u64,
    /// Sequential equilibria: state numbers.
    lasting: Vec<u64>,
    /// Those of them that moves, and that improvements, reach from the status quo.
    by_moves: Vec<u64>,
    by_improvements: Vec<u64>,
}

impl<'a> Core<'a> {
    fn new(frame: &'a Frame, case: &'a Case, game: &'a Game, stability: &Stability<'_>) -> Self {
        let concept = stability.concepts().iter().position(|concept| concept.id == seq::CONCEPT.id).expect("it was asked for");
        let is_lasting = |(code, number): &(u64, u64)| stability.equilibrium(*code, *number)[concept] == Finding::Yes;
        let lasting: Vec<u64> = game.feasible.codes().zip(0u64..).filter(is_lasting).map(|(_, number)| number).collect();
        let improved = reached_by_improvements(game, &frame.movement, frame.status_quo, &Control::default()).expect("nobody stops it");
        let among = |reached: &[bool]| lasting.iter().copied().filter(|state| reached[place(*state)]).collect();
        let (by_moves, by_improvements) = (among(&frame.by_moves), among(&improved));
        let column = |party: &str| {
            let id = case.party_named(party).expect("a party of the case");
            let mut columns = game.columns(&case.order(id, &game.phase), Slots::Numbers);
            (party.to_owned(), columns.pop().expect("a known preference"))
        };
        let ranks = ["ussr", "usa", "frg", "france", "gdr", "poland", "uk"].into_iter().map(column).collect();
        Self { frame, case, game, ranks, status_quo: frame.status_quo, lasting, by_moves, by_improvements }
    }

    fn with(&self, state: u64, changes: &[(&str, u16)]) -> Option<u64> {
        self.frame.with(state, changes)
    }

    fn better(&self, party: &str, a: u64, b: u64) -> bool {
        let ranks = &self.ranks[party];
        ranks[place(a)] > ranks[place(b)]
    }

    fn states(&self) -> impl Iterator<Item = u64> {
        0..self.game.states()
    }

    /// The states in which an expression holds.
    fn where_holds(&self, text: &str) -> Vec<u64> {
        let holds = self.frame.holds(text);
        self.states().filter(|state| holds[place(*state)]).collect()
    }
}

fn place(number: u64) -> usize {
    usize::try_from(number).expect("a state number")
}

fn question() -> Question {
    Question { frame: Some("core".into()), concepts: vec![&seq::CONCEPT], ..Question::default() }
}

/// Whether the finding that would confirm a claim is there, and whether the one that would make it false is.
fn verdict(confirmed: bool, contradicted: bool) -> &'static str {
    match (confirmed, contradicted) {
        (_, true) => "contradicted",
        (true, false) => "confirmed",
        (false, false) => "open",
    }
}

fn judge(core: &Core<'_>) -> BTreeMap<&'static str, &'static str> {
    let start = core.status_quo;
    let every = |states: &[u64], text: &str| {
        let holds = core.frame.holds(text);
        states.iter().all(|state| holds[place(*state)])
    };
    let some = |states: &[u64], text: &str| {
        let holds = core.frame.holds(text);
        states.iter().any(|state| holds[place(*state)])
    };
    let pairs = |option: &'static str| {
        core.states().filter_map(move |state| Some((core.with(state, &[(option, 0)])?, core.with(state, &[(option, 1)])?)))
    };
    let mut found = BTreeMap::new();

    found.insert(
        "resolve_of_the_federal_republic",
        verdict(every(&core.by_moves, "frg.full_membership"), some(&core.by_improvements, "not frg.full_membership")),
    );
    found.insert(
        "membership_matters_to_the_americans",
        verdict(every(&core.lasting, "usa.insist_full"), some(&core.lasting, "not usa.insist_full")),
    );
    found.insert(
        "simple_option_if_talks_fail",
        verdict(
            some(&core.lasting, "frg.full_membership and not ussr.accept_nato")
                && !some(&core.by_moves, "not ussr.accept_nato and not frg.full_membership"),
            some(&core.by_moves, "not ussr.accept_nato and (not frg.full_membership or not usa.insist_full)"),
        ),
    );

    // every setting of France's and the Soviet Union's options, all else as it stands
    let settings: Vec<u64> = (0..32)
        .filter_map(|bits: u16| {
            let bit = |at: u16| bits >> at & 1;
            core.with(
                start,
                &[
                    ("france.oppose_full", bit(0)),
                    ("ussr.accept_nato", bit(1)),
                    ("ussr.keep_rights", bit(2)),
                    ("ussr.keep_troops", bit(3)),
                    ("ussr.link_vienna", bit(4)),
                ],
            )
        })
        .collect();
    let unity = |state: u64, press: u16, accede: u16| {
        core.with(state, &[("frg.press_ahead", press), ("gdr.accede_this_year", accede)]).expect("feasible")
    };
    let pays = |state: u64| {
        core.better("gdr", unity(state, 1, 1), unity(state, 1, 0)) && !core.better("frg", unity(state, 0, 1), unity(state, 1, 1))
    };
    let waits = |state: u64| {
        core.better("gdr", unity(state, 1, 0), unity(state, 1, 1)) || core.better("frg", unity(state, 0, 0), unity(state, 1, 0))
    };
    found.insert("few_direct_means", verdict(settings.iter().all(|state| pays(*state)), settings.iter().any(|state| waits(*state))));

    let link_pays = |state: u64| core.with(state, &[("ussr.link_vienna", 1)]).is_some_and(|linked| core.better("ussr", linked, state));
    let unrequited =
        "frg.full_membership and not (usa.assurances or frg.limits or frg.credits) and not ussr.accept_nato and not ussr.link_vienna";
    found.insert(
        "disarmament_as_a_trump",
        verdict(
            core.where_holds(unrequited).into_iter().all(link_pays)
                && !some(&core.lasting, "not ussr.accept_nato and not ussr.link_vienna"),
            !link_pays(start) || some(&core.lasting, "not ussr.accept_nato and not ussr.link_vienna"),
        ),
    );

    let opposed = core.with(start, &[("france.oppose_full", 1)]).expect("feasible");
    let joined = ["usa", "frg", "uk"].iter().any(|party| core.better(party, opposed, start));
    let gains = core.better("france", opposed, start);
    found.insert("france_alone_if_it_refuses", verdict(!gains && !joined, gains || joined));

    let america_would_wait = pairs("frg.press_ahead").any(|(waits, presses)| core.better("usa", waits, presses));
    found.insert(
        "unity_by_the_end_of_the_year",
        verdict(
            every(&core.lasting, "frg.press_ahead") && !america_would_wait,
            some(&core.lasting, "not frg.press_ahead") || america_would_wait,
        ),
    );
    found.insert(
        "poles_need_more_than_declarations",
        verdict(
            every(&core.lasting, "poland.insist_treaty or frg.border_treaty"),
            some(&core.lasting, "not poland.insist_treaty and not frg.border_treaty"),
        ),
    );

    // whatever America can do of its own: both its options
    let answers = |state: u64| {
        (0..4u16)
            .filter_map(move |bits| core.with(state, &[("usa.insist_full", bits & 1), ("usa.assurances", bits >> 1)]))
            .any(|to| core.better("usa", to, state) && (core.better("ussr", state, to) || core.better("france", state, to)))
    };
    let slighted = core.where_holds("usa.insist_full and not frg.full_membership");
    found
        .insert("slighted_americans", verdict(slighted.iter().all(|state| answers(*state)), !slighted.iter().any(|state| answers(*state))));
    judge_levers(core, &mut found);
    found
}

/// What the Soviet Union can do from the status quo.
fn judge_levers(core: &Core<'_>, found: &mut BTreeMap<&'static str, &'static str>) {
    let control = Control::default();
    let asked = |only: &[(String, String)]| {
        levers(core.case, core.game, "ussr", None, only, None, &control).expect("a status quo is stated").finding
    };
    let all = asked(&[]);
    assert_eq!(all.moves, all.levers.len() as u64, "all are listed");
    let frg = all.others.iter().position(|other| other.id == "frg").expect("it is one of the others");
    let hurts = |lever: &Lever| {
        lever.others[frg].standing == Standing::Worse && matches!(lever.own.standing, Standing::Better | Standing::Indifferent)
    };
    let has = all.levers.iter().any(hurts);
    found.insert("influence_that_kohl_fears", verdict(has, !has));

    let link = asked(&[("ussr.link_vienna".to_owned(), "yes".to_owned())]);
    let lever = &link.levers[0];
    // every other state that acts: the other parties that can move, all of which are states
    let mut acting = link.others.iter().zip(&lever.others).filter(|(other, _)| other.player.is_some()).map(|(_, effect)| effect.standing);
    let worse_for_all = acting.clone().all(|standing| standing == Standing::Worse);
    let better_for_one = acting.any(|standing| standing == Standing::Better);
    found.insert("toughness_destabilises", verdict(worse_for_all && lever.kept == Finding::Yes, better_for_one));
}

/// The verdicts that `findings.toml` states for the base, and if it does over the codings: how many confirm, contradict, leave open, and the majority.
struct Stated {
    verdict: String,
    over: Option<([usize; 3], String)>,
}

const VERDICTS: [&str; 3] = ["confirmed", "contradicted", "open"];

fn stated(folder: &Path) -> (BTreeMap<String, Stated>, toml::Table) {
    let text = std::fs::read_to_string(folder.join("findings.toml")).expect("findings.toml");
    let table: toml::Table = text.parse().expect("findings.toml is TOML");
    let word = |finding: &toml::Value, key: &str| finding[key].as_str().unwrap_or_else(|| panic!("{key} is a word")).to_owned();
    let number = |finding: &toml::Value, key: &str| {
        usize::try_from(finding[key].as_integer().unwrap_or_else(|| panic!("{key} is a number"))).expect("a count")
    };
    let read = |finding: &toml::Value| {
        let over = finding.get("codings").map(|codings| {
            let over = VERDICTS.map(|verdict| number(codings, verdict));
            assert_eq!(number(codings, "of"), over.iter().sum::<usize>(), "{}", word(finding, "claim"));
            (over, word(finding, "majority"))
        });
        (word(finding, "claim"), Stated { verdict: word(finding, "verdict"), over })
    };
    let findings = table["finding"].as_array().expect("a list of findings").iter().map(read).collect();
    (findings, table)
}

fn folder() -> PathBuf {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../catalog/german-question-1990")).to_path_buf()
}

fn loaded() -> Case {
    let loaded = detente::io::case::load(&folder()).expect("the case is there");
    assert!(loaded.diagnostics.is_empty(), "{:#?}", loaded.diagnostics);
    loaded.case.expect("the case has no faults")
}

/// The claims whose passage is an assumption of the model too: to confirm one is consistency, no more.
fn also_inputs(folder: &Path) -> BTreeSet<String> {
    let text = std::fs::read_to_string(folder.join("claims.toml")).expect("claims.toml");
    let table: toml::Table = text.parse().expect("claims.toml is TOML");
    let claims = table["claim"].as_array().expect("a list of claims").iter();
    claims
        .filter(|claim| claim["also_input"].as_bool().expect("yes or no"))
        .map(|claim| claim["id"].as_str().expect("a word").to_owned())
        .collect()
}

/// Every choice of a coding for each of these parties.
fn combinations(case: &Case, parties: &[PartyId]) -> Vec<Vec<Edit>> {
    let mut found = vec![Vec::new()];
    for party in parties {
        let longer = |edits: &Vec<Edit>| -> Vec<Vec<Edit>> {
            let coded = (0..case.codings[*party].len()).map(|coding| edits.iter().cloned().chain([Edit::Coding(*party, coding)]).collect());
            std::iter::once(edits.clone()).chain(coded).collect()
        };
        found = found.iter().flat_map(longer).collect();
    }
    found
}

/// Every exchange of preferences among these parties in which nobody keeps its own.
fn exchanges(parties: &[PartyId]) -> Vec<Vec<Edit>> {
    let count = parties.len();
    let all = (0..count.pow(u32::try_from(count).expect("few")))
        .map(|number| -> Vec<usize> { (0..count).map(|at| number / count.pow(u32::try_from(at).expect("few")) % count).collect() });
    let exchanges = all.filter(|from| (0..count).all(|at| from[at] != at && from.contains(&at)));
    exchanges.map(|from| from.iter().zip(parties).map(|(from, party)| Edit::Give(*party, parties[*from])).collect()).collect()
}

#[expect(clippy::print_stderr, reason = "the numbers are what a reader of the test wants to see")]
#[test]
fn the_claims_are_judged_as_the_case_says_on_all_codings_and_against_a_placebo() {
    let frame = Frame::new(loaded());
    let control = Control::default();
    let base = stability(&frame.case, &frame.game, &question(), &control).expect("it is small");
    let core = Core::new(&frame, &frame.case, &frame.game, &base);
    let evolved = evolution(&frame.case, &frame.game, &base, &[&seq::CONCEPT], None, &control).expect("a status quo is stated").finding;
    assert_eq!(evolved.equilibria.len() as u64, evolved.equilibria_count, "all are listed");
    let reached = |which: &dyn Fn(&detente::model::answer::ReachedEquilibrium) -> bool| -> Vec<u64> {
        let which = evolved.equilibria.iter().filter(|equilibrium| which(equilibrium));
        let mut states: Vec<u64> = which.map(|equilibrium| equilibrium.state.ordinal - 1).collect();
        states.sort_unstable();
        states
    };
    assert_eq!(core.by_moves, reached(&|equilibrium| equilibrium.by_moves.is_some()));
    assert_eq!(core.by_improvements, reached(&|equilibrium| equilibrium.by_improvements.is_some()));

    let options = Options { concepts: vec![&seq::CONCEPT], engine: Question::default().engine, memory: Question::default().memory };
    let judged = |edits: &Vec<Edit>| {
        let case = frame.case.edited(edits);
        let game = frame.game.with_preferences_of(&case);
        let stability = analyse_again(&base, &game, &options, &control).expect("it is small");
        judge(&Core::new(&frame, &case, &game, &stability))
    };
    let acting: Vec<PartyId> = frame.game.players.iter().map(|player| player.party).collect();
    let as_read = combinations(&frame.case, &acting);
    let exchanged = exchanges(&acting);
    assert_eq!((as_read.len(), exchanged.len()), (324, 265));
    let all = |edits: &[Vec<Edit>]| -> Vec<BTreeMap<&str, &str>> { edits.par_iter().map(judged).collect() };
    let (codings, placebo) = (all(&as_read), all(&exchanged));
    let found = judge(&core);
    assert_eq!(codings[0], found, "the first combination is the base");

    let (stated, table) = stated(&folder());
    let judged: BTreeSet<String> = found.keys().map(|claim| (*claim).to_owned()).chain(together::CLAIMS.map(str::to_owned)).collect();
    assert!(stated.keys().eq(judged.iter()), "stated: {:?}, judged: {judged:?}", stated.keys());
    let count =
        |runs: &[BTreeMap<&str, &str>], claim: &str| VERDICTS.map(|verdict| runs.iter().filter(|run| run[claim] == verdict).count());
    let mut failed = Vec::new();
    for (claim, verdict) in &found {
        let over = count(&codings, claim);
        let majority = (0..2).find(|at| over[*at] * 2 > codings.len()).map_or("open", |at| VERDICTS[at]);
        eprintln!("{claim}: base {verdict}, codings {over:?} {majority}, exchanged {:?}", count(&placebo, claim));
        let said = &stated[*claim];
        if (said.verdict.as_str(), said.over.clone()) != (*verdict, Some((over, majority.to_owned()))) {
            failed.push(*claim);
        }
    }
    assert_eq!(failed, Vec::<&str>::new(), "findings.toml says otherwise");

    let inputs = also_inputs(&folder());
    for (key, counted) in [("placebo", None), ("placebo_without_inputs", Some(&inputs))] {
        let counts = |claim: &str| counted.is_none_or(|inputs| !inputs.contains(claim));
        let confirmed =
            |run: &BTreeMap<&str, &str>| run.iter().filter(|(claim, verdict)| counts(claim) && **verdict == "confirmed").count();
        let claims = found.keys().filter(|claim| counts(claim)).count();
        let histogram = |runs: &[BTreeMap<&str, &str>]| -> Vec<usize> {
            (0..=claims).map(|confirms| runs.iter().filter(|run| confirmed(run) == confirms).count()).collect()
        };
        let (base, over, placebo) = (confirmed(&found), histogram(&codings), histogram(&placebo));
        eprintln!("{key}: base {base}, codings {over:?}, exchanged {placebo:?}");
        let list = |name: &str| -> Vec<usize> {
            let numbers = table[key][name].as_array().expect("a list");
            numbers.iter().map(|number| usize::try_from(number.as_integer().expect("a number")).expect("a count")).collect()
        };
        assert_eq!((base, over, placebo.clone()), (list("base")[0], list("codings"), list("exchanged")), "{key} in findings.toml");
        // clearly worse: the case confirms at least twice as many as the exchanges do on average, and more than 95 % of them do
        let sum: usize = placebo.iter().enumerate().map(|(confirms, runs)| confirms * runs).sum();
        assert!(base * exchanged.len() >= 2 * sum, "{key}: {base} against {sum} in {}", exchanged.len());
        let fewer: usize = placebo[..base].iter().sum();
        assert!(fewer * 100 >= 95 * exchanged.len(), "{key}: fewer in {fewer} of {}", exchanged.len());
    }
}
