//! Questions about what parties do together: links, and who stands with whom.

use crate::question::{Error, start};
use detente_model::answer::{AlliesFinding, Answer, LinkFinding, Reason};
use detente_model::case::Case;
use detente_model::control::Control;
use detente_model::diagnostic::{Diagnostic, suggest};
use detente_model::expression::Expression;
use detente_model::index::VariableId;
use detente_model::variable::Controller;
use detente_solve::allies::{self, On};
use detente_solve::evolution::joint::{JointError, Tie};
use detente_solve::link::{self, Asked};
use detente_space::Game;

/// The form in which a link is written in a question.
const TIE: &str = "PARTY: ISSUE only if EXPRESSION";

/// Which link a question is about.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum LinkName<'a> {
    /// The only one of the case.
    Only,
    /// The one with this name.
    Named(&'a str),
    /// One as it is written in a question: `ussr: ceiling only if alliance != full`.
    Written(&'a str),
}

/// What changes if a party ties its consent on one issue to something else, from the status quo or the state with ordinal `from`. `options`: whether members of an
/// agreement may change options of theirs in the same step.
///
/// # Errors
/// There is no such link, it cannot be read, its issue does not vary or is none, no status quo is stated, the frame is too large, or the caller stopped it.
pub fn link(
    case: &Case,
    game: &Game,
    name: LinkName<'_>,
    from: Option<u64>,
    options: bool,
    control: &Control<'_>,
) -> Result<Answer<LinkFinding>, Error> {
    let asked = asked(case, name, options)?;
    let variable = &case.variables[asked.tie.on];
    if !matches!(variable.controller, Controller::Consent(_)) {
        let message = format!("`{}` is no issue: a link ties consent, and this is nobody's to consent to", variable.id);
        return Err(Error::fault(
            Diagnostic::error("no-issue", message).help("tie the consent on an issue: --tie \"PARTY: ISSUE only if …\""),
        ));
    }
    if game.codes.axis_of(asked.tie.on).is_none() {
        let frames: Vec<&str> =
            case.frames.iter().filter(|frame| frame.vary.contains(&asked.tie.on)).map(|frame| frame.id.as_str()).collect();
        let message = format!("`{}` does not vary in the frame `{}`: nothing can be agreed on it there", variable.id, game.description.id);
        let fault = Diagnostic::error("does-not-vary", message);
        return Err(Error::fault(match frames.as_slice() {
            [] => fault.help("name it under `vary` of a frame"),
            frames => fault.help(format!("it varies in {}: name one with --frame", frames.join(", "))),
        }));
    }
    let start = start(case, game, from)?;
    link::answer(case, game, start, &asked, control).map_err(joint_fault)
}

/// A fault of joint evolution, for whoever asked.
pub(crate) fn joint_fault(error: JointError) -> Error {
    match error {
        JointError::Stopped(stopped) => Error::Stopped(stopped),
        JointError::TooRestricted(error) => Error::fault(Diagnostic::error("too-restricted", error.to_string())),
        JointError::TooManyParties { .. }
        | JointError::TooManyPatterns
        | JointError::TooMuch { .. }
        | JointError::TooManySteps { .. }
        | JointError::DoesNotVary
        | JointError::NoSuchState { .. } => Error::fault(
            Diagnostic::error("too-large", format!("the frame cannot be analysed for agreements: {error}"))
                .help("name a frame in which less varies"),
        ),
    }
}

fn asked(case: &Case, name: LinkName<'_>, options: bool) -> Result<Asked, Error> {
    let known = || case.links.iter().map(|link| link.id.as_str()).collect::<Vec<&str>>();
    let of = |link: &detente_model::link::Link| Asked {
        id: Some(link.id.clone()),
        name: link.name.clone(),
        tie: Tie { party: link.party, on: link.on, only_if: link.only_if.clone() },
        only_if: link.text.clone(),
        options,
        because: vec![Reason { text: link.name.clone(), citations: link.basis.citations.clone(), because: Vec::new() }],
    };
    match name {
        LinkName::Written(text) => written(case, text, options),
        LinkName::Named(name) => case.links.iter().find(|link| link.id == name).map(of).ok_or_else(|| {
            let known = known();
            let help = suggest(name, known.iter().copied()).unwrap_or_else(|| match known.as_slice() {
                [] => format!("the case has none: write it with --tie \"{TIE}\""),
                known => format!("the case has {}", known.join(", ")),
            });
            Error::fault(Diagnostic::error("unknown-name", format!("there is no link `{name}`")).help(help))
        }),
        LinkName::Only => match case.links.as_slice() {
            [only] => Ok(of(only)),
            [] => Err(Error::fault(
                Diagnostic::error("no-link", "the case has no link")
                    .help(format!("write one: --tie \"{TIE}\", or [link.NAME] in the case")),
            )),
            _ => Err(Error::fault(
                Diagnostic::error("which-link", "the case has several links").help(format!("name one with --link: {}", known().join(", "))),
            )),
        },
    }
}

/// Reads a link as it is written in a question.
fn written(case: &Case, text: &str, options: bool) -> Result<Asked, Error> {
    let fault = |message: String| {
        Error::fault(Diagnostic::error("link", message).help(format!("expected {TIE}, as in \"ussr: ceiling only if alliance != full\"")))
    };
    let (party, rest) = text.split_once(':').ok_or_else(|| fault(format!("`{}` names no party before a colon", text.trim())))?;
    let (issue, condition) = rest.split_once(" only if ").ok_or_else(|| fault(format!("`{}` has no `only if`", rest.trim())))?;
    let (party, issue, condition) = (party.trim(), issue.trim(), condition.trim());
    let whose = case.party_named(party).ok_or_else(|| {
        let known: Vec<&str> = case.parties.iter().map(|party| party.id.as_str()).collect();
        let help = suggest(party, known.iter().copied()).unwrap_or_else(|| format!("the parties are {}", known.join(", ")));
        Error::fault(Diagnostic::error("unknown-name", format!("there is no party `{party}`")).help(help))
    })?;
    let on = variable(case, issue)?;
    let only_if = self::condition(case, condition)?;
    Ok(Asked {
        id: None,
        name: format!("{}: {} only if {condition}", case.parties[whose].name, case.variables[on].name),
        tie: Tie { party: whose, on, only_if },
        only_if: condition.to_owned(),
        options,
        because: Vec::new(),
    })
}

/// A variable by its name.
fn variable(case: &Case, name: &str) -> Result<VariableId, Error> {
    let name = detente_model::expression::Name { text: name.to_owned(), range: 0..name.len(), quoted: true };
    case.vocabulary()
        .variable(&name)
        .map_err(|problem| Error::fault(Diagnostic::error(problem.code, problem.message).maybe_help(problem.help)))
}

/// Who stands with whom, from the status quo or the state with ordinal `from`. `issues`: variables by name; `conditions`: expressions; all that varies if there are
/// none of either.
///
/// # Errors
/// A name is unknown or does not vary, an expression cannot be read or mentions nothing that varies, no status quo is stated, or the caller stopped it.
pub fn allies(
    case: &Case,
    game: &Game,
    issues: &[String],
    conditions: &[String],
    from: Option<u64>,
    control: &Control<'_>,
) -> Result<Answer<AlliesFinding>, Error> {
    let start = start(case, game, from)?;
    let axes = game.codes.axes();
    let does_not_vary = |what: &str| {
        let known: Vec<&str> = game.description.axes.iter().map(|axis| axis.id.as_str()).collect();
        let message = format!("`{what}` does not vary in the frame `{}`", game.description.id);
        Error::fault(
            Diagnostic::error("does-not-vary", message).help(format!("these do: {}; or name another frame with --frame", known.join(", "))),
        )
    };
    let mut on = Vec::new();
    for name in issues {
        let variable = variable(case, name)?;
        on.push(On::Axis(axes.iter().position(|axis| axis.variable == variable).ok_or_else(|| does_not_vary(name))?));
    }
    for text in conditions {
        let expression = condition(case, text)?;
        let open = game.simplified(&expression).variables();
        on.push(match (&expression, open.as_slice()) {
            (_, []) => return Err(does_not_vary(text)),
            (Expression::Is(only, values), _) if values[..] == [1] && case.variables[*only].is_yes_no() => {
                On::Axis(axes.iter().position(|axis| axis.variable == *only).ok_or_else(|| does_not_vary(text))?)
            }
            _ => On::Condition(expression, text.trim().to_owned()),
        });
    }
    if on.is_empty() {
        on = (0..axes.len()).map(On::Axis).collect();
    }
    allies::answer(case, game, start, &on, control).map_err(Error::Stopped)
}

/// Reads an expression.
fn condition(case: &Case, text: &str) -> Result<Expression, Error> {
    let fault = |problem: detente_model::expression::Problem| {
        Diagnostic::error(problem.code, format!("in `{}`: {}", text.trim(), problem.message)).maybe_help(problem.help)
    };
    case.vocabulary().read(text).map_err(|problems| Error::Faults(problems.into_iter().map(fault).collect()))
}
