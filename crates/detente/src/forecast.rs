//! From a case, or a table of positions, to what models expect.

use crate::question::{Error, Question, frame};
use detente_io::spatial::{Outcomes, ReadSpatial};
use detente_model::answer::{Answer, BacktestFinding, ForecastFinding, Reason};
use detente_model::case::Case;
use detente_model::control::Control;
use detente_model::diagnostic::{Diagnostic, suggest};
use detente_model::spatial::Spatial;
use detente_solve::forecast::tables::{Inputs, Missing};
use detente_solve::forecast::{
    self, MODELS, Model, Ready, USUAL, USUAL_OF_SEVERAL, answer as answers, backtest as scores, case, challenge, compromise,
};

/// What is asked of models.
#[derive(Clone, Debug, Default)]
pub struct Forecast {
    /// The models by name; the usual ones if empty. The compromise model is always there.
    pub models: Vec<String>,
    /// Options of models: each must be one of a model that is run.
    pub options: Vec<(String, String)>,
    /// The issues by name; all if empty.
    pub issues: Vec<String>,
    /// What becomes of actors without a position.
    pub missing: Missing,
    /// How many draws; none: [`Forecast::DRAWS`] where an input is uncertain, else no draws. 0: no draws.
    pub draws: Option<u32>,
    /// The seed of the draws.
    pub seed: u64,
    /// Whether each input is moved in turn.
    pub tornado: bool,
    /// Why this actor moved in this round (from 1).
    pub moved: Option<(String, u32)>,
}

impl Forecast {
    /// How many draws are made where inputs are uncertain and nothing else is asked for.
    pub const DRAWS: u32 = 1000;
}

/// Who stands where, from wherever it was read.
#[derive(Clone, PartialEq, Debug)]
pub struct Stated {
    /// Who stands where.
    pub spatial: Spatial,
    /// Where capabilities come from, in words.
    pub capability: String,
    /// What a reader must know of how it was understood.
    pub remarks: Vec<String>,
    /// What it rests on.
    pub because: Vec<Reason>,
    /// SHA-256 over the files.
    pub digest: String,
}

impl From<ReadSpatial> for Stated {
    fn from(read: ReadSpatial) -> Self {
        let ReadSpatial { spatial, capability, remarks, digest } = read;
        Self { spatial, capability, remarks, because: Vec::new(), digest }
    }
}

/// What a case says of who stands where, in the frame that the question names. `capability`: the kind of weight that is meant; `capability` if none.
///
/// # Errors
/// The case has no such frame or kind of weight, or no issue with places on a line.
pub fn case_positions(case: &Case, question: &Question, capability: Option<&str>) -> Result<Stated, Error> {
    let frame = frame(case, question)?;
    let kinds = || case.weights.iter().map(String::as_str);
    let named = capability.unwrap_or(case::CAPABILITY);
    let weight = case.weights.enumerated().find(|(_, kind)| *kind == named).map(|(weight, _)| weight);
    if weight.is_none() && capability.is_some() {
        let known: Vec<&str> = kinds().collect();
        let help = suggest(named, kinds()).unwrap_or_else(|| match known.as_slice() {
            [] => "the parties of the case have no weights".into(),
            some => format!("the case has {}", some.join(", ")),
        });
        return Err(Error::fault(Diagnostic::error("unknown-name", format!("there is no kind of weight `{named}`")).help(help)));
    }
    let found = case::spatial(case, &case.frames[frame], weight);
    if found.spatial.issues.is_empty() {
        let message = "the case has no issue with places on a line on which a party's position is stated";
        let help = "give the values of an issue places (`at = 0` to `at = 100`), and parties a [[preference.P.position]] on it";
        return Err(Error::fault(Diagnostic::error("no-positions", message).help(help)));
    }
    let case::FromCase { spatial, capability, remarks, because } = found;
    Ok(Stated { spatial, capability, remarks, because, digest: case.digest.clone() })
}

/// The models that are asked for, ready to run, the compromise model first.
fn ready(models: &[String], usual: &[&str], options: &[(String, String)]) -> Result<Vec<Ready>, Error> {
    let mut chosen: Vec<&'static Model> = forecast::model(compromise::MODEL.id).into_iter().collect();
    let named: Vec<&str> = if models.is_empty() { usual.to_vec() } else { models.iter().map(String::as_str).collect() };
    for name in named {
        let found: Vec<&'static Model> = match name {
            "all" => MODELS.iter().collect(),
            "challenge" => forecast::model(challenge::SCHOLZ_CODE.id).into_iter().collect(),
            other => vec![forecast::model(other).ok_or_else(|| unknown_model(other))?],
        };
        for model in found {
            if !chosen.iter().any(|known| known.id == model.id) {
                chosen.push(model);
            }
        }
    }
    for (key, value) in options {
        if !chosen.iter().any(|model| model.option(key).is_some()) {
            let mut known: Vec<&str> = chosen.iter().flat_map(|model| model.options.iter().map(|option| option.key)).collect();
            known.sort_unstable();
            known.dedup();
            let message = format!("no model that is run has an option `{key}` (as in `{key}={value}`)");
            let help = suggest(key, known.iter().copied()).unwrap_or_else(|| format!("there are {}", known.join(", ")));
            return Err(Error::fault(Diagnostic::error("unknown-name", message).help(help)));
        }
    }
    let fault = |error: forecast::OptionError| Error::fault(Diagnostic::error("option", error.to_string()));
    chosen.into_iter().map(|model| model.ready(options).map_err(fault)).collect()
}

