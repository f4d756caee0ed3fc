//! Who holds the key: what the rules of consent give to whom, and who decides in the game whether something comes about.

use super::Section;
use crate::page::{ReportInput, Templates};
use crate::svg::power_bars;
use crate::words::{count, grouped, list};
use detente_model::answer::{Answer, Finding, NotDefined, PartyKey, PowerFinding, PowerMethod, PowerTable, Status};
use detente_model::natural::Natural;
use minijinja::{Value, context};

/// How many rules have bars, and with how many parties at most.
const BARS: usize = 8;
const PARTIES: usize = 30;

/// The section of the frame at `number`.
#[must_use]
pub fn section(templates: &Templates, input: &ReportInput<'_>, number: usize) -> Option<Section> {
    let report = &input.frames[number];
    let tables: &[PowerTable] = report.key.map_or(&[], |answer| &answer.finding.tables);
    if tables.is_empty() && report.keys_to.is_empty() {
        return None;
    }
    let bars: Vec<Value> = tables
        .iter()
        .enumerate()
        .filter(|(_, table)| table.not_defined.is_none() && table.parties.len() > 1 && table.parties.len() <= PARTIES)
        .take(BARS)
        .map(|(place, table)| {
            let drawing = power_bars(table, &format!("power-{number}-{place}"));
            context! { title => title(table), svg => Value::from_safe_string(drawing), equal => equal(table) }
        })
        .collect();
    let drawn = tables.iter().filter(|table| table.not_defined.is_none() && table.parties.len() > 1).count();
    let values = context! {
        headline => report.key.filter(|answer| !answer.finding.tables.is_empty()).map(|answer| answer.headline.clone()),
        rules => tables.iter().map(rule).collect::<Vec<_>>(),
        bars_left_out => drawn - bars.len(),
        bars,
        frame => input.case.frames[report.frame].id.clone(),
        games => report.keys_to.iter().filter_map(game).collect::<Vec<_>>(),
        left_out => report.keys_left_out,
        doubtful => tables.iter().any(|table| table.disjoint == Some(true)),
        sampled => tables.iter().any(|table| matches!(table.method, PowerMethod::Sampling { .. })),
    };
    Some(Section::new(format!("key-{number}"), "Who holds the key", templates.fill("key.html", values)))
}

/// Whether the rule gives all whom it names the same.
fn equal(table: &PowerTable) -> bool {
    let indices = |party: &detente_model::answer::PartyPower| [party.shapley_shubik, party.banzhaf];
    table.parties.windows(2).all(|pair| indices(&pair[0]) == indices(&pair[1]))
}

fn title(table: &PowerTable) -> String {
    if table.issues.is_empty() { table.rule.clone() } else { list(&table.issues) }
}

fn number(natural: &Natural) -> String {
    natural.to_u64().map_or_else(|| natural.to_string(), grouped)
}

fn rule(table: &PowerTable) -> Value {
    let those = |wanted: Option<bool>| -> Vec<String> {
        table.parties.iter().filter(|party| party.veto == wanted).map(|party| party.name.clone()).collect()
    };
    let vetoes = those(Some(true));
    context! {
        issues => table.issues.clone(),
        rule => table.rule.clone(),
        when => table.when.clone(),
        parties => count(table.parties.len() as u64, "party", "parties"),
        all_veto => vetoes.len() == table.parties.len() && vetoes.len() > 1,
        vetoes => list(&vetoes),
        others => list(&those(Some(false))),
        winning => table.winning.as_ref().map(number),
        minimal => table.minimal_winning.as_ref().map(number),
        not_defined => table.not_defined.map(|why| match why {
            NotDefined::NeverPasses => "nothing can pass under this rule",
            NotDefined::AlwaysPasses => "nobody’s consent is needed",
            NotDefined::NotMonotone => "who joins may undo what others decided: powers are not defined",
            NotDefined::MaybeNotMonotone => "it could not be shown that who joins never undoes: powers are not computed",
        }),
    }
}

fn game(answer: &Answer<PowerFinding>) -> Option<Value> {
    let game = answer.finding.game.as_ref()?;
    let mark = |finding: Finding| match finding {
        Finding::Yes => "yes",
        Finding::No => "no",
        Finding::Unknown(_) => "?",
    };
    let row = |key: &PartyKey| {
        let by = key.by.as_ref().map(|by| by.iter().map(|(variable, value)| format!("{variable}: {value}")).collect::<Vec<_>>().join("; "));
        let untried = (key.commitments.tried < key.commitments.possible).then(|| grouped(key.commitments.possible));
        context! { name => key.name.clone(), necessary => mark(key.necessary), sufficient => mark(key.sufficient), pivotal => mark(key.pivotal), by, untried }
    };
    Some(context! {
        to_what => answer.finding.to_what.clone(),
        headline => answer.headline.clone(),
        status => match game.status {
            Status::All => "in all of them it holds",
            Status::Some => "in some of them it holds, in others not",
            Status::None => "it holds in none of them, so that it fails where a party dissents says little",
            Status::Unknown => "whether it holds in them is not known, or there are none",
        },
        solutions => count(game.solutions, "solution", "solutions"),
        perhaps => if game.perhaps > 0 { grouped(game.perhaps) } else { String::new() },
        concept => crate::words::concept_label(game.concept),
        from_status_quo => game.from_status_quo,
        rows => game.parties.iter().map(row).collect::<Vec<_>>(),
    })
}
