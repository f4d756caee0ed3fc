//! Who holds the key, as JSON (`detente/power/1`) and CSV.

use super::frame::FrameTwin;
use super::json::{Why, word};
use super::made::{MadeTwin, Question, ReasonTwin, reasons};
use super::sheet::Sheet;
use detente_model::Case;
use detente_model::answer::{
    Answer, Commitments, Estimate, Finding, KeyInGame, PartyKey, PartyPower, PowerFinding, PowerMethod, PowerTable,
};
use detente_model::natural::Natural;
use schemars::JsonSchema;
use serde::Serialize;
use std::io;

/// Who holds the key, and to what: power under a rule, and in the game.
#[derive(Serialize, JsonSchema)]
#[schemars(title = "détente: power")]
pub(crate) struct Document<'a> {
    #[schemars(extend("const" = "detente/power/1"))]
    schema: &'static str,
    question: Question<'a>,
    /// A few sentences in plain words.
    headline: &'a str,
    because: Vec<ReasonTwin<'a>>,
    result: ResultTwin<'a>,
    made: MadeTwin<'a>,
}

#[derive(Serialize, JsonSchema)]
#[schemars(rename = "PowerResult")]
struct ResultTwin<'a> {
    /// The key to what.
    to_what: &'a str,
    /// The expression asked about; null if none was.
    expression: Option<&'a str>,
    /// The frame; null where only weights were given.
    frame: Option<FrameTwin<'a>>,
    /// The rule: where issues are decided by several, all at once if they apply together, else the first. Null: no rule is about what was asked.
    #[serde(flatten)]
    rule: RuleTwin<'a>,
    /// The other rules that may apply to what was asked, each with what it gives to whom.
    further_rules: Vec<RuleTwin<'a>>,
    /// The game as a whole; null where no expression was asked about.
    game: Option<GameTwin>,
}

#[derive(Serialize, JsonSchema, Default)]
struct RuleTwin<'a> {
    /// As it was written; null if there is none.
    rule: Option<&'a str>,
    /// The issues that it decides.
    issues: &'a [String],
    /// In which states it applies; null: in all.
    when: Option<&'a str>,
    /// `generating function`, `decision diagram`, `enumeration`, `sampling` or `not counted`.
    method: &'static str,
    /// The seed of draws; null where nothing was drawn.
    seed: Option<u64>,
    /// How many orders, and how many sets, were drawn.
    draws: Option<u64>,
    /// Why indices are not defined: `not monotone`, `perhaps not monotone`, `never passes`, `always passes`; null where they are.
    not_defined: Option<&'static str>,
    /// Whether two sets without a common member may both decide, so that the rule can decide both ways at once; null where that is not known.
    disjoint_winning_coalitions: Option<bool>,
    /// How many sets may decide: exact up to 2⁵³, beyond that the nearest double. Null where they were not counted.
    winning_coalitions: Option<serde_json::Number>,
    /// The same in full, as digits.
    winning_coalitions_exact: Option<String>,
    /// Their share of all sets.
    winning_share: Option<f64>,
    /// How many of them lose that right whoever leaves: exact up to 2⁵³. Null where they were not counted.
    minimal_winning_coalitions: Option<serde_json::Number>,
    /// The same in full, as digits.
    minimal_winning_coalitions_exact: Option<String>,
    /// The parties, in file order: those that the rule names and, in the first list, all that can move or have a say.
    parties: Vec<PartyTwin<'a>>,
}

