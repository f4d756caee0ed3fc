//! Edits as people write them.

use super::{Audience, Edit, StatementEdit};
use crate::case::Case;
use crate::diagnostic::{Diagnostic, suggest};
use crate::expression::Value;
use crate::index::{PartyId, VariableId};

impl Edit {
    /// The written forms: what stands in capitals is a name or a number, counted from 1.
    pub const FORMS: [&'static str; 11] = [
        "set VARIABLE = VALUE",
        "without OPTION",
        "free VARIABLE",
        "coding PARTY = CODING",
        "give PARTY the preference of PARTY",
        "silence PARTY",
        "drop PARTY N",
        "reverse PARTY N",
        "move PARTY N to M",
        "lift N",
        "known to public",
    ];

    /// Reads an edit of a case:
    ///
    /// | form | what it does |
    /// |---|---|
    /// | `set VARIABLE = VALUE` | hold it there in every frame |
    /// | `without OPTION` | it stays as it is in the status quo |
    /// | `free VARIABLE` | let it vary in every frame |
    /// | `coding PARTY = CODING` | read the party's preference so; `base` is the one under `preference` |
    /// | `give PARTY the preference of PARTY` | as if it wanted what the other wants |
    /// | `silence PARTY` | nothing is known of what it wants |
    /// | `drop PARTY N`, `reverse PARTY N`, `move PARTY N to M` | change its statement number N |
    /// | `lift N` | switch constraint number N off |
    /// | `known to public`, `known to PARTY` | drop what rests only on sources that these could not know |
    ///
    /// `coding PARTY = base` is no change, and none is returned.
    ///
    /// # Errors
    /// A form or name is unknown, or a number is out of range; with advice.
    pub fn read(text: &str, case: &Case) -> Result<Option<Self>, Diagnostic> {
        let spaced = text.replace('=', " = ");
        let words: Vec<&str> = spaced.split_whitespace().collect();
        let edit = match words.as_slice() {
            ["set", name, "=", value] => {
                let variable = variable(case, name)?;
                Self::Set(variable, self::value(case, variable, value)?)
            }
            ["set", name] => {
                let variable = variable(case, name)?;
                Self::Set(variable, self::value(case, variable, "yes")?)
            }
            ["without", name] => Self::Without(variable(case, name)?),
            ["free", name] => Self::Free(variable(case, name)?),
            ["coding", name, "=", coding] => {
                let party = party(case, name)?;
                match case.codings[party].iter().position(|known| known.id == *coding) {
                    Some(number) => Self::Coding(party, number),
                    None if *coding == "base" => return Ok(None),
                    None => {
                        let known: Vec<&str> =
                            std::iter::once("base").chain(case.codings[party].iter().map(|coding| coding.id.as_str())).collect();
                        let message = format!("the party `{name}` has no coding `{coding}`");
                        let help = suggest(coding, known.iter().copied()).unwrap_or_else(|| format!("it has {}", known.join(", ")));
                        return Err(Diagnostic::error("unknown-name", message).help(help));
                    }
                }
            }
            ["give", whose, "the", "preference", "of", from] => Self::Give(party(case, whose)?, party(case, from)?),
            ["silence", whose] => Self::Silence(party(case, whose)?),
            ["drop", whose, number] => statement(case, whose, number, StatementEdit::Drop)?,
            ["reverse", whose, number] => statement(case, whose, number, StatementEdit::Reverse)?,
            ["move", whose, number, "to", to] => {
                let count = case.preferences[party(case, whose)?].statements.len();
                statement(case, whose, number, StatementEdit::MoveTo(counted(to, count, "statement")?))?
            }
            ["lift", number] => Self::Lift(counted(number, case.constraints.len(), "constraint")?),
            ["known", "to", "public"] => Self::KnownTo(Audience::Public),
            ["known", "to", whose] => Self::KnownTo(Audience::Party(party(case, whose)?)),
            _ => {
                let message = format!("`{}` is no edit", text.trim());
                return Err(Diagnostic::error("edit", message).help(format!("expected one of: {}", Self::FORMS.join("; "))));
            }
        };
        if case.graph.is_some() && matches!(edit, Self::Set(..) | Self::Without(_) | Self::Free(_)) {
            let message = format!("`{}` cannot be done: a graph case has states and no options", text.trim());
            return Err(Diagnostic::error("edit", message).help("change its preferences, or its file"));
        }
        Ok(Some(edit))
    }
}

fn statement(case: &Case, whose: &str, number: &str, change: StatementEdit) -> Result<Edit, Diagnostic> {
    let party = party(case, whose)?;
    Ok(Edit::Statement(party, counted(number, case.preferences[party].statements.len(), "statement")?, change))
}

/// A number from 1 to `count`, as a place from 0.
fn counted(text: &str, count: usize, what: &str) -> Result<usize, Diagnostic> {
    text.parse::<usize>().ok().filter(|number| (1..=count).contains(number)).map(|number| number - 1).ok_or_else(|| {
        let message = format!("there is no {what} `{text}`");
        Diagnostic::error("edit", message).help(match count {
            0 => format!("there is no {what} at all"),
            1 => format!("there is one {what}: 1"),
            _ => format!("the {what}s are counted from 1 to {count}"),
        })
    })
}

fn party(case: &Case, name: &str) -> Result<PartyId, Diagnostic> {
    case.party_named(name).ok_or_else(|| {
        let known: Vec<&str> = case.parties.iter().map(|party| party.id.as_str()).collect();
        let help = suggest(name, known.iter().copied()).unwrap_or_else(|| format!("the parties are {}", known.join(", ")));
        Diagnostic::error("unknown-name", format!("there is no party `{name}`")).help(help)
    })
}

fn variable(case: &Case, name: &str) -> Result<VariableId, Diagnostic> {
    let name = crate::expression::Name { text: name.to_owned(), range: 0..name.len(), quoted: true };
    case.vocabulary().variable(&name).map_err(|problem| Diagnostic::error(problem.code, problem.message).maybe_help(problem.help))
}

fn value(case: &Case, variable: VariableId, name: &str) -> Result<Value, Diagnostic> {
    let name = crate::expression::Name { text: name.to_owned(), range: 0..name.len(), quoted: true };
    case.vocabulary().value(variable, &name).map_err(|problem| Diagnostic::error(problem.code, problem.message).maybe_help(problem.help))
}
