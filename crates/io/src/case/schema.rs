//! The JSON Schema of case files, for editors. These types describe the file; nothing is read into them.

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde_json::Value as Json;
use std::borrow::Cow;
use std::collections::BTreeMap;

/// The JSON Schema of case files. It is committed as `docs/case.schema.json`.
#[must_use]
pub fn schema() -> Json {
    let settings = schemars::generate::SchemaSettings::draft07();
    let mut schema = settings.into_generator().into_root_schema_for::<CaseFile>().to_value();
    open_to_x(&mut schema);
    schema
}

/// Lets keys that begin with `x-` stand wherever unknown ones are refused, and takes out `null`, which TOML has not.
fn open_to_x(schema: &mut Json) {
    match schema {
        Json::Object(object) => {
            if object.get("additionalProperties") == Some(&Json::Bool(false)) {
                object.insert("patternProperties".into(), serde_json::json!({ "^x-": true }));
            }
            if let Some(Json::Array(types)) = object.get_mut("type") {
                types.retain(|word| word != "null");
                if let [only] = types.as_slice() {
                    let only = only.clone();
                    object.insert("type".into(), only);
                }
            }
            if let Some(Json::Array(choices)) = object.get_mut("anyOf") {
                choices.retain(|choice| choice.get("type") != Some(&Json::from("null")));
            }
            object.values_mut().for_each(open_to_x);
        }
        Json::Array(items) => items.iter_mut().for_each(open_to_x),
        Json::Null | Json::Bool(_) | Json::Number(_) | Json::String(_) => {}
    }
}

/// A date such as 1990-05-25, without quotes.
struct Date;

impl JsonSchema for Date {
    fn schema_name() -> Cow<'static, str> {
        "Date".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "format": "date", "description": "A date such as 1990-05-25, without quotes." })
    }
}

macro_rules! tables {
    ($($item:item)*) => {$(
        #[derive(JsonSchema)]
        #[serde(deny_unknown_fields)]
        #[expect(dead_code, reason = "the types are read by the schema's generator alone")]
        $item
    )*};
}

macro_rules! choices {
    ($($item:item)*) => {$(
        #[derive(JsonSchema)]
        #[serde(rename_all = "lowercase")]
        #[expect(dead_code, reason = "the types are read by the schema's generator alone")]
        $item
    )*};
}

macro_rules! alternatives {
    ($($item:item)*) => {$(
        #[derive(JsonSchema)]
        #[serde(untagged)]
        #[expect(dead_code, reason = "the types are read by the schema's generator alone")]
        $item
    )*};
}

