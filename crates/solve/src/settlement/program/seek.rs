//! The search of one set of signatories: which programs are solved, and which packages come up.

use super::Unsettled;
use super::encode::{Encoder, Sum};
use super::solver::{Asked, NotSolved, built_in, short_of_best};
use crate::settlement::columns::common_divisor;
use crate::settlement::number::float;
use crate::settlement::packages::minimal;
use crate::settlement::{Options, SettleError, Table};
use detente_model::answer::GapFinding;
use detente_model::control::Control;
use detente_model::expression::Expression;
use detente_space::Game;
use std::collections::BTreeSet;

/// How far what a solver says may be off, as a share of a range: ten times what it works to.
const TOLERANCE: f64 = 1e-7;

/// Up to so many combinations no search stops short of the best.
const SMALL: u64 = 1 << 25;

/// How far short of the best a search may stop beyond, unless something else is said: branch and bound takes long over the last thousandths where packages are many and lie close.
const COARSE: f64 = 0.005;

/// A number of programs after which tangents are no longer added.
const TANGENTS: usize = 60;

/// The most signatories among whom it is sought who is in the way.
const BLOCKING: usize = 12;

/// The most programs that are solved for that.
const PROGRAMS: u64 = 400;

/// A signatory.
pub(super) struct Member {
    bit: usize,
    /// The gain over what it is left with, in units of its line.
    gain: Sum,
    /// How many units there are between the least and the most that its utility could be, or it is left with; at least 1.
    range: f64,
    /// How many billionths a unit is.
    unit: i128,
    weight: u32,
    /// That one of its red lines is crossed.
    crossed: Option<Expression>,
    /// The exact gain of a package.
    exact: Exact,
}

/// A utility that is evaluated exactly.
struct Exact {
    left: i64,
    base: i64,
    tables: Vec<Vec<i64>>,
    terms: Vec<(Expression, i64)>,
}

impl Member {
    /// A party that has a utility which adds up; `left`: what its gains are over.
    pub(super) fn new(table: &Table<'_>, bit: usize, left: i64, weight: u32, encoder: &mut Encoder) -> Option<Self> {
        let (line, unit) = table.columns.parties()[bit].utility?;
        let parts = table.columns.parts(line)?;
        let number = |number: i64| float(i128::from(number));
        let mut gain = Sum::constant(float(i128::from(parts.base) - i128::from(left)));
        gain = gain.plus(&encoder.tables(parts.tables));
        for (holds, worth) in &parts.terms {
            gain = gain.plus(&encoder.truth(holds).times(number(*worth)));
        }
        let (least, most) = parts.range();
        let (least, most) = (least.min(left), most.max(left));
        Some(Self {
            bit,
            gain,
            range: float((i128::from(most) - i128::from(least)).max(1)),
            unit,
            weight,
            crossed: table.acceptance.crossed[bit].map(|bit| table.columns.condition(bit).clone()),
            exact: Exact {
                left,
                base: parts.base,
                tables: parts.tables.to_vec(),
                terms: parts.terms.iter().map(|(holds, worth)| ((*holds).clone(), *worth)).collect(),
            },
        })
    }

    /// The gain as a share of the range.
    fn share(&self) -> Sum {
        self.gain.clone().times(1.0 / self.range)
    }

    /// How far below 0 a gain may seem that is not, as far as solvers tell such apart: less than a unit, so that where numbers that need not be whole leave nothing it shows at once.
    fn slack(&self) -> f64 {
        (0.5 / self.range).clamp(TOLERANCE / 100.0, TOLERANCE)
    }

    fn exact_gain(&self, game: &Game, code: u64) -> i64 {
        let parts = super::Parts {
            base: self.exact.base,
            tables: &self.exact.tables,
            terms: self.exact.terms.iter().map(|(holds, worth)| (holds, *worth)).collect(),
        };
        parts.number(&game.codes, code) - self.exact.left
    }
}

/// A solution: the package, what was maximised, and what is not exceeded.
struct Hit {
    code: u64,
    most: f64,
    bound: Option<f64>,
}

/// What came of a program.
enum Found {
    /// A package.
    Hit(Hit),
    /// That there is none.
    Nothing,
    /// Nothing before it was stopped.
    Unknown,
}

/// The share of the time that is left which a program may take: none uses up what others need.
const SHARE: f64 = 0.25;