fn unknown_model(name: &str) -> Error {
    let known: Vec<&str> = MODELS.iter().map(|model| model.id).chain(["challenge", "all"]).collect();
    let help = suggest(name, known.iter().copied()).unwrap_or_else(|| format!("there are {}", known.join(", ")));
    Error::fault(Diagnostic::error("unknown-name", format!("there is no model `{name}`")).help(help))
}

/// Which issues the named ones are, in the order of the input; all if none is named.
fn shown(spatial: &Spatial, issues: &[String]) -> Result<Vec<usize>, Error> {
    if issues.is_empty() {
        return Ok((0..spatial.issues.len()).collect());
    }
    for name in issues {
        if !spatial.issues.iter().any(|issue| issue.id == *name) {
            let known: Vec<&str> = spatial.issues.iter().map(|issue| issue.id.as_str()).collect();
            let few =
                || if known.len() > 12 { format!("there are {} issues", known.len()) } else { format!("there are {}", known.join(", ")) };
            let help = suggest(name, known.iter().copied()).unwrap_or_else(few);
            let message = format!("there is no issue `{name}` with positions on a line");
            return Err(Error::fault(Diagnostic::error("unknown-name", message).help(help)));
        }
    }
    Ok((0..spatial.issues.len()).filter(|index| issues.contains(&spatial.issues[*index].id)).collect())
}

/// What models expect.
///
/// # Errors
/// There is no such model, option, issue or actor, or the caller stopped it.
pub fn forecast(stated: &Stated, asked: &Forecast, control: &Control<'_>) -> Result<Answer<ForecastFinding>, Error> {
    let spatial = &stated.spatial;
    let several = if spatial.issues.len() > 1 { USUAL_OF_SEVERAL } else { &[] };
    let models = ready(&asked.models, &[USUAL, several].concat(), &asked.options)?;
    let shown = shown(spatial, &asked.issues)?;
    let moved = match &asked.moved {
        None => None,
        Some((name, round)) => {
            let actor = spatial.actors.iter().position(|actor| actor.id == *name).ok_or_else(|| {
                let known: Vec<&str> = spatial.actors.iter().map(|actor| actor.id.as_str()).collect();
                let help = suggest(name, known.iter().copied()).unwrap_or_else(|| format!("there are {}", known.join(", ")));
                Error::fault(Diagnostic::error("unknown-name", format!("there is no actor `{name}`")).help(help))
            })?;
            Some((actor, *round))
        }
    };
    let uncertain = Inputs::new(spatial, asked.missing).is_uncertain();
    let draws = asked.draws.or(uncertain.then_some(Forecast::DRAWS)).filter(|count| *count > 0);
    let mut remarks = stated.remarks.clone();
    if draws.is_some() && !uncertain {
        remarks.push("nothing is uncertain, so that every draw is the same".into());
    }
    let asked = answers::Asked {
        spatial,
        shown: &shown,
        models: &models,
        missing: asked.missing,
        draws,
        seed: asked.seed,
        tornado: asked.tornado,
        moved,
        capability: &stated.capability,
        remarks: &remarks,
        because: &stated.because,
        digest: &stated.digest,
    };
    answers::answer(&asked, control).map_err(Error::Stopped)
}

/// What is asked of a backtest.
#[derive(Clone, Debug)]
pub struct Backtest {
    /// The models by name; all if empty. The compromise model is always there.
    pub models: Vec<String>,
    /// Options of models.
    pub options: Vec<(String, String)>,
    /// How many resamples.
    pub resamples: u32,
    /// Their seed.
    pub seed: u64,
}

impl Default for Backtest {
    fn default() -> Self {
        Self { models: Vec::new(), options: Vec::new(), resamples: 2000, seed: 1 }
    }
}

/// How well models did.
///
/// # Errors
/// There is no such model or option, or the caller stopped it.
pub fn backtest(stated: &Stated, outcomes: &Outcomes, asked: &Backtest, control: &Control<'_>) -> Result<Answer<BacktestFinding>, Error> {
    let models = ready(&asked.models, &["all"], &asked.options)?;
    let asked = scores::Asked {
        spatial: &stated.spatial,
        clusters: &outcomes.clusters,
        incomplete_rows: outcomes.incomplete_rows,
        models: &models,
        resamples: asked.resamples,
        seed: asked.seed,
        capability: &stated.capability,
        remarks: &stated.remarks,
        digest: &stated.digest,
    };
    scores::answer(&asked, control).map_err(Error::Stopped)
}
