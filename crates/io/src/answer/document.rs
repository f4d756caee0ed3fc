//! The outer shape that all answers about a frame share.

use super::made::{MadeTwin, Question, ReasonTwin, reasons};
use detente_model::Case;
use detente_model::answer::{Answer, FrameDescription};
use schemars::JsonSchema;
use schemars::generate::SchemaSettings;
use serde::Serialize;
use serde_json::Value;

/// An answer: what was asked, one sentence, why, what was found, how it was made.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Document<'a, R> {
    schema: String,
    question: Question<'a>,
    /// One sentence in plain words.
    headline: &'a str,
    because: Vec<ReasonTwin<'a>>,
    result: R,
    made: MadeTwin<'a>,
}

impl<'a, R> Document<'a, R> {
    /// The answer of an analysis (`agreement`), whose schema is `detente/agreement/1`.
    pub(crate) fn of<F>(analysis: &'static str, case: &'a Case, frame: &'a FrameDescription, answer: &'a Answer<F>, result: R) -> Self {
        let question = Question { analysis, case: &frame.case, frame: &frame.id, phase: &frame.phase, concepts: Vec::new(), states: "all" };
        Self {
            schema: format!("detente/{analysis}/1"),
            question,
            headline: &answer.headline,
            because: reasons(case, &answer.because),
            result,
            made: MadeTwin::of(case, &answer.made),
        }
    }

    /// The same under these stability concepts.
    pub(crate) fn under(mut self, concepts: impl IntoIterator<Item = &'static str>) -> Self {
        self.question.concepts = concepts.into_iter().collect();
        self
    }

    /// The same, listing not all states but these.
    pub(crate) fn listing(mut self, states: &'static str) -> Self {
        self.question.states = states;
        self
    }
}

/// The JSON Schema of the answers of an analysis with this result. `about`: what the answer is about, in one sentence.
pub(crate) fn schema<R: JsonSchema>(analysis: &str, title: &str, about: &str) -> Value {
    let mut schema =
        SchemaSettings::draft2020_12().for_serialize().into_generator().into_root_schema_for::<Document<'static, R>>().to_value();
    schema["title"] = format!("détente: {title}").into();
    schema["description"] = about.into();
    schema["properties"]["schema"]["const"] = format!("detente/{analysis}/1").into();
    schema
}