/// The search.
pub(super) struct Seeker<'a> {
    game: &'a Game,
    /// What the signatories could sign, whatever they think of it.
    base: Encoder,
    members: Vec<Member>,
    /// How many seconds are left, if they are limited.
    seconds: Option<f64>,
    control: &'a Control<'a>,
    /// Packages that came up, by code.
    pub(super) found: Vec<u64>,
    /// How near to the best they are.
    pub(super) gaps: Vec<GapFinding>,
    /// What was left out, in words.
    pub(super) left_out: Vec<String>,
    /// Where it was not found out if anything can be signed.
    pub(super) unsettled: Unsettled,
    /// The sets of members that are surely in the way, as bits of places, where not all sets could be tried.
    pub(super) surely_blocking: Option<BTreeSet<u64>>,
    /// Whether a program was stopped.
    pub(super) cut: bool,
    /// A package that all accept.
    accepted: Option<u64>,
    /// How far short of the best, as a share of a range, a search may stop where packages lie closer than that.
    coarse: f64,
    /// How far short of the best the programs that come next may stop.
    gap: f64,
    programs: u64,
    /// By how much what was found in this sense may fall short of the best because a program was stopped; none if that is not known.
    short: Option<f64>,
}

impl<'a> Seeker<'a> {
    pub(super) fn new(
        game: &'a Game,
        base: Encoder,
        members: Vec<Member>,
        options: &Options,
        seconds: Option<f64>,
        control: &'a Control<'a>,
    ) -> Self {
        Self {
            game,
            base,
            members,
            seconds,
            control,
            found: Vec::new(),
            gaps: Vec::new(),
            left_out: Vec::new(),
            unsettled: None,
            surely_blocking: None,
            cut: false,
            accepted: None,
            coarse: options.gap.unwrap_or(if game.codes.combinations() > SMALL { COARSE } else { 0.0 }),
            gap: 0.0,
            programs: 0,
            short: Some(0.0),
        }
    }

    /// How many seconds are left, if they are limited.
    pub(super) fn seconds_left(&self) -> Option<f64> {
        self.seconds
    }

    /// Maximises a sum.
    fn maximise(&mut self, encoder: &Encoder, objective: &Sum) -> Result<Found, SettleError> {
        if self.control.check().is_err() {
            (self.short, self.cut) = (None, true);
            return Ok(Found::Unknown);
        }
        self.programs += 1;
        self.control.report("programs", self.programs, 0);
        let mut program = encoder.program.clone();
        program.objective.clone_from(&objective.terms);
        program.gap = self.gap;
        let begin = self.accepted.map(|code| encoder.counts(code)).unwrap_or_default();
        let asked = Asked { begin: &begin, seconds: self.seconds.map(|left| left * SHARE), control: self.control };
        let mut took = |seconds: f64| self.seconds = self.seconds.map(|left| (left - seconds).max(0.0));
        match built_in().solve(&program, &asked) {
            Ok(solved) => {
                took(solved.seconds);
                let code = encoder.package(&solved.values);
                let sum: f64 = objective.terms.iter().map(|(column, factor)| factor * solved.values[*column]).sum();
                if !solved.finished {
                    self.cut = true;
                    self.short = self.short.zip(solved.bound).map(|(short, bound)| short.max(bound - sum));
                }
                self.found.push(code);
                if (0..self.members.len()).all(|place| self.accepts_exactly(place, code)) && self.game.status_quo != Some(code) {
                    self.accepted = Some(code);
                }
                let bound = solved.bound.map(|bound| bound + objective.constant);
                Ok(Found::Hit(Hit { code, most: objective.constant + sum, bound }))
            }
            Err(NotSolved::Infeasible) => Ok(Found::Nothing),
            Err(NotSolved::Stopped(seconds)) => {
                took(seconds);
                (self.short, self.cut) = (None, true);
                Ok(Found::Unknown)
            }
            Err(NotSolved::Failed(why)) => Err(SettleError::Program { why: format!("the solver gave up: {why}") }),
        }
    }

    /// Begins the search for what is best in a sense. `resolution`: the least by which two packages can differ there, as a share of the range: short of the best by less than that is the best.
    /// `coarse`: whether the search may stop short of it where packages lie closer.
    fn begin(&mut self, resolution: f64, coarse: bool) {
        let fine = 0.9 * resolution.min(1.0);
        self.gap = if coarse { fine.max(self.coarse) } else { fine };
        // nothing is told apart below what the solver works to
        if self.gap <= 9.0 * TOLERANCE {
            self.gap = 0.0;
        }
    }

