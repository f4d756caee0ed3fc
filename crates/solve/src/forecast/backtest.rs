//! Models held against what came of issues.
//!
//! The error of a model on an issue is the distance between its point and the outcome. Two models are compared by the mean of the differences of their errors on
//! the issues on which both give a point; its interval holds the middle 95 per cent of the means of resamples, in each of which as many issues as there are
//! are drawn with replacement, or as many clusters. Issues of one proposal are not independent: where clusters are known their interval is the honest one.
//!
//! What was decided together is run together: models that take issues together see those of one cluster, and nothing else. Where no clusters are known every issue
//! stands alone, since nothing says what was on the table beside it.

use super::answer::described;
use super::draws::{mean_of, quantile};
use super::tables::{Inputs, Missing};
use super::{Quick, Ready, Table, answer, two_points};
use detente_model::answer::{Answer, BacktestFinding, BacktestModel, Made, PairedDifference, ScoredIssue};
use detente_model::control::{Control, Stopped};
use detente_model::spatial::{Quantity, Spatial};
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use rayon::prelude::*;
use std::collections::BTreeMap;

/// What is asked.
pub struct Asked<'a> {
    /// Who stood where, and what came of it.
    pub spatial: &'a Spatial,
    /// For each issue the cluster that it belongs to, if any.
    pub clusters: &'a [Option<String>],
    /// How many rows lacked a position or a salience.
    pub incomplete_rows: usize,
    /// The models, the compromise model first.
    pub models: &'a [Ready],
    /// How many resamples.
    pub resamples: u32,
    /// Their seed.
    pub seed: u64,
    /// Where capabilities come from, in words, if any is stated.
    pub capability: &'a str,
    /// What a reader must know of how the input was understood.
    pub remarks: &'a [String],
    /// SHA-256 over the files.
    pub digest: &'a str,
}

/// How well the models did.
///
/// # Errors
/// The caller stopped it.
pub fn answer(asked: &Asked<'_>, control: &Control<'_>) -> Result<Answer<BacktestFinding>, Stopped> {
    let Asked { spatial, models, .. } = *asked;
    let inputs = Inputs::new(spatial, Missing::Leave);
    let table = inputs.central();
    let groups = groups(asked.clusters, spatial.issues.len());
    let run = |ready: &Ready| {
        let of = |group: &Vec<usize>| control.check().map(|()| ready.run.quick(&part(&table, group), control));
        let found: Vec<Vec<Quick>> = groups.par_iter().map(of).collect::<Result<_, Stopped>>()?;
        let mut placed = vec![Quick::default(); spatial.issues.len()];
        for (issue, quick) in groups.iter().flatten().zip(found.into_iter().flatten()) {
            placed[*issue] = quick;
        }
        Ok(placed)
    };
    let found: Vec<Vec<Quick>> = models.par_iter().map(run).collect::<Result<_, Stopped>>()?;
    control.check()?;
    let two: Vec<bool> = table.issues.iter().map(two_points::is_two_points).collect();
    let (mut scored, mut of) = (Vec::new(), Vec::new());
    for (index, issue) in spatial.issues.iter().enumerate() {
        if let Some(outcome) = issue.outcome {
            scored.push(ScoredIssue {
                id: issue.id.clone(),
                outcome,
                two_points: two[index],
                points: found.iter().map(|model| model[index].point).collect(),
                probabilities: found.iter().map(|model| model[index].probability).collect(),
            });
            of.push(index);
        }
    }
    let (clusters, cluster_count) = numbered(&of.iter().map(|index| asked.clusters.get(*index).cloned().flatten()).collect::<Vec<_>>());
    let results = models.iter().enumerate().map(|(model, ready)| {
        control.check()?;
        let errors: Vec<Option<f64>> = scored.iter().map(|issue| error(issue, model)).collect();
        let own: Vec<f64> = errors.iter().flatten().copied().collect();
        let first = errors.iter().position(Option::is_none).map(|at| of[at]);
        Ok(BacktestModel {
            model: described(ready),
            n: own.len(),
            undefined: scored.len() - own.len(),
            why_undefined: first.and_then(|issue| why_undefined(ready, &table, &groups, issue, control)),
            mae: (!own.is_empty()).then(|| mean_of(&own)),
            difference: if model == 0 { None } else { difference(&scored, model, clusters.as_deref(), asked) },
            brier: brier(spatial, &of, &scored, model),
        })
    });
    let results: Vec<BacktestModel> = results.collect::<Result<_, Stopped>>()?;
    let mut remarks = asked.remarks.to_vec();
    remarks.extend(answer::understood(spatial, &inputs));
    if asked.clusters.iter().any(Option::is_some) {
        remarks.push("models that take issues together are run on the issues of one proposal at a time".into());
    }
    let has_capability = spatial.stances.iter().flatten().flatten().any(|stance| stance.capability != Quantity::Missing);
    let finding = BacktestFinding {
        title: spatial.title.clone(),
        capability: if has_capability { asked.capability.to_owned() } else { "none is stated: all count as equal".into() },
        remarks,
        issues: spatial.issues.len(),
        without_outcome: spatial.issues.len() - scored.len(),
        incomplete_rows: asked.incomplete_rows,
        two_points: two.iter().filter(|two| **two).count(),
        two_points_scored: scored.iter().filter(|issue| issue.two_points).count(),
        models: results,
        resamples: asked.resamples,
        seed: asked.seed,
        clusters: cluster_count,
        scored,
    };
    let made = Made {
        method: format!(
            "mean absolute error of each model; paired differences with percentile bootstrap intervals of {} resamples, seed {}",
            asked.resamples, asked.seed
        ),
        exactness: "errors are computed; intervals are sampled".into(),
        stopped: None,
        case_digest: asked.digest.to_owned(),
        version: env!("CARGO_PKG_VERSION").into(),
    };
    Ok(Answer { headline: headline(&finding), finding, because: Vec::new(), made })
}

