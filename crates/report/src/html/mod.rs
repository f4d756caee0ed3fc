//! One self-contained page: no script, nothing loaded, reads on paper and on a telephone.

mod words;

pub(crate) use words::{basis, day, window};

use crate::section;
use detente_model::Case;
use detente_model::answer::{
    AcceptanceFinding, AgreementFinding, AlliesFinding, Answer, CoalitionFinding, EvidenceFinding, EvolutionFinding, ForecastFinding,
    LeversFinding, LinkFinding, PowerFinding, RefusalFinding, RobustFinding, SettlementFinding, StabilityFinding, StateVerdicts,
};
use detente_model::claim::Claim;
use detente_model::diagnostic::{Diagnostic, Files};
use detente_model::index::FrameId;
use minijinja::syntax::SyntaxConfig;
use minijinja::{AutoEscape, Environment, Value, context};

/// Something that is not on the page.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct LeftOut {
    /// What, in words that begin a sentence.
    pub what: String,
    /// Why, and what would bring it; in words that follow a colon, without a full stop.
    pub why: String,
}

/// What was found about a proposal.
#[derive(Clone, PartialEq, Debug)]
pub struct ProposalReport {
    /// Who accepts it.
    pub acceptance: Answer<AcceptanceFinding>,
    /// What follows if one of those refuses whose consent counts.
    pub refusals: Vec<Answer<RefusalFinding>>,
}

/// What was found in one frame.
#[derive(Clone, Copy, Debug)]
pub struct FrameReport<'a> {
    /// The frame in the case.
    pub frame: FrameId,
    /// What would last, if it was asked.
    pub stability: Option<&'a Answer<StabilityFinding>>,
    /// The verdicts on all states, where there are few enough to show.
    pub rows: Option<&'a [StateVerdicts]>,
    /// Where things can go, if it was asked.
    pub evolution: Option<&'a Answer<EvolutionFinding>>,
    /// What each party can do from the status quo, for those that were asked about.
    pub levers: &'a [Answer<LeversFinding>],
    /// What parties could agree on, if it was asked.
    pub agreement: Option<&'a Answer<AgreementFinding>>,
    /// Why that was not asked, in a sentence, where there is something to agree on.
    pub agreement_left_out: Option<&'a str>,
    /// Who would leave together, if it was asked.
    pub coalitions: Option<&'a Answer<CoalitionFinding>>,
    /// What could be signed, if it was asked.
    pub settlement: Option<&'a Answer<SettlementFinding>>,
    /// The proposals of the case that were judged in this frame.
    pub proposals: &'a [ProposalReport],
    /// Those that could not be judged, each with why.
    pub proposals_left_out: &'a [LeftOut],
    /// What the rules of consent give to whom, if it was asked.
    pub key: Option<&'a Answer<PowerFinding>>,
    /// Who holds the key to something in the game, for each thing that was asked about.
    pub keys_to: &'a [Answer<PowerFinding>],
    /// To what else it was not asked, in a sentence.
    pub keys_left_out: Option<&'a str>,
    /// Who stands with whom, if it was asked.
    pub allies: Option<&'a Answer<AlliesFinding>>,
    /// What each link changes that can be looked at in this frame.
    pub links: &'a [Answer<LinkFinding>],
    /// How firm the findings are, if it was asked.
    pub robust: Option<&'a Answer<RobustFinding>>,
    /// What of this frame is not on the page.
    pub left_out: &'a [LeftOut],
}

impl FrameReport<'_> {
    /// A frame about which nothing was asked.
    #[must_use]
    pub fn of(frame: FrameId) -> Self {
        Self {
            frame,
            stability: None,
            rows: None,
            evolution: None,
            levers: &[],
            agreement: None,
            agreement_left_out: None,
            coalitions: None,
            settlement: None,
            proposals: &[],
            proposals_left_out: &[],
            key: None,
            keys_to: &[],
            keys_left_out: None,
            allies: None,
            links: &[],
            robust: None,
            left_out: &[],
        }
    }
}