    /// Notes how near to the best what was found in a sense is.
    fn note(&mut self, sense: &'static str, resolution: f64) {
        let gap = self.short.map(|short| short.max(self.gap));
        self.note_gap(sense, gap.map(|gap| if resolution > 10.0 * TOLERANCE && gap < resolution { 0.0 } else { gap.max(TOLERANCE) }));
    }

    fn note_gap(&mut self, sense: &'static str, gap: Option<f64>) {
        let signatories = self.members.iter().map(|member| member.bit).collect();
        self.gaps.push(GapFinding { signatories, sense, gap, programs: self.programs });
        (self.programs, self.short, self.gap) = (0, Some(0.0), 0.0);
    }

    /// That a member accepts.
    fn accepts(&self, encoder: &mut Encoder, place: usize) {
        let member = &self.members[place];
        encoder.at_least(&member.share(), -member.slack());
        if let Some(crossed) = &member.crossed {
            encoder.forbid(crossed);
        }
    }

    /// That something changes.
    fn changes(&self, encoder: &mut Encoder) {
        if let Some(now) = self.game.status_quo {
            let most = float(self.game.codes.axes().len() as i128) - 1.0;
            let kept = encoder.kept(now);
            encoder.at_least(&kept.times(-1.0), -most);
        }
    }

    /// A gain in a unit that is the same for all, as a share of the largest range.
    fn common(&self, place: usize) -> Sum {
        let member = &self.members[place];
        member.gain.clone().times(float(member.unit) / self.largest())
    }

    /// The least by which a member's gain can differ, as a share of its range: the least of these.
    fn finest(&self) -> f64 {
        self.members.iter().map(|member| 1.0 / member.range).fold(1.0, f64::min)
    }

    fn largest(&self) -> f64 {
        self.members.iter().map(|member| member.range * float(member.unit)).fold(1.0, f64::max)
    }

    /// Everything that is asked for signatories.
    pub(super) fn seek(&mut self) -> Result<(), SettleError> {
        let mut rational = self.base.clone();
        (0..self.members.len()).for_each(|place| self.accepts(&mut rational, place));
        let mut changing = rational.clone();
        self.changes(&mut changing);
        let (opens, met) = match self.maximise(&changing, &Sum::default())? {
            Found::Nothing => (Some(false), None),
            Found::Hit(_) if self.accepted.is_some() => (Some(true), None),
            Found::Hit(_) | Found::Unknown => self.nearest()?,
        };
        self.found.extend(self.game.status_quo);
        let senses: &[&'static str] = match opens {
            None => {
                let short =
                    |code: u64| self.members.iter().map(|member| -i128::from(member.exact_gain(self.game, code)) * member.unit).max();
                self.unsettled = Some(met.and_then(|code| Some((code, short(code)?))));
                self.note_gap("zone", None);
                return Ok(());
            }
            Some(true) => &["utilitarian", "ideal", "egalitarian", "kalai_smorodinsky", "nash"],
            Some(false) => &["blocking", "concession"],
        };
        self.short = Some(0.0);
        self.note("zone", 1.0);
        if opens == Some(false) {
            self.in_the_way()?;
        }
        let stays = |code| (0..self.members.len()).all(|place| self.accepts_exactly(place, code));
        if opens == Some(true) || self.game.status_quo.is_some_and(stays) {
            self.best(&rational)?;
        }
        if self.control.check().is_err() {
            for sense in senses {
                if !self.gaps.iter().any(|gap| gap.sense == *sense) {
                    self.note_gap(sense, None);
                }
            }
        }
        Ok(())
    }

    /// Where it was not found whether anything can be signed: looks for the package that is nearest to being acceptable. Whether one is, if that settles it, and the nearest that was met.
    fn nearest(&mut self) -> Result<(Option<bool>, Option<u64>), SettleError> {
        let mut changing = self.base.clone();
        self.changes(&mut changing);
        let all = (0..self.members.len()).fold(0, |all, place| all | 1 << place);
        Ok(match self.least_shortfall(&changing, all)? {
            Found::Hit(hit) if self.accepted.is_some() => (Some(true), Some(hit.code)),
            // whatever there is falls short for somebody
            Found::Hit(hit) if hit.bound.is_some_and(|bound| bound < -TOLERANCE) => (Some(false), Some(hit.code)),
            Found::Nothing => (Some(false), None),
            Found::Hit(hit) => (None, Some(hit.code)),
            Found::Unknown => (None, None),
        })
    }