/// The issues that were decided together, each in one group only, in the order of their first.
fn groups(clusters: &[Option<String>], issues: usize) -> Vec<Vec<usize>> {
    let mut groups: Vec<Vec<usize>> = Vec::new();
    let mut known: BTreeMap<&str, usize> = BTreeMap::new();
    for issue in 0..issues {
        match clusters.get(issue).and_then(Option::as_deref) {
            None => groups.push(vec![issue]),
            Some(name) => {
                let group = *known.entry(name).or_insert(groups.len());
                if group == groups.len() {
                    groups.push(Vec::new());
                }
                groups[group].push(issue);
            }
        }
    }
    groups
}

/// A table of some of its issues.
fn part(table: &Table, issues: &[usize]) -> Table {
    Table { actors: table.actors, issues: issues.iter().map(|issue| table.issues[*issue].clone()).collect() }
}

/// Why a model has no point on an issue.
fn why_undefined(ready: &Ready, table: &Table, groups: &[Vec<usize>], issue: usize, control: &Control<'_>) -> Option<String> {
    let group = groups.iter().find(|group| group.contains(&issue))?;
    let at = group.iter().position(|of| *of == issue)?;
    ready.run.run(&part(table, group), control).into_iter().nth(at)?.undefined
}

fn error(issue: &ScoredIssue, model: usize) -> Option<f64> {
    issue.points[model].map(|point| (point - issue.outcome).abs())
}

/// The cluster of each issue as a number, and how many there are; issues without one are clusters of their own. None if no issue has one.
fn numbered(names: &[Option<String>]) -> (Option<Vec<usize>>, Option<usize>) {
    if names.iter().all(Option::is_none) {
        return (None, None);
    }
    let (mut known, mut count) = (BTreeMap::new(), 0);
    let mut fresh = || {
        count += 1;
        count - 1
    };
    let number = |name: &Option<String>| match name {
        Some(name) => *known.entry(name.clone()).or_insert_with(&mut fresh),
        None => fresh(),
    };
    let numbers = names.iter().map(number).collect();
    (Some(numbers), Some(count))
}

