//! From names to the variables, values and events of a case.

use super::{Expression, Name, Problem, Syntax, SyntaxKind, Value, parse};
use crate::diagnostic::suggest;
use crate::event::Event;
use crate::index::{EventId, Id, IndexVec, VariableId};
use crate::variable::Variable;
use std::collections::HashMap;

/// The names that expressions of one case may use.
pub struct Vocabulary<'a> {
    variables: &'a IndexVec<VariableId, Variable>,
    by_name: HashMap<&'a str, VariableId>,
    events: HashMap<&'a str, EventId>,
    graph_states: HashMap<&'a str, Value>,
}

/// What a name alone means.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Meaning {
    /// A variable of the case.
    Variable(VariableId),
    /// A state of a graph case: the value of its one variable.
    GraphState(Value),
}

impl<'a> Vocabulary<'a> {
    /// The names of a case. `is_graph` says that the first variable is the state of a graph, whose values are names of their own.
    #[must_use]
    pub fn new(variables: &'a IndexVec<VariableId, Variable>, events: &'a IndexVec<EventId, Event>, is_graph: bool) -> Self {
        let graph_states = variables
            .iter()
            .take(usize::from(is_graph))
            .flat_map(|variable| variable.values.iter().zip(0..).map(|(value, index)| (value.id.as_str(), index)))
            .collect();
        Self {
            variables,
            by_name: variables.enumerated().map(|(id, variable)| (variable.id.as_str(), id)).collect(),
            events: events.enumerated().map(|(id, event)| (event.id.as_str(), id)).collect(),
            graph_states,
        }
    }

    /// What `name` means, if anything.
    #[must_use]
    pub fn meaning(&self, name: &str) -> Option<Meaning> {
        self.by_name
            .get(name)
            .map(|id| Meaning::Variable(*id))
            .or_else(|| self.graph_states.get(name).map(|value| Meaning::GraphState(*value)))
    }

    /// The variable called `name`.
    ///
    /// # Errors
    /// The name is unknown; with the nearest known one as advice.
    pub fn variable(&self, name: &Name) -> Result<VariableId, Problem> {
        self.by_name.get(name.text.as_str()).copied().ok_or_else(|| self.unknown(name))
    }

    /// The event called `name`.
    ///
    /// # Errors
    /// The name is unknown; with the nearest known one as advice.
    pub fn event(&self, name: &Name) -> Result<EventId, Problem> {
        self.events.get(name.text.as_str()).copied().ok_or_else(|| Problem {
            code: "unknown-name",
            range: name.range.clone(),
            message: format!("there is no event `{}`", name.text),
            help: suggest(&name.text, sorted(self.events.keys().copied())).or_else(|| Some("declare it as [event.NAME]".into())),
        })
    }

    /// The position of the value called `name` of a variable.
    ///
    /// # Errors
    /// The variable has no such value; with its values as advice.
    pub fn value(&self, variable: VariableId, name: &Name) -> Result<Value, Problem> {
        let variable = &self.variables[variable];
        variable.value_named(&name.text).ok_or_else(|| Problem {
            code: "unknown-value",
            range: name.range.clone(),
            message: format!("`{}` is not a value of `{}`", name.text, variable.id),
            help: suggest(&name.text, variable.values.iter().map(|value| value.id.as_str()))
                .or_else(|| Some(format!("its values are {}", variable.value_list()))),
        })
    }

    fn unknown(&self, name: &Name) -> Problem {
        let known = sorted(self.by_name.keys().chain(self.graph_states.keys()).copied());
        let bare = sorted(self.by_name.keys().filter(|known| known.rsplit('.').next() == Some(name.text.as_str())).copied());
        Problem {
            code: "unknown-name",
            range: name.range.clone(),
            message: format!("there is no option, issue or state `{}`", name.text),
            help: bare.first().map(|full| format!("options are written with their party: `{full}`")).or_else(|| suggest(&name.text, known)),
        }
    }

    /// Reads and resolves an expression.
    ///
    /// # Errors
    /// The fault of syntax, or all the names that are unknown.
    pub fn read(&self, text: &str) -> Result<Expression, Vec<Problem>> {
        self.resolve(&parse(text).map_err(|problem| vec![problem])?)
    }

    /// Resolves the names of a syntax tree.
    ///
    /// # Errors
    /// All the names that are unknown and the values that do not belong.
    pub fn resolve(&self, syntax: &Syntax) -> Result<Expression, Vec<Problem>> {
        let mut problems = Vec::new();
        let expression = self.walk(syntax, &mut problems);
        if problems.is_empty() { Ok(expression) } else { Err(problems) }
    }