    /// The points.
    fn best(&mut self, rational: &Encoder) -> Result<(), SettleError> {
        let all: f64 = self.members.iter().map(|member| member.range * float(member.unit) * f64::from(member.weight)).sum::<f64>().max(1.0);
        let weighted = |member: &Member| float(member.unit) * f64::from(member.weight) / all;
        let sum = self.members.iter().fold(Sum::default(), |sum, member| sum.plus(&member.gain.clone().times(weighted(member))));
        let common = self.members.iter().map(|member| member.unit * i128::from(member.weight)).fold(0, common_divisor);
        let resolution = float(common) / all;
        self.begin(resolution, false);
        if matches!(self.maximise(rational, &sum)?, Found::Nothing) {
            (self.programs, self.short) = (0, Some(0.0));
            return Ok(());
        }
        self.note("utilitarian", resolution);
        let mut ideals = Vec::new();
        let finest = self.finest();
        self.begin(finest, false);
        for place in 0..self.members.len() {
            let share = self.members[place].share();
            let found = self.maximise(rational, &share)?;
            ideals.push(if let Found::Hit(hit) = found { self.members[place].exact_gain(self.game, hit.code) } else { 0 });
        }
        let ideals_known = self.short == Some(0.0);
        self.note("ideal", finest);
        let gains: Vec<Sum> = (0..self.members.len()).map(|place| self.common(place)).collect();
        let common = self.members.iter().map(|member| member.unit).fold(0, common_divisor);
        let resolution = float(common) / self.largest();
        self.begin(resolution, true);
        self.leximin(rational.clone(), &gains)?;
        self.note("egalitarian", resolution);
        let gainers: Vec<usize> = (0..self.members.len()).filter(|place| ideals[*place] > 0).collect();
        if gainers.is_empty() {
            return Ok(());
        }
        let most = |place: &usize| float(i128::from(ideals[*place]));
        let shares: Vec<Sum> = gainers.iter().map(|place| self.members[*place].gain.clone().times(1.0 / most(place))).collect();
        let fine: f64 = gainers.iter().map(most).product();
        self.begin(1.0 / fine, true);
        self.leximin(rational.clone(), &shares)?;
        // shares of less than the most, and products over those of whom it is known that they can gain, are not what was asked for
        if !ideals_known {
            self.note_gap("kalai_smorodinsky", None);
            self.note_gap("nash", None);
            return Ok(());
        }
        self.note("kalai_smorodinsky", 1.0 / fine);
        self.begin(0.0, true);
        self.nash(rational, &gainers, &ideals)
    }

    /// The largest smallest value, then the next smallest, and so on.
    fn leximin(&mut self, mut encoder: Encoder, values: &[Sum]) -> Result<(), SettleError> {
        for smallest in 1..=values.len() {
            // the most of k·r − Σ max(0, r − vᵢ) is the sum of the k smallest
            let level = Sum::variable(encoder.add(-4.0, 4.0, false));
            let mut objective = level.clone().times(float(smallest as i128));
            for value in values {
                let below = Sum::variable(encoder.add(0.0, 8.0, false));
                encoder.at_least(&below.clone().plus(value).plus(&level.clone().times(-1.0)), 0.0);
                objective = objective.plus(&below.times(-1.0));
            }
            let Found::Hit(hit) = self.maximise(&encoder, &objective)? else { return Ok(()) };
            encoder.at_least(&objective, hit.most - TOLERANCE / 10.0);
        }
        Ok(())
    }