macro_rules! assumptions {
    ($($(#[$doc:meta])* struct $name:ident { $($body:tt)* })*) => {
        tables! {$(
            $(#[$doc])*
            struct $name {
                $($body)*
                /// What it rests on: "source:turn.sentence#digest", "source:place" or "source". Without any it is the analyst's judgement.
                cite: Option<Vec<String>>,
                /// The date from which on it could be known, where that differs from the dates of the sources.
                known_from: Option<Date>,
                /// How firmly the sources support it.
                grade: Option<Grade>,
                /// A remark.
                note: Option<String>,
            }
        )*}
    };
}

tables! {
    /// A case of détente: one negotiation on one date.
    #[schemars(title = "Case file")]
    struct CaseFile {
        /// The version of the format: 1.
        #[schemars(range(min = 1, max = 1))]
        format: u32,
        /// Capabilities of later versions that the case cannot do without.
        needs: Option<Vec<String>>,
        /// The title.
        title: String,
        /// The date on which the case is seen; nothing known later belongs in it.
        as_of: Option<Date>,
        /// Further files, read after this one; paths relative to it.
        include: Option<Vec<String>>,
        /// The documents that its assumptions point at.
        source: Option<BTreeMap<String, Source>>,
        /// What may happen.
        event: Option<BTreeMap<String, Event>>,
        /// Who acts or counts.
        party: Option<BTreeMap<String, Party>>,
        /// What can differ, and is decided by rules of consent.
        issue: Option<BTreeMap<String, Issue>>,
        /// States that are impossible: logically, legally or physically.
        infeasible: Option<Vec<Infeasible>>,
        /// Moves that are forbidden.
        restriction: Option<Vec<Restriction>>,
        /// What each party wants; a party without a preference is unknown everywhere.
        preference: Option<BTreeMap<String, Preference>>,
        /// Other readings of what a party wants, by party and name.
        coding: Option<BTreeMap<String, BTreeMap<String, Coding>>>,
        /// What readers ask about: descriptions of states with names.
        outcome: Option<BTreeMap<String, Outcome>>,
        /// What is proposed.
        proposal: Option<BTreeMap<String, Proposal>>,
        /// What can be paid beside the terms.
        payment: Option<BTreeMap<String, Payment>>,
        /// Whose consent on one issue is tied to the value of another.
        link: Option<BTreeMap<String, Link>>,
        /// The questions that the case is asked: which variables vary.
        frame: Option<BTreeMap<String, Frame>>,
        /// A case given by states and arcs, instead of options, issues and infeasible.
        graph: Option<Graph>,
    }

    /// A document.
    struct Source {
        /// The title as a reader would look it up.
        title: String,
        /// Who wrote or published it.
        author: Option<String>,
        /// Its date.
        date: Option<Date>,
        /// When what it says became known to the analyst, if later than its date.
        known_from: Option<Date>,
        /// Who could know it on the day of the case: "public", or a list of parties.
        known_to: Option<OneOrMore>,
        /// Where it can be read.
        url: Option<String>,
        /// SHA-256 of the file: finds it among --sources.
        #[schemars(regex(pattern = r"^[0-9a-fA-F]{64}$"))]
        sha256: Option<String>,
        /// It is a record, cited by turn and sentence: 1.
        #[schemars(range(min = 1, max = 1))]
        numbering: Option<u32>,
    }

    /// A member with its roles.
    struct RoleMember {
        /// Who.
        party: String,
        /// In what; all if none is named.
        roles: Option<Vec<String>>,
    }

    /// A value with a name for readers or a place.
    struct NamedValue {
        /// The name in expressions.
        id: Word,
        /// The name for readers.
        name: Option<String>,
        /// Where it stands on the issue's line.
        at: Option<f64>,
    }

    /// A state with a name for readers.
    struct NamedState {
        /// The name in expressions.
        id: Word,
        /// The name for readers.
        name: Option<String>,
    }

    /// States and arcs.
    struct Graph {
        /// The states.
        states: Vec<StateName>,
        /// For each party its arcs, each from a state to a state.
        arcs: BTreeMap<String, Vec<(Word, Word)>>,
    }

    /// How a party orders states; several forms may be combined.
    struct Preference {
        /// Whose reading it is.
        name: Option<String>,
        /// Statements, the most important first.
        statement: Option<Vec<StatementItem>>,
        /// Tiers of states from best to worst.
        ranking: Option<Ranking>,
        /// Points of view: states are ordered only where all agree.
        criterion: Option<Vec<Criterion>>,
        /// Ordered pairs of states.
        comparison: Option<Vec<Comparison>>,
        /// The sum of the weights of what holds.
        weight: Option<Vec<Weight>>,
        /// Tables of numbers for the values of variables.
        value: Option<Vec<ValueTable>>,
        /// Ideals and saliences on ordered issues.
        position: Option<Vec<Position>>,
        /// Numbers for states, the first that fits.
        payoff: Option<Vec<Payoff>>,
        /// From which difference of utility on one state is strongly better than another: more than 0.
        strong_from: Option<f64>,
        /// What refusing is worth.
        reservation: Option<Reservations>,
        /// What must hold in anything it signs.
        red_line: Option<Vec<RedLine>>,
    }
}

assumptions! {
    /// Something that may happen.
    struct Event {
        /// The name for readers.
        name: Option<String>,
        /// Its date, if fixed.
        date: Option<Date>,
        /// Earliest and latest date, if known within bounds only.
        between: Option<(Date, Date)>,
    }

    /// Who acts or counts.
    struct Party {
        /// The name for readers.
        name: Option<String>,
        /// What sort of party it is.
        kind: Kind,
        /// Who belongs to it.
        members: Option<Vec<Member>>,
        /// Who takes its place when it ends.
        passes_to: Option<String>,
        /// What it weighs: numbers 0 or more.
        weight: Option<BTreeMap<String, f64>>,
        /// Who must ratify at home what it signs.
        ratified_by: Option<OneOrMore>,
        /// What it alone can change.
        option: Option<BTreeMap<String, PartyOption>>,
        /// The event from which on it exists.
        from: Option<String>,
        /// The event that ends it.
        until: Option<String>,
    }

    /// What one party alone can change.
    struct PartyOption {
        /// The name for readers.
        name: Option<String>,
        /// The values in order; no and yes by default.
        #[schemars(length(min = 2, max = 4096))]
        values: Option<Vec<ValueItem>>,
        /// Places on a line, one for each value.
        at: Option<Vec<f64>>,
        /// Which changes are allowed: free, none, upward, downward, steps, or changes such as "no -> yes".
        moves: Option<OneOrMore>,
        /// Values that are never left.
        r#final: Option<Vec<Setting>>,
        /// What sort of term it is in a settlement; substantive by default.
        term: Option<TermKind>,
        /// Whether it is the option by which the party stands apart when it refuses what others sign without it.
        dissent: Option<bool>,
    }

    /// What is decided by rules of consent.
    struct Issue {
        /// The name for readers.
        name: Option<String>,
        /// The values in order; no and yes by default.
        #[schemars(length(min = 2, max = 4096))]
        values: Option<Vec<ValueItem>>,
        /// Places on a line, one for each value.
        at: Option<Vec<f64>>,
        /// Which changes are allowed: free, none, upward, downward, steps, or changes such as "no -> yes".
        moves: Option<OneOrMore>,
        /// Values that are never left.
        r#final: Option<Vec<Setting>>,
        /// What sort of term it is in a settlement; substantive by default.
        term: Option<TermKind>,
        /// Who may change it: a rule over parties, or rules of which the first that applies decides. None: nobody.
        decided_by: Option<DecidedBy>,
    }

    /// A rule of consent.
    struct ConsentRule {
        /// Who must consent, such as "a and b" or "at least 255 of weight.votes in (ec.members)".
        rule: String,
        /// The states in which it applies.
        when: Option<String>,
        /// The event from which on it applies.
        from: Option<String>,
        /// The event until which it applies.
        until: Option<String>,
    }

    /// States that are impossible.
    struct Infeasible {
        /// The states.
        when: String,
        /// Why.
        because: String,
        /// The event from which on they are.
        from: Option<String>,
        /// The event until which they are.
        until: Option<String>,
    }

    /// Moves that are forbidden.
    struct Restriction {
        /// Whose; everybody's by default.
        party: Option<String>,
        /// From any of these states.
        from: String,
        /// To any of these.
        to: String,
        /// Why.
        because: String,
        /// The event from which on they are.
        since: Option<String>,
        /// The event until which they are.
        until: Option<String>,
    }

    /// Something that a party wants to hold.
    struct Statement {
        /// What it wants.
        holds: Word,
        /// Where it asks for it.
        when: Option<String>,
        /// Whether states that differ in it differ strongly; strong statements come first.
        strong: Option<bool>,
        /// The event from which on it does.
        from: Option<String>,
        /// The event until which it does.
        until: Option<String>,
    }

    /// A ranking with what it rests on.
    struct RankingTable {
        /// The tiers, best first.
        order: Vec<Tier>,
        /// Whether every state is in a tier.
        complete: Option<bool>,
        /// After which tiers, counted from 1, all that follows is strongly worse.
        strong_after: Option<Vec<u32>>,
    }

    /// A point of view.
    struct Criterion {
        /// What it is called.
        name: Option<String>,
        /// Its statements, the most important first.
        statements: Vec<StatementItem>,
    }

    /// One state is better than another.
    struct Comparison {
        /// The better state.
        better: Word,
        /// The worse state.
        worse: Word,
    }

    /// How much a party gains where something holds.
    struct Weight {
        /// What must hold.
        holds: Word,
        /// What it is worth.
        weight: f64,
        /// The event from which on it counts.
        from: Option<String>,
        /// The event until which it counts.
        until: Option<String>,
    }

    /// What each value of a variable is worth.
    struct ValueTable {
        /// The variable.
        of: String,
        /// A number for every value.
        table: BTreeMap<String, f64>,
        /// The event from which on it counts.
        from: Option<String>,
        /// The event until which it counts.
        until: Option<String>,
    }

    /// Where a party stands on an ordered issue.
    struct Position {
        /// The issue.
        on: String,
        /// The place it wants most: a number or the name of a value.
        ideal: Place,
        /// The last place it would accept.
        fallback: Option<Place>,
        /// How much it cares, 0 or more; 1 by default.
        #[schemars(range(min = 0))]
        salience: Option<f64>,
        /// Two ends between which the ideal lies: forecasts draw from them.
        ideal_between: Option<(f64, f64)>,
        /// Two ends between which the salience lies.
        salience_between: Option<(f64, f64)>,
        /// How what lies between two ends is spread; triangular by default.
        spread: Option<SpreadKind>,
        /// Whether it is there for forecasts alone and gives no utility; no by default.
        forecast_only: Option<bool>,
        /// What it weighs on this issue in a forecast, where that differs from its weight `capability`.
        #[schemars(range(min = 0))]
        capability: Option<f64>,
        /// The event from which on it counts.
        from: Option<String>,
        /// The event until which it counts.
        until: Option<String>,
    }

    /// What a state is worth.
    struct Payoff {
        /// The states.
        state: Word,
        /// What they are worth.
        payoff: f64,
        /// The event from which on it counts.
        from: Option<String>,
        /// The event until which it counts.
        until: Option<String>,
    }

    /// Another reading of what a party wants: it takes the place of the whole preference where it is chosen.
    struct Coding {
        /// Whose reading it is.
        name: Option<String>,
        /// Statements, the most important first.
        statement: Option<Vec<StatementItem>>,
        /// Tiers of states from best to worst.
        ranking: Option<Ranking>,
        /// Points of view: states are ordered only where all agree.
        criterion: Option<Vec<Criterion>>,
        /// Ordered pairs of states.
        comparison: Option<Vec<Comparison>>,
        /// The sum of the weights of what holds.
        weight: Option<Vec<Weight>>,
        /// Tables of numbers for the values of variables.
        value: Option<Vec<ValueTable>>,
        /// Ideals and saliences on ordered issues.
        position: Option<Vec<Position>>,
        /// Numbers for states, the first that fits.
        payoff: Option<Vec<Payoff>>,
        /// From which difference of utility on one state is strongly better than another: more than 0.
        strong_from: Option<f64>,
        /// What refusing is worth.
        reservation: Option<Reservations>,
        /// What must hold in anything it signs.
        red_line: Option<Vec<RedLine>>,
    }

    /// What refusing is worth.
    struct Reservation {
        /// The utility without agreement.
        worth: f64,
        /// The event from which on it counts.
        from: Option<String>,
        /// The event until which it counts.
        until: Option<String>,
    }

    /// What must hold in anything that a party signs.
    struct RedLine {
        /// What must hold.
        holds: Word,
        /// The event from which on it counts.
        from: Option<String>,
        /// The event until which it counts.
        until: Option<String>,
    }

    /// What is proposed; what it does not name stays as it is.
    struct Proposal {
        /// The name for readers.
        name: Option<String>,
        /// Whose it is.
        by: Option<String>,
        /// The values that it gives.
        values: BTreeMap<String, Nested>,
    }

    /// A good that can be handed over beside the terms.
    struct Payment {
        /// The name for readers.
        name: Option<String>,
        /// What one unit of it is.
        unit: Option<String>,
        /// Who can pay.
        from: OneOrMore,
        /// Who can be paid.
        to: OneOrMore,
        /// The most that each payer can give, in units: more than 0.
        most: f64,
        /// What one unit is worth to each party.
        worth: BTreeMap<String, f64>,
    }

    /// A consent that is tied to something else.
    struct Link {
        /// The name for readers.
        name: Option<String>,
        /// Whose consent it is.
        party: String,
        /// The issue on which it consents.
        on: String,
        /// What must hold in the result.
        only_if: Word,
    }

    /// What readers ask about.
    struct Outcome {
        /// The name for readers.
        name: Option<String>,
        /// The states in which it has come about.
        holds: Word,
    }

    /// A question that the case is asked.
    struct Frame {
        /// The name for readers.
        title: Option<String>,
        /// What varies: names, "party.*", "*".
        vary: Vec<String>,
        /// What others are held at.
        hold: Option<BTreeMap<String, Nested>>,
        /// The events that have happened, in order.
        phase: Option<Vec<String>>,
        /// Where the parties start; of a graph also the name of a state.
        status_quo: Option<Nested>,
    }
}

choices! {
    /// How firmly the sources support it.
    enum Grade {
        High,
        Medium,
        Low,
    }

    /// What sort of term it is.
    enum TermKind {
        Substantive,
        Procedural,
    }

    /// How a number is spread between two ends.
    enum SpreadKind {
        Uniform,
        Triangular,
    }

    /// What sort of party it is.
    enum Kind {
        State,
        Alliance,
        Institution,
        Public,
        Person,
        Group,
    }
}

alternatives! {
    /// A name, or a whole number as a name.
    enum Word {
        Text(String),
        Number(u64),
    }

    /// A member.
    enum Member {
        Name(String),
        Table(RoleMember),
    }

    /// A value.
    enum ValueItem {
        Name(Word),
        Table(NamedValue),
    }

    /// A state of a graph.
    enum StateName {
        Name(Word),
        Table(NamedState),
    }

    /// What a variable is set to.
    enum Setting {
        Name(Word),
        YesNo(bool),
    }

    /// What variables are set to; `party.option` may be nested.
    enum Nested {
        Value(Setting),
        Table(BTreeMap<String, Nested>),
    }

    /// One or several.
    enum OneOrMore {
        One(String),
        More(Vec<String>),
    }

    /// One rule, or rules with conditions.
    enum DecidedBy {
        Rule(String),
        Rules(Vec<ConsentRule>),
    }

    /// A statement.
    enum StatementItem {
        Text(String),
        Table(Statement),
    }

    /// Tiers, alone or with what they rest on.
    enum Ranking {
        Tiers(Vec<Tier>),
        Table(RankingTable),
    }

    /// States that are indifferent.
    enum Tier {
        One(Word),
        Ties(Vec<Word>),
    }

    /// What refusing is worth: a number, or one for each phase.
    enum Reservations {
        Number(f64),
        One(Reservation),
        More(Vec<Reservation>),
    }

    /// A place on a line.
    enum Place {
        Number(f64),
        Value(String),
    }
}