/// What a report is made from.
#[derive(Clone, Debug)]
pub struct ReportInput<'a> {
    /// The case.
    pub case: &'a Case,
    /// Its files: where remarks point.
    pub files: &'a Files,
    /// What was found in each frame, in the order in which it is shown.
    pub frames: Vec<FrameReport<'a>>,
    /// What models expect, if positions are stated.
    pub forecast: Option<&'a Answer<ForecastFinding>>,
    /// Where its citations lead, if they were looked up; with it the page goes from each passage to the assumptions on it.
    pub evidence: Option<&'a Answer<EvidenceFinding>>,
    /// What was claimed about it before it was solved, and what was found about that.
    pub claims: &'a [Claim],
    /// What is not on the page, of the case as a whole.
    pub left_out: &'a [LeftOut],
    /// Warnings and notes on the case.
    pub diagnostics: &'a [Diagnostic],
    /// The version of détente.
    pub version: &'a str,
}

/// The templates, by name. `*.html` is escaped.
const TEMPLATES: [(&str, &str); 31] = [
    ("page.html", include_str!("../../templates/page.html")),
    ("style.css", include_str!("../../templates/style.css")),
    ("basis.html", include_str!("../../templates/basis.html")),
    ("answers.html", include_str!("../../templates/answers.html")),
    ("equilibria.html", include_str!("../../templates/equilibria.html")),
    ("matrix.html", include_str!("../../templates/matrix.html")),
    ("evolution.html", include_str!("../../templates/evolution.html")),
    ("levers.html", include_str!("../../templates/levers.html")),
    ("agreement.html", include_str!("../../templates/agreement.html")),
    ("coalitions.html", include_str!("../../templates/coalitions.html")),
    ("packages.html", include_str!("../../templates/packages.html")),
    ("settlement.html", include_str!("../../templates/settlement.html")),
    ("acceptance.html", include_str!("../../templates/acceptance.html")),
    ("refusal.html", include_str!("../../templates/refusal.html")),
    ("key.html", include_str!("../../templates/key.html")),
    ("allies.html", include_str!("../../templates/allies.html")),
    ("link.html", include_str!("../../templates/link.html")),
    ("forecasts.html", include_str!("../../templates/forecasts.html")),
    ("forecast.html", include_str!("../../templates/forecast.html")),
    ("left_out.html", include_str!("../../templates/left_out.html")),
    ("parties.html", include_str!("../../templates/parties.html")),
    ("variables.html", include_str!("../../templates/variables.html")),
    ("rules.html", include_str!("../../templates/rules.html")),
    ("preferences.html", include_str!("../../templates/preferences.html")),
    ("evidence.html", include_str!("../../templates/evidence.html")),
    ("unused.html", include_str!("../../templates/unused.html")),
    ("judgement.html", include_str!("../../templates/judgement.html")),
    ("claims.html", include_str!("../../templates/claims.html")),
    ("robust.html", include_str!("../../templates/robust.html")),
    ("remarks.html", include_str!("../../templates/remarks.html")),
    ("made.html", include_str!("../../templates/made.html")),
];

/// The templates of a report, ready to be filled.
pub struct Templates {
    environment: Environment<'static>,
}

impl Default for Templates {
    fn default() -> Self {
        let mut environment = Environment::new();
        let mut syntax = SyntaxConfig::builder();
        syntax.trim_blocks(true).lstrip_blocks(true);
        environment.set_syntax(syntax.build().unwrap_or_else(|error| panic!("the syntax of templates is well-formed: {error:#}")));
        environment.set_auto_escape_callback(|name| if name.ends_with(".html") { AutoEscape::Html } else { AutoEscape::None });
        for (name, text) in TEMPLATES {
            environment.add_template(name, text).unwrap_or_else(|error| panic!("the template {name} is well-formed: {error:#}"));
        }
        Self { environment }
    }
}

