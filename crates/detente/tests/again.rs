//! What is computed again after a change of preference is what would be computed from nothing.

use detente::model::Case;
use detente::model::control::Control;
use detente::model::edit::{Edit, StatementEdit};
use detente::model::index::{FrameId, Id, PartyId};
use detente::solve::stability::{self, CONCEPTS, EngineChoice, Options, Which};
use detente::space::Game;
use detente_testkit::generate::{Shape, generate};
use rayon::prelude::*;

const SEED: u64 = 77;
const MEMORY: u64 = 1 << 30;

fn cases() -> u64 {
    match std::env::var("DETENTE_CASES") {
        Ok(number) => number.parse().expect("DETENTE_CASES is a number"),
        Err(_) => 2_000,
    }
}

/// A change of what some party wants, another one for every number.
fn change(case: &Case, number: u64) -> Option<Edit> {
    let count = u64::try_from(case.parties.len()).expect("few parties");
    let party = PartyId::from_index(usize::try_from(number % count).expect("few parties"));
    let other = PartyId::from_index(usize::try_from((number / 7) % count).expect("few parties"));
    let statements = case.preferences[party].statements.len();
    match number % 5 {
        0 => Some(Edit::Silence(party)),
        1 | 2 => Some(Edit::Give(party, other)),
        3 if statements > 0 => Some(Edit::Statement(party, 0, StatementEdit::Reverse)),
        4 if statements > 1 => Some(Edit::Statement(party, statements - 1, StatementEdit::MoveTo(0))),
        _ => None,
    }
}

fn compare(number: u64) -> bool {
    let generated = generate(&Shape::default(), SEED, number);
    let loaded = detente::io::case::read_case("case.toml", generated.text.as_bytes(), &|_| Err("no includes".into()));
    let case = loaded.case.expect("the case has no faults");
    let Some(edit) = change(&case, number) else { return false };
    let edited = case.edited(std::slice::from_ref(&edit));
    let control = Control::default();
    let game = |case: &Case| Game::new(case, FrameId::from_index(0), MEMORY, &control).expect("a small game");
    let (before, fresh) = (game(&case), game(&edited));
    let again = before.with_preferences_of(&edited);
    assert_eq!(again.players, fresh.players);
    assert_eq!(again.consent, fresh.consent);
    assert_eq!(again.description, fresh.description);
    let options = Options { concepts: CONCEPTS.to_vec(), engine: EngineChoice::Auto, memory: MEMORY };
    let first = stability::analyse(&before, &options, &control).expect("verdicts");
    let expected = stability::analyse(&fresh, &options, &control).expect("verdicts");
    let found = stability::analyse_again(&first, &again, &options, &control).expect("verdicts");
    for (found, expected) in found.rows(Which::All).zip(expected.rows(Which::All)) {
        assert_eq!(found, expected, "case {number}, {edit:?}\n{}", generated.text);
    }
    // and back again
    let back = stability::analyse_again(&found, &before, &options, &control).expect("verdicts");
    assert!(back.rows(Which::All).eq(first.rows(Which::All)), "case {number}, {edit:?} undone\n{}", generated.text);
    true
}

#[test]
fn only_what_must_be_is_computed_again_and_that_rightly() {
    let cases = cases();
    let compared = (0..cases).into_par_iter().filter(|number| compare(*number)).count();
    assert!(compared as u64 * 2 > cases, "only {compared} of {cases} cases could be changed");
}
