//! Who holds the key, in a few sentences.

use detente_model::answer::{Estimate, Finding, KeyInGame, NotDefined, PartyKey, PartyPower, PowerFinding, PowerTable, Status, WhyUnknown};

/// How many names are listed.
const NAMED: usize = 6;

pub(super) fn sentence(finding: &PowerFinding) -> String {
    let mut sentences = vec![format!("The key to {}.", finding.to_what)];
    match finding.tables.first() {
        Some(table) => sentences.push(of_rule(table)),
        None if finding.game.is_some() => {}
        None => sentences.push("No rule of consent decides it.".into()),
    }
    if let Some(game) = &finding.game {
        sentences.extend(in_game(game));
    }
    sentences.join(" ")
}

fn of_rule(table: &PowerTable) -> String {
    match table.not_defined {
        Some(NotDefined::NeverPasses) => return "Under the rule nothing can pass: powers are not defined.".into(),
        Some(NotDefined::AlwaysPasses) => return "Under the rule nobody's consent is needed: powers are not defined.".into(),
        Some(NotDefined::NotMonotone) => {
            return "Under the rule a party may undo by joining what others could decide: powers are not defined.".into();
        }
        Some(NotDefined::MaybeNotMonotone) => return "It was not found out whether the rule is monotone: powers are not defined.".into(),
        None => {}
    }
    let vetoes: Vec<&str> = table.parties.iter().filter(|party| party.veto == Some(true)).map(|party| party.name.as_str()).collect();
    let rule = match vetoes.as_slice() {
        [] => "Under the rule nobody has a veto".to_owned(),
        [one] => format!("Under the rule nothing passes without {one}"),
        all if all.len() == table.parties.len() => "Under the rule everybody has a veto".to_owned(),
        several => format!("Under the rule nothing passes without each of {}", list(several)),
    };
    rule + &strongest(&table.parties) + "."
}

/// Who most often makes the difference.
fn strongest(parties: &[PartyPower]) -> String {
    let power = |party: &PartyPower| party.shapley_shubik.map_or(0.0, |Estimate { value, .. }| value);
    let most = parties.iter().map(power).fold(0.0, f64::max);
    if most <= 0.0 {
        return String::new();
    }
    // among estimates those count as most whose interval reaches that of the highest
    let low = |party: &PartyPower| party.shapley_shubik.and_then(|index| index.interval).map_or(most - 1e-9, |(low, _)| low);
    let high = |party: &PartyPower| party.shapley_shubik.and_then(|index| index.interval).map_or(power(party), |(_, high)| high);
    let least = parties.iter().filter(|party| power(party) >= most).map(low).fold(most, f64::min);
    let names: Vec<&str> = parties.iter().filter(|party| high(party) >= least).map(|party| party.name.as_str()).collect();
    if let [one] = parties {
        return format!("; {} decides alone", one.name);
    }
    if names.len() == parties.len() {
        let sampled = parties.iter().any(|party| party.shapley_shubik.is_some_and(|index| index.interval.is_some()));
        return if sampled { "; draws tell no powers apart".into() } else { "; all have the same power".into() };
    }
    let word = if names.len() == 1 { "is" } else { "are" };
    format!("; decisive most often {word} {} (Shapley–Shubik {most:.3})", list(&names))
}

fn in_game(game: &KeyInGame) -> Vec<String> {
    let named = |of: &dyn Fn(&PartyKey) -> Finding| {
        game.parties.iter().filter(|party| of(party) == Finding::Yes).map(|party| party.name.as_str()).collect::<Vec<&str>>()
    };
    let unknown = game
        .parties
        .iter()
        .any(|party| [party.necessary, party.sufficient, party.pivotal].iter().any(|finding| matches!(finding, Finding::Unknown(_))));
    if game.perhaps == 0 && game.solutions == 0 && game.status == Status::Unknown && !beyond(game) {
        let undecided = game.parties.iter().all(|party| party.necessary.known().is_none());
        let rest = if undecided { "" } else { " The table says what holds where a party dissents or commits itself." };
        return vec![format!(
            "In the game nothing within reach lasts that nobody could agree to leave, so that nothing can be said of who holds the key there.{rest}"
        )];
    }
    let now = match game.status {
        Status::All => "it holds in all solutions as things are, so that to be sufficient says little",
        Status::Some => "it holds in some solutions as things are",
        Status::None => "it holds in no solution as things are, so that to be necessary says little",
        Status::Unknown => "in which solutions it holds as things are is not known",
    };
    let part = |names: Vec<&str>, word: &str| {
        if names.is_empty() {
            format!("nobody is {}{word}", if unknown { "surely " } else { "" })
        } else {
            format!("{word}: {}", list(&names))
        }
    };
    let mut sentences = vec![format!(
        "In the game {now}; {}; {}; {}.",
        part(named(&|party| party.necessary), "necessary"),
        part(named(&|party| party.sufficient), "sufficient"),
        part(named(&|party| party.pivotal), "pivotal")
    )];
    if unknown && beyond(game) {
        let why = "Some of this is not known: the frame is too large for all agreements to be followed. Hold some of it with --set, or name a smaller frame.";
        sentences.push(why.into());
    } else if unknown {
        sentences.push("Some of this is not known.".into());
    }
    sentences
}

/// Whether something would have taken too much work.
fn beyond(game: &KeyInGame) -> bool {
    game.parties.iter().any(|party| [party.necessary, party.sufficient, party.pivotal].contains(&Finding::Unknown(WhyUnknown::Budget)))
}

fn list(names: &[&str]) -> String {
    let shown: Vec<String> = names.iter().take(NAMED).map(|name| (*name).to_owned()).collect();
    match (names.len().saturating_sub(NAMED), shown.as_slice()) {
        (0, []) => String::new(),
        (0, [one]) => one.clone(),
        (0, [first @ .., last]) => format!("{} and {last}", first.join(", ")),
        (more, _) => format!("{} and {more} more", shown.join(", ")),
    }
}