#[derive(Serialize, JsonSchema)]
struct PartyTwin<'a> {
    /// The name in expressions.
    id: &'a str,
    /// The name for readers.
    name: &'a str,
    /// Whether the rule names it; its indices are null if not.
    in_rule: bool,
    /// Whether nothing passes without it.
    veto: Option<bool>,
    /// Null, here and below: not defined, or not computed.
    shapley_shubik: Option<f64>,
    /// Normalised.
    banzhaf: Option<f64>,
    banzhaf_absolute: Option<f64>,
    /// How many sets without it win with it alone, as digits.
    swings: Option<String>,
    coleman_prevent: Option<f64>,
    coleman_initiate: Option<f64>,
    deegan_packel: Option<f64>,
    holler_packel: Option<f64>,
    /// Intervals of 95 %; null where nothing was estimated.
    intervals: Option<IntervalsTwin>,
    /// Whether the expression is false in all solutions where it dissents; null where that is not known, or nothing was asked.
    necessary: Option<bool>,
    /// Whether some commitment of its options makes the expression true in all solutions.
    sufficient: Option<bool>,
    /// Whether the status of the expression differs over its commitments.
    pivotal: Option<bool>,
    /// Why the first of these that is not known is not.
    why_unknown: Option<Why>,
    /// A commitment that suffices.
    sufficient_by: Option<Vec<SettingTwin<'a>>>,
    /// Its commitments, where an expression was asked about.
    commitments: Option<CommitmentsTwin>,
}

#[derive(Serialize, JsonSchema)]
struct IntervalsTwin {
    shapley_shubik: Option<(f64, f64)>,
    banzhaf: Option<(f64, f64)>,
    banzhaf_absolute: Option<(f64, f64)>,
    coleman_prevent: Option<(f64, f64)>,
    coleman_initiate: Option<(f64, f64)>,
}

#[derive(Serialize, JsonSchema)]
struct SettingTwin<'a> {
    /// What is held, by its name for readers.
    variable: &'a str,
    /// At what.
    value: &'a str,
}

#[derive(Serialize, JsonSchema)]
struct CommitmentsTwin {
    /// How many there are.
    possible: u64,
    /// How many were tried: all or, where there are too many, none.
    tried: u64,
    /// Under how many the expression holds in all solutions.
    all: u64,
    /// In some.
    some: u64,
    /// In none.
    none: u64,
    /// Under how many that is not known.
    unknown: u64,
}

#[derive(Serialize, JsonSchema)]
struct GameTwin {
    /// The concept whose solutions are meant.
    concept: &'static str,
    /// Whether they are those within reach of the status quo; else all.
    from_status_quo: bool,
    /// How many surely are solutions.
    solutions: u64,
    /// How many more may be.
    perhaps: u64,
    /// In how many of them the expression holds as things are: `all`, `some`, `none` or `unknown`.
    status: &'static str,
}

fn value(estimate: Option<Estimate>) -> Option<f64> {
    estimate.map(|estimate| estimate.value)
}

fn interval(estimate: Option<Estimate>) -> Option<(f64, f64)> {
    estimate.and_then(|estimate| estimate.interval)
}

/// Exact where a double is, else the nearest double.
fn number(natural: &Natural) -> Option<serde_json::Number> {
    match natural.to_u64() {
        Some(small) if small <= 1 << 53 => Some(small.into()),
        _ => serde_json::Number::from_f64(natural.to_f64()),
    }
}

fn rule<'a>(table: &'a PowerTable, game: Option<&'a KeyInGame>) -> RuleTwin<'a> {
    let (seed, draws) = match table.method {
        PowerMethod::Sampling { seed, draws } => (Some(seed), Some(draws)),
        PowerMethod::GeneratingFunction | PowerMethod::DecisionDiagram | PowerMethod::Enumeration | PowerMethod::NotCounted => (None, None),
    };
    let parties = match game {
        None => table.parties.iter().map(|power| party(&power.id, &power.name, Some(power), None)).collect(),
        Some(game) => with_game(game, &table.parties),
    };
    RuleTwin {
        rule: Some(&table.rule),
        issues: &table.issues,
        when: table.when.as_deref(),
        method: table.method.word(),
        seed,
        draws,
        not_defined: table.not_defined.map(|why| why.word()),
        disjoint_winning_coalitions: table.disjoint,
        winning_coalitions: table.winning.as_ref().and_then(number),
        winning_coalitions_exact: table.winning.as_ref().map(ToString::to_string),
        winning_share: value(table.winning_share),
        minimal_winning_coalitions: table.minimal_winning.as_ref().and_then(number),
        minimal_winning_coalitions_exact: table.minimal_winning.as_ref().map(ToString::to_string),
        parties,
    }
}