fn difference(scored: &[ScoredIssue], model: usize, clusters: Option<&[usize]>, asked: &Asked<'_>) -> Option<PairedDifference> {
    let mut paired: Vec<f64> = Vec::new();
    let mut grouped: Vec<(usize, f64)> = Vec::new();
    for (index, issue) in scored.iter().enumerate() {
        if let (Some(own), Some(base)) = (error(issue, model), error(issue, 0)) {
            paired.push(own - base);
            grouped.push((clusters.map_or(index, |clusters| clusters[index]), own - base));
        }
    }
    if paired.is_empty() {
        return None;
    }
    let alone: Vec<Vec<f64>> = paired.iter().map(|difference| vec![*difference]).collect();
    let by_cluster = clusters.map(|_| {
        let mut groups: Vec<(usize, Vec<f64>)> = Vec::new();
        for (cluster, difference) in grouped {
            match groups.iter_mut().find(|(known, _)| *known == cluster) {
                Some((_, group)) => group.push(difference),
                None => groups.push((cluster, vec![difference])),
            }
        }
        let groups: Vec<Vec<f64>> = groups.into_iter().map(|(_, group)| group).collect();
        interval(&groups, asked)
    });
    Some(PairedDifference { n: paired.len(), mean: mean_of(&paired), interval: interval(&alone, asked), by_cluster })
}

/// The interval of the mean over groups that are drawn again with replacement; each resample has its own stream, the same for every model.
#[expect(clippy::cast_precision_loss, reason = "far fewer issues than a float tells apart")]
fn interval(groups: &[Vec<f64>], asked: &Asked<'_>) -> (f64, f64) {
    let sums: Vec<(f64, usize)> = groups.iter().map(|group| (group.iter().sum(), group.len())).collect();
    let resample = |number: u32| {
        let mut rng = ChaCha8Rng::seed_from_u64(asked.seed);
        rng.set_stream(u64::from(number));
        let (mut sum, mut count) = (0.0, 0);
        for _ in 0..sums.len() {
            let (of, issues) = sums[rng.random_range(0..sums.len())];
            sum += of;
            count += issues;
        }
        sum / count as f64
    };
    let mut means: Vec<f64> = (1..=asked.resamples.max(1)).into_par_iter().map(resample).collect();
    means.sort_by(f64::total_cmp);
    (quantile(&means, 0.025), quantile(&means, 0.975))
}

/// On how many issues with two points the outcome is one of them, and the mean squared error of the probability of the higher one there.
#[expect(clippy::float_cmp, reason = "outcomes and ends are stated, not computed")]
fn brier(spatial: &Spatial, of: &[usize], scored: &[ScoredIssue], model: usize) -> Option<(usize, f64)> {
    let squares: Vec<f64> = of
        .iter()
        .zip(scored)
        .filter_map(|(index, issue)| {
            let line = &spatial.issues[*index];
            let came = if issue.outcome == line.high {
                1.0
            } else if issue.outcome == line.low {
                0.0
            } else {
                return None;
            };
            issue.probabilities[model].map(|probability| (probability - came) * (probability - came))
        })
        .collect();
    (!squares.is_empty()).then(|| (squares.len(), mean_of(&squares)))
}

fn headline(finding: &BacktestFinding) -> String {
    let Some(base) = finding.models.first().and_then(|model| model.mae) else {
        return "No issue has an outcome and a forecast: nothing can be scored.".into();
    };
    let better: Vec<&str> = finding
        .models
        .iter()
        .filter(|model| model.difference.is_some_and(|found| found.by_cluster.unwrap_or(found.interval).1 < 0.0))
        .map(|model| model.model.id)
        .collect();
    let than = match better.as_slice() {
        [] => "no other model is better by more than chance could make it".to_owned(),
        some => format!("better by more than chance easily makes it: {}", some.join(", ")),
    };
    format!("On {} issues the compromise model is off by {base:.1} on average; {than}.", finding.models[0].n)
}