    fn walk(&self, syntax: &Syntax, problems: &mut Vec<Problem>) -> Expression {
        match &syntax.kind {
            SyntaxKind::Constant(constant) => Expression::Constant(*constant),
            SyntaxKind::Name(name) => keep(self.name(name), problems),
            SyntaxKind::Comparison(comparison) => {
                let variable = match self.variable(&comparison.name) {
                    Ok(variable) => variable,
                    Err(problem) => {
                        problems.push(problem);
                        return Expression::Constant(false);
                    }
                };
                let mut values = Vec::new();
                for value in &comparison.values {
                    match self.value(variable, value) {
                        Ok(value) => values.push(value),
                        Err(problem) => problems.push(problem),
                    }
                }
                let is = is_one_of(variable, values);
                if comparison.negated { is.negated() } else { is }
            }
            SyntaxKind::After(name) => keep(self.event(name).map(Expression::After), problems),
            SyntaxKind::Not(inner) => self.walk(inner, problems).negated(),
            SyntaxKind::And(parts) => Expression::And(parts.iter().map(|part| self.walk(part, problems)).collect()),
            SyntaxKind::Or(parts) => Expression::Or(parts.iter().map(|part| self.walk(part, problems)).collect()),
            SyntaxKind::Implies(condition, consequence) => {
                let condition = self.walk(condition, problems).negated();
                Expression::Or(vec![condition, self.walk(consequence, problems)])
            }
            SyntaxKind::Iff(left, right) => {
                let left = self.walk(left, problems);
                Expression::Iff(Box::new(left), Box::new(self.walk(right, problems)))
            }
            SyntaxKind::Count(count) => {
                if let Some(weight) = &count.weight {
                    problems.push(Problem {
                        code: "misplaced",
                        range: weight.range.clone(),
                        message: format!("`{}` is summed here, expected `(`", weight.text),
                        help: Some("weights belong to parties: they are summed in rules of consent only".into()),
                    });
                }
                let members = count.members.iter().map(|member| self.walk(member, problems)).collect();
                Expression::Count(count.quantifier, count.number, members)
            }
        }
    }

    fn name(&self, name: &Name) -> Result<Expression, Problem> {
        match self.meaning(&name.text) {
            Some(Meaning::Variable(id)) => {
                let variable = &self.variables[id];
                if variable.is_yes_no() {
                    return Ok(is_one_of(id, vec![1]));
                }
                Err(Problem {
                    code: "not-yes-no",
                    range: name.range.clone(),
                    message: format!("`{}` is not a yes/no option", name.text),
                    help: Some(format!("write `{} = …` with one of {}", name.text, variable.value_list())),
                })
            }
            Some(Meaning::GraphState(value)) => Ok(is_one_of(VariableId::from_index(0), vec![value])),
            None if !name.quoted && name.text.chars().all(|character| matches!(character, 'Y' | 'N' | '-')) => self.pattern(name),
            None => Err(self.unknown(name)),
        }
    }

    /// A pattern: one character for each yes/no variable of the case, in file order.
    fn pattern(&self, name: &Name) -> Result<Expression, Problem> {
        let columns: Vec<VariableId> = self.variables.enumerated().filter(|(_, variable)| variable.is_yes_no()).map(|(id, _)| id).collect();
        if columns.len() != name.text.len() {
            return Err(Problem {
                code: "pattern-length",
                range: name.range.clone(),
                message: format!(
                    "the pattern `{}` has {} places, expected {}: one for each yes/no variable, in file order",
                    name.text,
                    name.text.len(),
                    columns.len()
                ),
                help: None,
            });
        }
        let parts = columns
            .into_iter()
            .zip(name.text.chars())
            .filter(|(_, character)| *character != '-')
            .map(|(variable, character)| is_one_of(variable, vec![Value::from(character == 'Y')]))
            .collect();
        Ok(Expression::And(parts))
    }
}

fn keep(result: Result<Expression, Problem>, problems: &mut Vec<Problem>) -> Expression {
    result.unwrap_or_else(|problem| {
        problems.push(problem);
        Expression::Constant(false)
    })
}

fn is_one_of(variable: VariableId, mut values: Vec<Value>) -> Expression {
    values.sort_unstable();
    values.dedup();
    Expression::Is(variable, values.into())
}

fn sorted<'b>(names: impl Iterator<Item = &'b str>) -> Vec<&'b str> {
    let mut names: Vec<&str> = names.collect();
    names.sort_unstable();
    names
}
