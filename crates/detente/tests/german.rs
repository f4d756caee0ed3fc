//! The claims of the German case that the present commands can decide: each is judged here by its own words, and `findings.toml` beside
//! the claims must say the same.

use detente::model::Case;
use detente::model::answer::{Finding, Lever};
use detente::model::control::Control;
use detente::model::expression::Expression;
use detente::model::order::Standing;
use detente::model::phase::Phase;
use detente::solve::stability::{Stability, seq};
use detente::space::Game;
use detente::space::ranks::Slots;
use detente::{Question, evolution, game, levers, stability};
use std::collections::BTreeMap;
use std::path::Path;

/// The core frame, analysed.
struct Core<'a> {
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

impl Core<'_> {
    fn holds(&self, text: &str, state: u64) -> bool {
        let expression: Expression = self.case.vocabulary().read(text).unwrap_or_else(|problems| panic!("{text}: {problems:?}"));
        let mut values = vec![0; self.case.variables.len()];
        for (variable, value) in &self.game.held {
            values[detente::model::index::Id::index(*variable)] = *value;
        }
        let code = self.game.feasible.code(state).expect("a state");
        for axis in self.game.codes.axes() {
            values[detente::model::index::Id::index(axis.variable)] = axis.value(code);
        }
        expression.holds(&values, &Phase::start())
    }

    /// The state that differs from `state` in these options, if it is feasible.
    fn with(&self, state: u64, changes: &[(&str, u16)]) -> Option<u64> {
        let mut values = self.game.codes.values(self.game.feasible.code(state).expect("a state"));
        for (option, value) in changes {
            let axis = self.game.description.axes.iter().position(|axis| axis.id == *option).unwrap_or_else(|| panic!("{option} varies"));
            values[axis] = *value;
        }
        self.game.feasible.number(self.game.codes.code(&values))
    }

    fn better(&self, party: &str, a: u64, b: u64) -> bool {
        let ranks = &self.ranks[party];
        ranks[usize::try_from(a).unwrap()] > ranks[usize::try_from(b).unwrap()]
    }

    fn states(&self) -> impl Iterator<Item = u64> {
        0..self.game.states()
    }
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
    let every = |states: &[u64], text: &str| states.iter().all(|state| core.holds(text, *state));
    let some = |states: &[u64], text: &str| states.iter().any(|state| core.holds(text, *state));
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
            core.states().filter(|state| core.holds(unrequited, *state)).all(link_pays)
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
    let slighted: Vec<u64> = core.states().filter(|state| core.holds("usa.insist_full and not frg.full_membership", *state)).collect();
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

fn analysed(stability: &Stability<'_>, case: &Case, game: &Game, control: &Control<'_>) -> (Vec<u64>, Vec<u64>, Vec<u64>) {
    let concept = stability.concepts().iter().position(|concept| concept.id == seq::CONCEPT.id).expect("it was asked for");
    let is_lasting = |(code, number): &(u64, u64)| stability.equilibrium(*code, *number)[concept] == Finding::Yes;
    let lasting = game.feasible.codes().zip(0u64..).filter(is_lasting).map(|(_, number)| number).collect();
    let evolved = evolution(case, game, stability, &[&seq::CONCEPT], None, control).expect("a status quo is stated").finding;
    assert_eq!(evolved.equilibria.len() as u64, evolved.equilibria_count, "all are listed");
    let reached = |which: &dyn Fn(&detente::model::answer::ReachedEquilibrium) -> bool| {
        evolved.equilibria.iter().filter(|equilibrium| which(equilibrium)).map(|equilibrium| equilibrium.state.ordinal - 1).collect()
    };
    (lasting, reached(&|equilibrium| equilibrium.by_moves.is_some()), reached(&|equilibrium| equilibrium.by_improvements.is_some()))
}

#[test]
fn the_claims_are_judged_as_the_case_says() {
    let folder = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../catalog/german-question-1990"));
    let loaded = detente::io::case::load(folder).expect("the case is there");
    assert!(loaded.diagnostics.is_empty(), "{:#?}", loaded.diagnostics);
    let case = loaded.case.expect("the case has no faults");
    let question = Question { frame: Some("core".into()), concepts: vec![&seq::CONCEPT], ..Question::default() };
    let control = Control::default();
    let game = game(&case, &question, &control).expect("the frame has states");
    let stability = stability(&case, &game, &question, &control).expect("it is small");
    let (lasting, by_moves, by_improvements) = analysed(&stability, &case, &game, &control);
    let column = |party: &str| {
        let id = case.party_named(party).expect("a party of the case");
        let mut columns = game.columns(&case.order(id, &game.phase), Slots::Numbers);
        (party.to_owned(), columns.pop().expect("a known preference"))
    };
    let core = Core {
        case: &case,
        game: &game,
        ranks: ["ussr", "usa", "frg", "france", "gdr", "poland", "uk"].into_iter().map(column).collect(),
        status_quo: game.description.status_quo.expect("a status quo is stated") - 1,
        lasting,
        by_moves,
        by_improvements,
    };
    let found = judge(&core);
    let text = std::fs::read_to_string(folder.join("findings.toml")).expect("findings.toml");
    let stated: toml::Table = text.parse().expect("findings.toml is TOML");
    let stated: BTreeMap<&str, &str> = stated["finding"]
        .as_array()
        .expect("a list of findings")
        .iter()
        .map(|finding| (finding["claim"].as_str().expect("a claim"), finding["verdict"].as_str().expect("a verdict")))
        .collect();
    assert_eq!(stated, found);
}
