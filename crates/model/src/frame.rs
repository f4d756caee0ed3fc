//! A frame: which variables vary, what the rest are held at, in which phase, from which status quo.

use crate::diagnostic::Span;
use crate::evidence::Basis;
use crate::expression::Value;
use crate::index::VariableId;
use crate::phase::Phase;

/// One question that the case is asked: real cases are too large to vary everything.
#[derive(Clone, PartialEq, Debug)]
pub struct Frame {
    /// The name in commands.
    pub id: String,
    /// The name for readers.
    pub title: String,
    /// The variables that vary, in file order.
    pub vary: Vec<VariableId>,
    /// What others are held at.
    pub hold: Vec<(VariableId, Value)>,
    /// Which events have happened.
    pub phase: Phase,
    /// The state of affairs from which the parties start: values of variables, varying or not. None: not stated.
    pub status_quo: Option<Vec<(VariableId, Value)>>,
    /// What it rests on.
    pub basis: Basis,
    /// Where it is declared.
    pub span: Span,
}

impl Frame {
    /// What a variable is held at: by `hold`, else by the status quo; none if it varies or is left open.
    #[must_use]
    pub fn held(&self, variable: VariableId) -> Option<Value> {
        if self.vary.contains(&variable) {
            return None;
        }
        let find = |list: &[(VariableId, Value)]| list.iter().find(|(known, _)| *known == variable).map(|(_, value)| *value);
        find(&self.hold).or_else(|| self.status_quo.as_deref().and_then(find))
    }

    /// The value of a variable in the status quo: what is stated, else what it is held at.
    #[must_use]
    pub fn status_quo_value(&self, variable: VariableId) -> Option<Value> {
        let stated = self.status_quo.as_ref()?;
        stated.iter().find(|(known, _)| *known == variable).map(|(_, value)| *value).or_else(|| self.held(variable))
    }
}
