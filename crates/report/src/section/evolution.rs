//! Where things can go from the status quo: the drawing, the endings, the shortest ways.

use super::Section;
use crate::page::{ReportInput, Templates};
use crate::svg::graph;
use crate::words::{changes, concept_label, count, grouped, state};
use detente_model::answer::{Finding, Reach, ReachedEquilibrium, Way};
use minijinja::{Value, context};

/// How many ways are told step by step.
const WAYS: usize = 5;

/// The section of the frame at `number`.
#[must_use]
pub fn section(templates: &Templates, input: &ReportInput<'_>, number: usize) -> Option<Section> {
    let finding = &input.frames[number].evolution?.finding;
    let frame = &finding.frame;
    let drawing = graph(finding, &format!("graph-{number}"));
    let start = &finding.start;
    let legend: Vec<Value> = drawing
        .parties
        .iter()
        .map(|party| context! { name => party.name.clone(), letters => party.letters.clone(), sample => Value::from_safe_string(party.sample.clone()) })
        .collect();
    let drawn: Vec<Value> = drawing
        .states
        .iter()
        .map(|index| {
            let described = &finding.map.states[*index];
            context! {
                ordinal => described.ordinal,
                name => described.name.clone(),
                steps => finding.map.steps[*index],
                equilibrium => finding.map.equilibrium[*index],
                changes => if *index == 0 { "the status quo".to_owned() } else { changes(frame, start, described).join("; ") },
            }
        })
        .collect();
    let steps = finding.by_moves.by_step.len().max(finding.by_improvements.by_step.len());
    let reach = |reach: &Reach, name: &str| {
        let cells: Vec<String> = (0..steps).map(|step| reach.by_step.get(step).map_or(String::new(), |number| grouped(*number))).collect();
        context! { name, states => grouped(reach.states), cells }
    };
    let endings: Vec<String> = finding
        .by_improvements
        .closed
        .iter()
        .map(|closed| {
            let names: Vec<String> = closed.states.iter().map(state).collect();
            if closed.count == 1 {
                format!("state {}", names.join(", "))
            } else {
                let cut = if closed.count > names.len() as u64 { ", …" } else { "" };
                format!("a cycle of {} ({}{cut})", count(closed.count, "state", "states"), names.join(", "))
            }
        })
        .collect();
    let concepts = |found: &ReachedEquilibrium| {
        let names = finding.concepts.iter().zip(&found.equilibrium).filter(|(_, found)| **found == Finding::Yes);
        names.map(|(id, _)| concept_label(id)).collect::<Vec<_>>().join(", ")
    };
    let way = |way: &Way| -> Vec<Value> {
        let mut from = start;
        way.steps
            .iter()
            .map(|step| {
                let told = changes(frame, from, &step.to).join("; ");
                from = &step.to;
                context! { party => frame.parties[step.party].name.clone(), told, to => state(&step.to) }
            })
            .collect()
    };
    let mut reached: Vec<&ReachedEquilibrium> = finding.equilibria.iter().filter(|found| found.by_improvements.is_some()).collect();
    reached.sort_by_key(|found| {
        let strength = found.equilibrium.iter().filter(|finding| **finding == Finding::Yes).count();
        (std::cmp::Reverse(strength), found.by_improvements.as_ref().map_or(0, |way| way.steps.len()), found.state.ordinal)
    });
    let ways: Vec<Value> = reached
        .iter()
        .take(WAYS)
        .filter_map(|found| {
            let steps = found.by_improvements.as_ref()?;
            Some(context! { state => state(&found.state), concepts => concepts(found), steps => way(steps) })
        })
        .collect();
    let names = |wanted: &dyn Fn(&ReachedEquilibrium) -> bool| {
        finding.equilibria.iter().filter(|found| wanted(found)).map(|found| state(&found.state)).collect::<Vec<_>>().join(", ")
    };
    let rest: Vec<String> = reached.iter().skip(WAYS).map(|found| state(&found.state)).collect();
    let html = templates.fill(
        "evolution.html",
        context! {
            svg => Value::from_safe_string(drawing.svg),
            legend,
            wide => drawing.is_wide,
            moves => drawing.moves,
            unknown => drawing.unknown,
            columns => drawing.columns,
            states_left_out => drawing.states_left_out,
            states_left_out_text => count(drawing.states_left_out, "state", "states"),
            arcs_left_out => drawing.arcs_left_out,
            drawn,
            start => state(start),
            step_heads => (0..steps).collect::<Vec<_>>(),
            reaches => vec![reach(&finding.by_moves, "by any moves"), reach(&finding.by_improvements, "by improvements")],
            improvements_unknown => finding.improvements_unknown,
            endings => crate::words::list(&endings),
            endings_more => finding.by_improvements.closed_count.saturating_sub(endings.len() as u64),
            ways,
            rest => rest.join(", "),
            by_moves => names(&|found| found.by_improvements.is_none() && found.by_moves.is_some()),
            unreached => names(&|found| found.by_improvements.is_none() && found.by_moves.is_none()),
            not_listed => finding.equilibria_count.saturating_sub(finding.equilibria.len() as u64),
        },
    );
    Some(Section::new(format!("evolution-{number}"), "Where things can go from here", html))
}
