//! How firm the findings are: over all readings of the parties, without each constraint, against a placebo.

use super::Section;
use crate::firmness::{differences, hinge, per_cent, status_quo};
use crate::page::{ReportInput, Templates};
use crate::words::grouped;
use detente_model::answer::{Extent, Tally};
use minijinja::{Value, context};

/// How wide a bar is, in the units of its drawing.
const BAR: u64 = 200;

/// The parts of a bar: where each begins and how wide it is, and what fills it.
fn bar(tally: &Tally) -> Vec<Value> {
    let total = tally.total().max(1);
    let mut before = 0;
    let part = |extent: Extent| {
        let (start, end) = (before * BAR / total, (before + tally.of(extent)) * BAR / total);
        before += tally.of(extent);
        context! { x => start, width => end - start, fill => extent.word() }
    };
    [Extent::All, Extent::Some, Extent::None].map(part).into()
}

/// The section of the frame at `number`.
#[must_use]
pub fn section(templates: &Templates, input: &ReportInput<'_>, number: usize) -> Option<Section> {
    let answer = input.frames[number].robust?;
    let finding = &answer.finding;
    let rows = |tallies: &[Tally]| -> Vec<Value> {
        let row = |(place, tally): (usize, &Tally)| {
            context! {
                name => finding.outcomes[place].name.clone(),
                bar => bar(tally),
                all => per_cent(tally, Extent::All),
                some => per_cent(tally, Extent::Some),
                none => per_cent(tally, Extent::None),
                nowhere => per_cent(tally, Extent::Nowhere),
                unknown => per_cent(tally, Extent::Unknown),
                placebo => finding.placebo.as_ref().map(|placebo| per_cent(&placebo.lasting[place], Extent::All)),
                hinge => hinge(finding, place),
            }
        };
        tallies.iter().enumerate().map(row).collect()
    };
    let any = |extent: Extent| {
        let reached = finding.combinations.reached.iter().flatten();
        finding.combinations.lasting.iter().chain(reached).any(|tally| tally.of(extent) > 0)
    };
    let parties: Vec<Value> = finding
        .parties
        .iter()
        .map(|party| {
            let names: Vec<String> = party.codings.iter().map(|(_, name)| name.clone()).collect();
            context! { name => party.name.clone(), codings => names }
        })
        .collect();
    let without: Vec<Value> = finding
        .without
        .iter()
        .map(|(constraint, run)| {
            context! { constraint, lasting => grouped(run.lasting), states => grouped(run.states), differences => differences(finding, run) }
        })
        .collect();
    let values = context! {
        number,
        headline => answer.headline.clone(),
        parties,
        runs => grouped(finding.combinations.runs),
        status_quo => status_quo(finding),
        lasting => rows(&finding.combinations.lasting),
        reached => finding.combinations.reached.as_deref().map(rows),
        nowhere => any(Extent::Nowhere),
        unknown => any(Extent::Unknown),
        base_lasting => grouped(finding.base.lasting),
        base_states => grouped(finding.base.states),
        without,
        placebo => finding.placebo.as_ref().map(|placebo| grouped(placebo.runs)),
        left_out => finding.left_out.clone(),
        bar => BAR,
    };
    Some(Section::new(format!("firm-{number}"), "How firm that is", templates.fill("robust.html", values)))
}