impl Templates {
    /// Fills a template.
    ///
    /// # Panics
    /// If the template asks for what it is not given: a fault of this crate.
    #[must_use]
    pub fn fill(&self, name: &str, values: Value) -> String {
        let template = self.environment.get_template(name).unwrap_or_else(|error| panic!("the template {name} is there: {error:#}"));
        template.render(values).unwrap_or_else(|error| panic!("the template {name} can be filled: {error:#}"))
    }
}

/// The report as one HTML page.
#[must_use]
pub fn report(input: &ReportInput<'_>) -> String {
    let templates = Templates::default();
    let mut parts: Vec<Value> = Vec::new();
    let mut part = |id: String, title: String, note: String, sections: Vec<Option<section::Section>>| {
        let sections: Vec<Value> = sections
            .into_iter()
            .flatten()
            .map(|section| context! { id => section.id, title => section.title, html => Value::from_safe_string(section.html) })
            .collect();
        if !sections.is_empty() {
            parts.push(context! { id, title, note, sections });
        }
    };
    part(
        "in-short".into(),
        "In short".into(),
        String::new(),
        vec![section::answers::section(&templates, input), section::claims::section(&templates, input)],
    );
    for (number, frame) in input.frames.iter().enumerate() {
        let described = &input.case.frames[frame.frame];
        part(
            format!("frame-{number}"),
            described.title.clone(),
            note(frame),
            vec![
                section::equilibria::section(&templates, input, number),
                section::matrix::section(&templates, input, number),
                section::evolution::section(&templates, input, number),
                section::levers::section(&templates, input, number),
                section::agreement::section(&templates, input, number),
                section::coalitions::section(&templates, input, number),
                section::settlement::section(&templates, input, number),
                section::acceptance::section(&templates, input, number),
                section::refusal::section(&templates, input, number),
                section::key::section(&templates, input, number),
                section::allies::section(&templates, input, number),
                section::link::section(&templates, input, number),
                section::robust::section(&templates, input, number),
            ],
        );
    }
    part(
        "expected".into(),
        "What models expect".into(),
        "Forecasts from positions, on issues whose outcomes lie on a line.".into(),
        section::forecast::sections(&templates, input),
    );
    part(
        "the-case".into(),
        "The case".into(),
        "What the answers rest on, as it was put in. A mark after each assumption says where it comes from.".into(),
        vec![
            section::parties::section(&templates, input),
            section::variables::section(&templates, input),
            section::constraints::section(&templates, input),
            section::consent::section(&templates, input),
            section::preferences::section(&templates, input),
        ],
    );
    part(
        "the-evidence".into(),
        "The evidence".into(),
        "The documents beside the model. That a passage supports what is said to rest on it is the analyst’s reading.".into(),
        vec![section::evidence::section(&templates, input), section::evidence::unused(&templates, input)],
    );
    part(
        "how-sure".into(),
        "How far to trust it".into(),
        String::new(),
        vec![
            section::judgement::section(&templates, input),
            section::left_out::section(&templates, input),
            section::remarks::section(&templates, input),
            section::sources::section(&templates, input),
            section::made::section(&templates, input),
        ],
    );
    let page = context! {
        title => input.case.title.clone(),
        as_of => input.case.as_of.map(day),
        version => input.version,
        parts,
    };
    templates.fill("page.html", page)
}

/// What a frame is about, in a line.
fn note(frame: &FrameReport<'_>) -> String {
    let described = frame.stability.map(|answer| &answer.finding.frame).or_else(|| frame.evolution.map(|answer| &answer.finding.frame));
    let Some(described) = described else { return String::new() };
    let mut text = format!(
        "{} that can differ, {}, {} of them possible.",
        crate::words::count(described.axes.len() as u64, "thing", "things"),
        crate::words::count(described.combinations, "combination", "combinations"),
        crate::words::grouped(described.states)
    );
    if !described.phase.is_empty() {
        text += &format!(" After: {}.", described.phase.join(", "));
    }
    if !described.held.is_empty() {
        let held: Vec<String> = described.held.iter().map(|(variable, value)| format!("{variable}: {value}")).collect();
        text += &format!(" Held as it is: {}.", held.join("; "));
    }
    text
}