    /// The largest product of gains of those who can gain.
    fn nash(&mut self, rational: &Encoder, gainers: &[usize], ideals: &[i64]) -> Result<(), SettleError> {
        let mut encoder = rational.clone();
        let mut objective = Sum::default();
        let mut logarithms = Vec::new();
        for place in gainers {
            let member = &self.members[*place];
            let least = 1.0 / float(i128::from(ideals[*place]));
            let share = member.gain.clone().times(least);
            encoder.at_least(&share, least * 0.5);
            let logarithm = Sum::variable(encoder.add(2.0 * libm::log(least) - 2.0, 0.0, false));
            objective = objective.plus(&logarithm.clone().times(f64::from(member.weight)));
            logarithms.push((share, logarithm, least));
        }
        let tangent = |encoder: &mut Encoder, (share, logarithm, least): &(Sum, Sum, f64), at: f64| {
            // log x ≤ log p + (x − p) / p; divided through where p is small, so that factors stay near 1
            let at = at.max(*least);
            encoder.at_least(&share.clone().plus(&logarithm.clone().times(-at)), at * (1.0 - libm::log(at)));
        };
        for of in &logarithms {
            [1.0, 0.6, 0.35, 0.2, 0.1, 0.03].iter().for_each(|at| tangent(&mut encoder, of, *at));
        }
        let mut best = f64::NEG_INFINITY;
        let mut bound = f64::INFINITY;
        for _ in 0..TANGENTS {
            let hit = match self.maximise(&encoder, &objective)? {
                Found::Hit(hit) => hit,
                Found::Unknown => break,
                Found::Nothing => {
                    self.left_out.push(
                        "Nash products: no package is a gain for all who can gain; the largest sets that can gain together are found by enumeration"
                            .to_owned(),
                    );
                    self.note_gap("nash", Some(0.0));
                    return Ok(());
                }
            };
            let finished = self.short == Some(0.0);
            bound = bound.min(hit.bound.unwrap_or(f64::INFINITY));
            let mut value = 0.0;
            for (place, of) in gainers.iter().zip(&logarithms) {
                let share = float(i128::from(self.members[*place].exact_gain(self.game, hit.code))) * of.2;
                value += f64::from(self.members[*place].weight) * libm::log(share.max(of.2 / 2.0));
                tangent(&mut encoder, of, share);
            }
            best = best.max(value);
            if bound - best <= (1.5 * short_of_best(self.gap, hit.most)).max(TOLERANCE / 10.0) || !finished {
                break;
            }
        }
        let missed = libm::exp((bound - best).max(0.0)) - 1.0;
        let products: f64 =
            gainers.iter().map(|place| libm::pow(float(i128::from(ideals[*place])), f64::from(self.members[*place].weight))).product();
        let missed = missed.max(TOLERANCE);
        // products are whole numbers: nothing lies between two
        let gap = (bound.is_finite() && best.is_finite()).then_some(if missed * products < 0.5 { 0.0 } else { missed });
        self.note_gap("nash", gap);
        Ok(())
    }

    /// Where nothing that changes something is acceptable to all: who is in the way, and what would open it.
    fn in_the_way(&mut self) -> Result<(), SettleError> {
        let count = self.members.len();
        let mut changing = self.base.clone();
        self.changes(&mut changing);
        if matches!(self.maximise(&changing, &Sum::default())?, Found::Nothing) {
            self.note("blocking", 1.0);
            return Ok(());
        }
        if count > BLOCKING {
            self.left_out.push(format!("who is in the way: it is sought among up to {BLOCKING} signatories"));
            self.note("blocking", 1.0);
            return Ok(());
        }
        let mut sets: Vec<u64> = (1..1u64 << count).collect();
        sets.sort_by_key(|set| (set.count_ones(), *set));
        let (mut blocking, mut open): (BTreeSet<u64>, Vec<u64>) = (BTreeSet::new(), Vec::new());
        let mut all_tried = true;
        for set in sets {
            if blocking.iter().any(|known| known & !set == 0) || open.iter().any(|known| set & !known == 0) {
                continue;
            }
            if self.programs > PROGRAMS {
                all_tried = false;
                break;
            }
            let mut encoder = changing.clone();
            members_of(set, count).for_each(|place| self.accepts(&mut encoder, place));
            match self.maximise(&encoder, &Sum::default())? {
                Found::Nothing => drop(blocking.insert(set)),
                Found::Hit(hit) => {
                    let accepting = (0..count).filter(|place| self.accepts_exactly(*place, hit.code));
                    open.push(accepting.fold(set, |accepting, place| accepting | 1 << place));
                }
                Found::Unknown => all_tried = false,
            }
        }
        if !all_tried {
            self.left_out.push("who else is in the way: not all sets of signatories were tried to the end".to_owned());
            self.surely_blocking = Some(blocking.clone());
            self.short = None;
        }
        let finest = self.members.iter().map(|member| member.unit).fold(0, common_divisor);
        let finest = float(finest) / self.largest();
        self.begin(finest, true);
        for set in blocking.clone() {
            self.shortfall(&changing, set)?;
        }
        self.note("blocking", finest);
        if !all_tried {
            self.note_gap("concession", None);
            return Ok(());
        }
        self.begin(finest, true);
        for set in hitting(&blocking, count) {
            self.concession(&changing, set)?;
        }
        self.note("concession", finest);
        Ok(())
    }