/// All who have a say in the game, among them those that the rule names.
fn with_game<'a>(game: &'a KeyInGame, powers: &'a [PartyPower]) -> Vec<PartyTwin<'a>> {
    game.parties.iter().map(|key| party(&key.id, &key.name, powers.iter().find(|power| power.id == key.id), Some(key))).collect()
}

fn party<'a>(id: &'a str, name: &'a str, power: Option<&'a PartyPower>, key: Option<&'a PartyKey>) -> PartyTwin<'a> {
    let of = |index: fn(&PartyPower) -> Option<Estimate>| power.and_then(index);
    let drawn = of(|power| power.shapley_shubik).is_some_and(|estimate| estimate.interval.is_some());
    let findings = key.map_or([None; 3], |key| [key.necessary, key.sufficient, key.pivotal].map(Some));
    let [necessary, sufficient, pivotal] = findings.map(|finding| finding.and_then(Finding::known));
    let setting = |(variable, value): &'a (String, String)| SettingTwin { variable, value };
    PartyTwin {
        id,
        name,
        in_rule: power.is_some(),
        veto: power.and_then(|power| power.veto),
        shapley_shubik: value(of(|power| power.shapley_shubik)),
        banzhaf: value(of(|power| power.banzhaf)),
        banzhaf_absolute: value(of(|power| power.banzhaf_absolute)),
        swings: power.and_then(|power| power.swings.as_ref()).map(ToString::to_string),
        coleman_prevent: value(of(|power| power.coleman_prevent)),
        coleman_initiate: value(of(|power| power.coleman_initiate)),
        deegan_packel: value(of(|power| power.deegan_packel)),
        holler_packel: value(of(|power| power.holler_packel)),
        intervals: drawn.then(|| IntervalsTwin {
            shapley_shubik: interval(of(|power| power.shapley_shubik)),
            banzhaf: interval(of(|power| power.banzhaf)),
            banzhaf_absolute: interval(of(|power| power.banzhaf_absolute)),
            coleman_prevent: interval(of(|power| power.coleman_prevent)),
            coleman_initiate: interval(of(|power| power.coleman_initiate)),
        }),
        necessary,
        sufficient,
        pivotal,
        why_unknown: findings.iter().flatten().find_map(|finding| Why::of(*finding)),
        sufficient_by: key.and_then(|key| key.by.as_ref()).map(|by| by.iter().map(setting).collect()),
        commitments: key.map(|key| commitments(key.commitments)),
    }
}

fn commitments(tried: Commitments) -> CommitmentsTwin {
    let Commitments { possible, tried, all, some, none, unknown } = tried;
    CommitmentsTwin { possible, tried, all, some, none, unknown }
}

