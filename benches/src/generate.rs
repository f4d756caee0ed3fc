//! The texts of large random cases. The same seed gives the same text on every machine.

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use std::fmt::Write;

/// How a party's preference is written.
#[derive(Clone, Copy)]
pub(crate) enum Wishes {
    /// A weight for every variable, and this many for conjunctions of two conditions.
    Weights(usize),
    /// This many ordered statements.
    Statements(usize),
}

/// What a case looks like.
#[derive(Clone, Copy)]
pub(crate) struct Shape {
    /// For each party how many yes/no options it has.
    pub(crate) options: [usize; 4],
    /// For each party how many options with three values it has.
    pub(crate) three_valued: [usize; 4],
    /// How many options of all can be changed in one direction only.
    pub(crate) one_way: usize,
    /// How many random conditions make combinations infeasible, and of how many variables each is.
    pub(crate) conditions: (usize, usize),
    /// How many pairs of patterns are forbidden.
    pub(crate) restrictions: usize,
    /// The preferences.
    pub(crate) wishes: Wishes,
}

/// A variable as expressions name it.
struct Variable {
    name: String,
    values: usize,
}

impl Variable {
    /// A condition on it that a share of 1 / values, or for three values sometimes two thirds, of the combinations meets.
    fn condition(&self, rng: &mut ChaCha8Rng) -> String {
        if self.values == 2 {
            return format!("{}{}", if rng.random_bool(0.5) { "not " } else { "" }, self.name);
        }
        let value = ["low", "middle", "high"][rng.random_range(0..3)];
        format!("{} {} {value}", self.name, if rng.random_bool(0.3) { "!=" } else { "=" })
    }
}

/// `count` different positions below `of`.
fn some(rng: &mut ChaCha8Rng, count: usize, of: usize) -> Vec<usize> {
    let mut all: Vec<usize> = (0..of).collect();
    for index in 0..count.min(of) {
        let other = rng.random_range(index..of);
        all.swap(index, other);
    }
    all.truncate(count);
    all
}

/// Conditions on `count` different variables.
fn conditions(rng: &mut ChaCha8Rng, variables: &[Variable], count: usize) -> Vec<String> {
    some(rng, count, variables.len()).into_iter().map(|index| variables[index].condition(rng)).collect()
}

/// A random case.
pub(crate) fn case(shape: &Shape, seed: u64) -> String {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    let mut text = format!("format = 1\ntitle = \"Random case {seed}\"\n");
    let total = shape.options.iter().chain(&shape.three_valued).sum();
    let one_way = some(&mut rng, shape.one_way, total);
    let mut variables = Vec::new();
    for party in 0..4 {
        push(&mut text, format_args!("\n[party.p{party}]\nkind = \"state\"\n"));
        for option in 0..shape.options[party] + shape.three_valued[party] {
            push(&mut text, format_args!("[party.p{party}.option.o{option}]\n"));
            let three = option >= shape.options[party];
            if three {
                push(&mut text, format_args!("values = [\"low\", \"middle\", \"high\"]\n"));
            }
            if one_way.contains(&variables.len()) {
                push(&mut text, format_args!("moves = \"{}\"\n", if rng.random_bool(0.5) { "upward" } else { "downward" }));
            }
            variables.push(Variable { name: format!("p{party}.o{option}"), values: if three { 3 } else { 2 } });
        }
    }
    for _ in 0..shape.conditions.0 {
        let when = conditions(&mut rng, &variables, shape.conditions.1).join(" and ");
        push(&mut text, format_args!("\n[[infeasible]]\nwhen = \"{when}\"\nbecause = \"drawn by lot\"\n"));
    }
    for restriction in 0..shape.restrictions {
        let (from, to) = (conditions(&mut rng, &variables, 2).join(" and "), conditions(&mut rng, &variables, 2).join(" and "));
        let party = restriction % 4;
        push(
            &mut text,
            format_args!("\n[[restriction]]\nparty = \"p{party}\"\nfrom = \"{from}\"\nto = \"{to}\"\nbecause = \"drawn by lot\"\n"),
        );
    }
    for party in 0..4 {
        wishes(&mut rng, &mut text, shape.wishes, party, &variables);
    }
    text
}

fn wishes(rng: &mut ChaCha8Rng, text: &mut String, wishes: Wishes, party: usize, variables: &[Variable]) {
    match wishes {
        Wishes::Weights(pairs) => {
            let mut weight = |rng: &mut ChaCha8Rng, holds: &str| {
                let weight = rng.random_range(-1000..=1000);
                push(text, format_args!("\n[[preference.p{party}.weight]]\nholds = \"{holds}\"\nweight = {weight}\n"));
            };
            for variable in variables {
                let holds = variable.condition(rng);
                weight(rng, &holds);
            }
            for _ in 0..pairs {
                let holds = conditions(rng, variables, 2).join(" and ");
                weight(rng, &holds);
            }
        }
        Wishes::Statements(count) => {
            push(text, format_args!("\n[preference.p{party}]\nstatement = [\n"));
            for _ in 0..count {
                let parts = conditions(rng, variables, 3);
                let holds = match rng.random_range(0..5) {
                    0 => parts[0].clone(),
                    1 => format!("{} and {}", parts[0], parts[1]),
                    2 => format!("({} or {}) if {}", parts[0], parts[1], parts[2]),
                    3 => format!("{} iff {}", parts[0], parts[1]),
                    _ => format!("at least 2 of ({})", parts.join(", ")),
                };
                push(text, format_args!("    \"{holds}\",\n"));
            }
            push(text, format_args!("]\n"));
        }
    }
}