    fn accepts_exactly(&self, place: usize, code: u64) -> bool {
        let member = &self.members[place];
        let crossed = member.crossed.as_ref().is_some_and(|crossed| {
            let axes = self.game.codes.axes();
            let width = axes.iter().map(|axis| detente_model::index::Id::index(axis.variable) + 1).max().unwrap_or(0);
            let mut values = vec![0; width];
            axes.iter().for_each(|axis| values[detente_model::index::Id::index(axis.variable)] = axis.value(code));
            crossed.holds(&values, &detente_model::phase::Phase::start())
        });
        member.exact_gain(self.game, code) >= 0 && !crossed
    }

    /// The package at which members would have to give way least, each by the same, to get what they insist on, without any red line crossed.
    fn least_shortfall(&mut self, changing: &Encoder, set: u64) -> Result<Found, SettleError> {
        let mut encoder = changing.clone();
        let short = Sum::variable(encoder.add(0.0, 4.0, false));
        for place in members_of(set, self.members.len()) {
            encoder.at_least(&self.common(place).plus(&short), 0.0);
            if let Some(crossed) = &self.members[place].crossed {
                encoder.forbid(crossed);
            }
        }
        self.maximise(&encoder, &short.times(-1.0))
    }

    /// The package at which members that block it together would have to give way least; and one that they would sign but for red lines.
    fn shortfall(&mut self, changing: &Encoder, set: u64) -> Result<(), SettleError> {
        let count = self.members.len();
        self.least_shortfall(changing, set)?;
        if members_of(set, count).any(|place| self.members[place].crossed.is_some()) {
            let mut encoder = changing.clone();
            members_of(set, count).for_each(|place| encoder.at_least(&self.members[place].share(), -self.members[place].slack()));
            self.maximise(&encoder, &Sum::default())?;
        }
        Ok(())
    }

    /// The package at which members give way least, all others getting what they insist on: the fewest red lines crossed, then the largest amount as small as can be, then the next.
    fn concession(&mut self, changing: &Encoder, set: u64) -> Result<(), SettleError> {
        let count = self.members.len();
        let mut encoder = changing.clone();
        (0..count).filter(|place| set >> place & 1 == 0).for_each(|place| self.accepts(&mut encoder, place));
        let mut crossed = Sum::default();
        for place in members_of(set, count) {
            if let Some(condition) = &self.members[place].crossed {
                crossed = crossed.plus(&encoder.truth(condition));
            }
        }
        if !crossed.terms.is_empty() {
            // whole numbers of lines
            let gap = std::mem::replace(&mut self.gap, 0.5);
            let Found::Hit(hit) = self.maximise(&encoder, &crossed.clone().times(-1.0))? else { return Ok(()) };
            self.gap = gap;
            encoder.at_least(&crossed.times(-1.0), hit.most - 0.5);
        }
        let mut given = Vec::new();
        for place in members_of(set, count) {
            let less = Sum::variable(encoder.add(-4.0, 0.0, false));
            encoder.at_least(&self.common(place).plus(&less.clone().times(-1.0)), 0.0);
            given.push(less);
        }
        self.leximin(encoder, &given)
    }

    /// A package that is better for some and worse for nobody than what gains are over, if there is one.
    pub(super) fn dominating(&mut self) -> Result<(), SettleError> {
        let mut encoder = self.base.clone();
        let mut objective = Sum::default();
        for member in &self.members {
            encoder.at_least(&member.share(), -member.slack());
            objective = objective.plus(&member.share().times(1.0 / float(self.members.len() as i128)));
        }
        let finest = self.finest();
        self.maximise(&encoder, &objective)?;
        self.note("dominated", finest);
        Ok(())
    }
}

fn members_of(set: u64, count: usize) -> impl Iterator<Item = usize> {
    (0..count).filter(move |place| set >> place & 1 == 1)
}

/// The smallest sets that meet all of these.
fn hitting(sets: &BTreeSet<u64>, count: usize) -> BTreeSet<u64> {
    let mut found = BTreeSet::from([0u64]);
    for set in sets {
        let wider = found.iter().flat_map(|known| {
            let meets = known & set != 0;
            let alone = meets.then_some(*known);
            alone.into_iter().chain(members_of(if meets { 0 } else { *set }, count).map(move |place| known | 1 << place))
        });
        found = minimal(&wider.collect());
    }
    found
}
