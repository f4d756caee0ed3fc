//! Power in a case: which rules an expression, or an issue, is about, and what each gives to whom.

use super::{Body, Options, game, headline, made, table};
use crate::stability::Concept;
use detente_model::answer::{Answer, PowerFinding, PowerTable};
use detente_model::case::Case;
use detente_model::consent::Rule;
use detente_model::control::{Control, Stopped};
use detente_model::expression::Expression;
use detente_model::index::VariableId;
use detente_space::Game;
use detente_space::game::{Issue, IssueRule};

/// What is asked.
#[derive(Clone, Debug)]
pub struct Asked {
    /// An expression over the case's variables, with its text: the key to what. None: to the issues.
    pub expression: Option<(Expression, String)>,
    /// The issue whose rules are meant; none: those that the expression names, or all that vary if there is none.
    pub issue: Option<VariableId>,
    /// The concept whose solutions are meant.
    pub concept: &'static Concept,
    /// How many bytes may be used.
    pub memory: u64,
    /// How rules are counted.
    pub options: Options,
}

/// A rule that applies to some issues.
struct Applies<'g> {
    rule: &'g IssueRule,
    issues: Vec<&'g Issue>,
}

/// Who holds the key in a frame.
///
/// # Errors
/// The caller stopped it.
pub fn answer(case: &Case, game: &Game, asked: &Asked, control: &Control<'_>) -> Result<Answer<PowerFinding>, Stopped> {
    let named = |axis: usize| -> bool {
        let variable = game.codes.axes()[axis].variable;
        match (asked.issue, &asked.expression) {
            (Some(issue), _) => issue == variable,
            (None, Some((expression, _))) => expression.variables().contains(&variable),
            (None, None) => true,
        }
    };
    let issues: Vec<&Issue> = game.consent.issues.iter().filter(|issue| named(issue.axis)).collect();
    let mut tables = Vec::new();
    if let Some(whole) = whole(case, game, &issues, &asked.options, control)? {
        tables.push(whole);
    }
    for applies in distinct(&issues) {
        let (body, parties) = Body::of_rule(&applies.rule.rule);
        let mut found = table(&body, &names(case, &parties), &asked.options, control)?;
        found.rule = applies.rule.text.clone();
        found.issues = applies.issues.iter().map(|issue| name(game, issue)).collect();
        found.when = (applies.rule.when != Expression::Constant(true)).then(|| applies.rule.when.told(case));
        tables.push(found);
    }
    let to_what = match (&asked.expression, issues.as_slice()) {
        (Some((expression, _)), _) => format!("“{}”", expression.told(case)),
        (None, []) => "decide an issue".to_owned(),
        (None, issues) => {
            let names: Vec<String> = issues.iter().map(|issue| name(game, issue)).collect();
            format!("decide {}", if names.len() > 4 { "each issue of the frame".to_owned() } else { names.join("; ") })
        }
    };
    let in_game = match &asked.expression {
        Some((expression, _)) => Some(game::key(case, game, expression, asked.concept, asked.memory, control)?),
        None => None,
    };
    let finding = PowerFinding {
        to_what,
        expression: asked.expression.as_ref().map(|(_, text)| text.clone()),
        frame: Some(game.description.clone()),
        tables,
        game: in_game,
    };
    Ok(Answer { headline: headline::sentence(&finding), made: made(&finding, &case.digest), finding, because: Vec::new() })
}

fn name(game: &Game, issue: &Issue) -> String {
    game.description.axes[issue.axis].name.clone()
}

fn names(case: &Case, parties: &[detente_model::index::PartyId]) -> Vec<(String, String)> {
    parties.iter().map(|party| (case.parties[*party].id.clone(), case.parties[*party].name.clone())).collect()
}

/// Each different rule that may apply to one of the issues, with the issues that it applies to; in the order in which they are met.
fn distinct<'g>(issues: &[&'g Issue]) -> Vec<Applies<'g>> {
    let mut found: Vec<Applies<'g>> = Vec::new();
    for issue in issues {
        for rule in &issue.rules {
            match found.iter_mut().find(|known| known.rule.rule == rule.rule && known.rule.when == rule.when) {
                Some(known) => known.issues.push(issue),
                None => found.push(Applies { rule, issues: vec![issue] }),
            }
        }
    }
    found
}

/// All the issues at once, as in a package: where they are decided by different rules that apply everywhere, these are all to be met.
fn whole(case: &Case, game: &Game, issues: &[&Issue], options: &Options, control: &Control<'_>) -> Result<Option<PowerTable>, Stopped> {
    let everywhere = issues.iter().all(|issue| matches!(issue.rules.as_slice(), [rule] if rule.when == Expression::Constant(true)));
    let rules = distinct(issues);
    if !everywhere || rules.len() < 2 {
        return Ok(None);
    }
    let rule = Rule::All(rules.iter().map(|applies| applies.rule.rule.clone()).collect());
    let (body, parties) = Body::of_rule(&rule);
    let mut found = table(&body, &names(case, &parties), options, control)?;
    found.rule = "all of the rules below, for all of these issues at once".into();
    found.issues = issues.iter().map(|issue| name(game, issue)).collect();
    Ok(Some(found))
}