/// Ten groups of four options, of each of which exactly one is taken: 4^10 of 2^40 combinations are feasible.
pub(crate) fn sparse(seed: u64) -> String {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    let mut text = format!("format = 1\ntitle = \"Random case {seed}\"\n");
    let mut variables = Vec::new();
    let mut groups = String::new();
    for (party, count) in [3, 3, 2, 2].into_iter().enumerate() {
        push(&mut text, format_args!("\n[party.p{party}]\nkind = \"state\"\n"));
        for group in 0..count {
            let names: Vec<String> = (0..4).map(|option| format!("o{group}_{option}")).collect();
            for name in &names {
                push(&mut text, format_args!("[party.p{party}.option.{name}]\n"));
                variables.push(Variable { name: format!("p{party}.{name}"), values: 2 });
            }
            let list: Vec<String> = names.iter().map(|name| format!("p{party}.{name}")).collect();
            push(
                &mut groups,
                format_args!("\n[[infeasible]]\nwhen = \"not exactly 1 of ({})\"\nbecause = \"one of four\"\n", list.join(", ")),
            );
        }
    }
    text.push_str(&groups);
    for party in 0..4 {
        wishes(&mut rng, &mut text, Wishes::Weights(20), party, &variables);
    }
    text
}

/// Eight parties with ten options of which some cannot be taken back, and ten issues: some take the consent of six parties until one of them has united and
/// are its own afterwards, some that of several, some five of eight.
pub(crate) fn agreement(seed: u64) -> String {
    const PARTIES: usize = 8;
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    let mut text = format!("format = 1\ntitle = \"Random case {seed}\"\n");
    let mut variables = Vec::new();
    for party in 0..PARTIES {
        push(&mut text, format_args!("\n[party.p{party}]\nkind = \"state\"\n"));
        for option in 0..if party < 2 { 2 } else { 1 } {
            let moves = if rng.random_bool(0.2) { "moves = \"no -> yes\"\n" } else { "" };
            push(&mut text, format_args!("[party.p{party}.option.o{option}]\n{moves}"));
            variables.push(Variable { name: format!("p{party}.o{option}"), values: 2 });
        }
    }
    for issue in 0..10 {
        let rule = match issue % 3 {
            0 => "[{ when = \"not p0.o0\", rule = \"p0 and p1 and p2 and p3 and p4 and p5\" }, { rule = \"p0\" }]".to_owned(),
            1 => {
                let count = rng.random_range(2..=4);
                let names: Vec<String> = some(&mut rng, count, PARTIES).into_iter().map(|party| format!("p{party}")).collect();
                format!("\"{}\"", names.join(" and "))
            }
            _ => "\"at least 5 of (p0, p1, p2, p3, p4, p5, p6, p7)\"".to_owned(),
        };
        push(&mut text, format_args!("\n[issue.i{issue}]\ndecided_by = {rule}\n"));
        variables.push(Variable { name: format!("i{issue}"), values: 2 });
    }
    push(&mut text, format_args!("\n[frame.all]\nvary = [\"*\"]\n"));
    for party in 0..PARTIES {
        wishes(&mut rng, &mut text, Wishes::Weights(10), party, &variables);
    }
    text
}

/// A table of so many actors on one issue, every position and salience a range.
pub(crate) fn positions(seed: u64, actors: usize) -> String {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    let mut text = "actor,position,salience,capability,low,high\n".to_owned();
    for actor in 0..actors {
        let (position, salience, capability) = (rng.random_range(0..=90), rng.random_range(10..=80), rng.random_range(1..=100));
        push(&mut text, format_args!("a{actor},{position}..{},{salience}..{},{capability},0,100\n", position + 10, salience + 20));
    }
    text
}

/// Issues of ten values that all parties decide, each value worth 0 to 1000 to each party; with reservations: three tenths of the most that could be.
pub(crate) fn settlement(seed: u64, issues: usize, parties: usize, reserved: bool) -> String {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    let mut text = format!("format = 1\ntitle = \"Random case {seed}\"\n");
    let all: Vec<String> = (0..parties).map(|party| format!("p{party}")).collect();
    for party in &all {
        push(&mut text, format_args!("[party.{party}]\nkind = \"state\"\n"));
    }
    let values: Vec<String> = (0..10).map(|value| format!("\"v{value}\"")).collect();
    for issue in 0..issues {
        push(&mut text, format_args!("[issue.i{issue}]\nvalues = [{}]\ndecided_by = \"{}\"\n", values.join(", "), all.join(" and ")));
    }
    for party in &all {
        push(&mut text, format_args!("[preference.{party}]\nreservation = {}\n", if reserved { issues * 300 } else { 0 }));
        for issue in 0..issues {
            let worths: Vec<String> = (0..10).map(|value| format!("v{value} = {}", rng.random_range(0..=1000))).collect();
            push(&mut text, format_args!("[[preference.{party}.value]]\nof = \"i{issue}\"\ntable = {{ {} }}\n", worths.join(", ")));
        }
    }
    text
}

fn push(text: &mut String, arguments: std::fmt::Arguments<'_>) {
    text.write_fmt(arguments).expect("writing to a string does not fail");
}
