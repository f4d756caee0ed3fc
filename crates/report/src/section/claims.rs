//! What was claimed before anything was solved, and what the model finds about it.

use super::Section;
use crate::page::{ReportInput, Templates};
use crate::words::count;
use detente_model::claim::{Claim, Verdict};
use minijinja::{Value, context};

/// The section; none where nothing was claimed.
#[must_use]
pub fn section(templates: &Templates, input: &ReportInput<'_>) -> Option<Section> {
    let with = |wanted: Option<Verdict>| -> Vec<Value> {
        let those = input.claims.iter().filter(|claim| claim.judged.as_ref().map(|judged| judged.verdict) == wanted);
        those.map(row).collect()
    };
    let groups: Vec<Value> = [
        (Some(Verdict::Contradicted), "Contradicted"),
        (Some(Verdict::Confirmed), "Confirmed"),
        (Some(Verdict::Open), "Left open: neither what would confirm them nor what would make them false is found"),
        (None, "Not to be judged yet"),
    ]
    .into_iter()
    .map(|(verdict, title)| context! { title, rows => with(verdict), waits => verdict.is_none() })
    .collect();
    let number = |wanted: Option<Verdict>| with(wanted).len();
    let headline = format!(
        "Of {}, the model confirms {}, contradicts {} and leaves {} open; {} cannot be judged yet.",
        count(input.claims.len() as u64, "claim", "claims"),
        number(Some(Verdict::Confirmed)),
        number(Some(Verdict::Contradicted)),
        number(Some(Verdict::Open)),
        number(None)
    );
    let html = templates.fill("claims.html", context! { headline, groups });
    (!input.claims.is_empty()).then(|| Section::new("claims", "What was claimed beforehand", html))
}

fn row(claim: &Claim) -> Value {
    let codings = claim.judged.as_ref().and_then(|judged| judged.codings).map(|[confirmed, contradicted, open]| {
        context! { confirmed, contradicted, open, of => confirmed + contradicted + open }
    });
    context! {
        id => claim.id.clone(),
        speaker => claim.speaker.clone(),
        text => claim.text.clone(),
        also_input => claim.also_input,
        told => claim.judged.as_ref().map(|judged| judged.told.clone()),
        waits_for => claim.waits_for.clone(),
        codings,
    }
}