/// Writes who holds the key as JSON. `case`: that of the frame, none where only weights were given; `about`: its title, or the name of the file of weights.
///
/// # Errors
/// `out` fails.
pub fn write_power_json(mut out: impl io::Write, case: Option<&Case>, about: &str, answer: &Answer<PowerFinding>) -> io::Result<()> {
    let finding = &answer.finding;
    let game = finding.game.as_ref();
    let first = match (finding.tables.first(), game) {
        (Some(table), game) => rule(table, game),
        (None, game) => RuleTwin {
            method: PowerMethod::NotCounted.word(),
            parties: game.map(|game| with_game(game, &[])).unwrap_or_default(),
            ..RuleTwin::default()
        },
    };
    let nowhere = Case::default();
    let case = case.unwrap_or(&nowhere);
    let document = Document {
        schema: "detente/power/1",
        question: Question {
            analysis: "key",
            case: about,
            frame: finding.frame.as_ref().map_or("", |frame| &frame.id),
            phase: finding.frame.as_ref().map_or(&[], |frame| &frame.phase),
            concepts: game.map(|game| game.concept).into_iter().collect(),
            states: "all",
        },
        headline: &answer.headline,
        because: reasons(case, &answer.because),
        result: ResultTwin {
            to_what: &finding.to_what,
            expression: finding.expression.as_deref(),
            frame: finding.frame.as_ref().map(FrameTwin::of),
            rule: first,
            further_rules: finding.tables.iter().skip(1).map(|table| rule(table, None)).collect(),
            game: game.map(|game| GameTwin {
                concept: game.concept,
                from_status_quo: game.from_status_quo,
                solutions: game.solutions,
                perhaps: game.perhaps,
                status: game.status.word(),
            }),
        },
        made: MadeTwin::of(case, &answer.made),
    };
    serde_json::to_writer_pretty(&mut out, &document)?;
    out.write_all(b"\n")
}

/// Writes who holds the key as CSV, a line for each rule and party: `rule`, `party`, `name`, `veto`, `shapley_shubik`, `banzhaf`, `banzhaf_absolute`,
/// `swings`, `coleman_prevent`, `coleman_initiate`, `deegan_packel`, `holler_packel`, `necessary`, `sufficient`, `pivotal`. Empty: not defined, not computed
/// or not asked.
///
/// # Errors
/// `out` fails.
pub fn write_power_csv(out: impl io::Write, finding: &PowerFinding) -> io::Result<()> {
    let mut out = Sheet::from_writer(out);
    out.write_record([
        "rule",
        "party",
        "name",
        "veto",
        "shapley_shubik",
        "banzhaf",
        "banzhaf_absolute",
        "swings",
        "coleman_prevent",
        "coleman_initiate",
        "deegan_packel",
        "holler_packel",
        "necessary",
        "sufficient",
        "pivotal",
    ])?;
    let game = finding.game.as_ref();
    let mut line = |rule: &str, id: &str, name: &str, power: Option<&PartyPower>, key: Option<&PartyKey>| -> io::Result<()> {
        for field in [rule, id, name] {
            out.write_field(field)?;
        }
        let veto = power.and_then(|power| power.veto);
        out.write_field(veto.map_or("", |veto| if veto { "yes" } else { "no" }))?;
        let of = |index: fn(&PartyPower) -> Option<Estimate>| value(power.and_then(index)).map_or(String::new(), |value| value.to_string());
        out.write_field(of(|power| power.shapley_shubik))?;
        out.write_field(of(|power| power.banzhaf))?;
        out.write_field(of(|power| power.banzhaf_absolute))?;
        out.write_field(power.and_then(|power| power.swings.as_ref()).map_or(String::new(), ToString::to_string))?;
        out.write_field(of(|power| power.coleman_prevent))?;
        out.write_field(of(|power| power.coleman_initiate))?;
        out.write_field(of(|power| power.deegan_packel))?;
        out.write_field(of(|power| power.holler_packel))?;
        let found = |of: fn(&PartyKey) -> Finding| key.map_or("", |key| word(of(key)));
        out.write_record([found(|key| key.necessary), found(|key| key.sufficient), found(|key| key.pivotal)])
    };
    if let (Some(game), None) = (game, finding.tables.first()) {
        for key in &game.parties {
            line("", &key.id, &key.name, None, Some(key))?;
        }
    }
    for (number, table) in finding.tables.iter().enumerate() {
        match game.filter(|_| number == 0) {
            Some(game) => {
                for key in &game.parties {
                    line(&table.rule, &key.id, &key.name, table.parties.iter().find(|power| power.id == key.id), Some(key))?;
                }
            }
            None => {
                for power in &table.parties {
                    line(&table.rule, &power.id, &power.name, Some(power), None)?;
                }
            }
        }
    }
    out.flush()
}
