//! Verdicts kept, counted and listed.

use super::concept::{Concept, Deterrence, Judgement};
use super::engine::{Bits, Column, Engine, Slots};
use detente_model::answer::{Answer, ConceptDescription, Count, Finding, Made, PartyCount, StabilityFinding, StateVerdicts, WhyUnknown};
use detente_model::control::Stopped;
use detente_model::order::{Order, Strength};
use detente_space::Game;
use detente_space::codes::place;
use detente_space::game::Player;
use rayon::prelude::*;

/// What a search for findings that bounds leave open came to (see [`crate::unknown`]).
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Tightened {
    /// How many findings bounds had left open: of parties, and of equilibria.
    pub open: u64,
    /// How many of them are now known.
    pub settled: u64,
    /// How many of the rest remain bounds, because the search was cut.
    pub cut: u64,
}

/// The verdicts of all parties on all states, from which rows are made as they are asked for.
pub struct Stability<'g> {
    game: &'g Game,
    concepts: Vec<&'static Concept>,
    engine: &'static str,
    slots: Slots,
    columns: Vec<Column>,
    /// For each player the bits of the concepts that were computed.
    computed: Vec<Bits>,
    /// The bits of the concepts that are not defined for such a game.
    undefined: Bits,
    stopped: Option<Stopped>,
    /// By slot, the bits of the concepts under which a state surely is no equilibrium although each party may find it stable; empty if there
    /// is no such state.
    excluded: Vec<Bits>,
    /// What the search for what bounds leave open came to, if there was one.
    tightened: Option<Tightened>,
}

/// Which states a list has.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Which {
    /// All.
    All,
    /// Those that are, or may be, an equilibrium under some concept.
    Equilibria,
}

impl<'g> Stability<'g> {
    pub(super) fn new(
        game: &'g Game,
        concepts: Vec<&'static Concept>,
        engine: &'static dyn Engine,
        columns: Vec<Column>,
        computed: Vec<Bits>,
        undefined: Bits,
        stopped: Option<Stopped>,
    ) -> Self {
        Self {
            game,
            concepts,
            engine: engine.name(),
            slots: engine.slots(),
            columns,
            computed,
            undefined,
            stopped,
            excluded: Vec::new(),
            tightened: None,
        }
    }

    /// Takes a finding of a player that bounds left open for known.
    pub(crate) fn settle(&mut self, player: usize, concept: usize, code: u64, number: u64, stable: bool) {
        let slot = self.slot(code, number);
        let column = &mut self.columns[player];
        if stable {
            column.surely[slot] |= 1 << concept;
        } else if let Some(possibly) = &mut column.possibly {
            possibly[slot] &= !(1 << concept);
        }
    }

    /// Takes it for known that a state is no equilibrium.
    pub(crate) fn exclude(&mut self, concept: usize, code: u64, number: u64) {
        let slot = self.slot(code, number);
        if self.excluded.is_empty() {
            self.excluded = vec![0; self.columns.first().map_or(0, |column| column.surely.len())];
        }
        self.excluded[slot] |= 1 << concept;
    }

    pub(crate) fn set_tightened(&mut self, tightened: Tightened) {
        self.tightened = Some(tightened);
    }

    /// What the search for what bounds leave open came to, if there was one.
    #[must_use]
    pub fn tightened(&self) -> Option<Tightened> {
        self.tightened
    }

    /// Whether verdicts of this engine on these concepts can stand beside these.
    pub(super) fn can_be_kept(&self, engine: &dyn Engine, concepts: &[&'static Concept]) -> bool {
        self.engine == engine.name() && self.concepts == concepts
    }

    /// For each player whether a game has another preference of it.
    pub(super) fn changed(&self, game: &Game) -> Vec<bool> {
        self.game
            .players
            .iter()
            .zip(&game.players)
            .map(|(before, now)| before.order != now.order || before.strength != now.strength)
            .collect()
    }

    /// For each player the bits of the concepts that were computed.
    pub(super) fn computed(&self) -> &[Bits] {
        &self.computed
    }

    /// These verdicts with those in `redone`, player by player, taken from `fresh`.
    pub(super) fn kept_beside<'n>(&self, game: &'n Game, fresh: Vec<Column>, redone: &[Bits]) -> Stability<'n> {
        let beside = |((before, fresh), redone): ((&Column, Column), &Bits)| {
            let join = |old: &[Bits], new: &[Bits]| -> Vec<Bits> {
                old.par_iter().zip(new).with_min_len(1 << 14).map(|(old, new)| (old & !redone) | (new & redone)).collect()
            };
            let possibly = |column: &'_ Column| column.possibly.is_some();
            let possibly = (possibly(before) || possibly(&fresh))
                .then(|| join(before.possibly.as_ref().unwrap_or(&before.surely), fresh.possibly.as_ref().unwrap_or(&fresh.surely)));
            Column { surely: join(&before.surely, &fresh.surely), possibly }
        };
        let columns = self.columns.iter().zip(fresh).zip(redone).map(beside).collect();
        Stability {
            game,
            concepts: self.concepts.clone(),
            engine: self.engine,
            slots: self.slots,
            columns,
            computed: self.computed.clone(),
            undefined: self.undefined,
            stopped: self.stopped,
            excluded: Vec::new(),
            tightened: None,
        }
    }

    /// The concepts, in the order of all lists.
    #[must_use]
    pub fn concepts(&self) -> &[&'static Concept] {
        &self.concepts
    }

    /// Why not everything was computed, if so.
    #[must_use]
    pub fn stopped(&self) -> Option<Stopped> {
        self.stopped
    }

    fn slot(&self, code: u64, number: u64) -> usize {
        place(match self.slots {
            Slots::Codes => code,
            Slots::Numbers => number,
        })
    }

    /// For each player what is surely and what is possibly stable, what was not computed counting as possible.
    fn bits(&self, player: usize, slot: usize) -> (Bits, Bits) {
        let column = &self.columns[player];
        let surely = column.surely[slot];
        let possibly = column.possibly.as_ref().map_or(surely, |possibly| possibly[slot]);
        (surely, possibly | !self.computed[player])
    }

    fn why(&self, player: Option<usize>, bit: usize) -> WhyUnknown {
        if self.undefined >> bit & 1 == 1 {
            return WhyUnknown::NotDefined;
        }
        let missing = |player: usize| self.computed[player] >> bit & 1 == 0;
        if player.map_or_else(|| (0..self.columns.len()).any(missing), missing) {
            return WhyUnknown::Budget;
        }
        let is_silent = |concept: &Concept, player: &Player| {
            player.order == Order::Unknown
                || matches!(concept.judgement, Judgement::Strong | Judgement::Weak) && player.strength == Strength::NotStated
        };
        if self.game.players.iter().any(|player| is_silent(self.concepts[bit], player)) {
            WhyUnknown::Preference
        } else {
            WhyUnknown::Undecided
        }
    }

    fn finding(&self, surely: Bits, possibly: Bits, player: Option<usize>, bit: usize) -> Finding {
        Finding::from_bounds(surely >> bit & 1 == 1, possibly >> bit & 1 == 1, self.why(player, bit))
    }

    /// Whether a state is stable for a player under the concept at position `concept`.
    #[must_use]
    pub fn stable(&self, player: usize, concept: usize, code: u64, number: u64) -> Finding {
        let (surely, possibly) = self.bits(player, self.slot(code, number));
        self.finding(surely, possibly, Some(player), concept)
    }

    /// For each concept whether a state is an equilibrium.
    #[must_use]
    pub fn equilibrium(&self, code: u64, number: u64) -> Vec<Finding> {
        let (surely, possibly) = self.equilibrium_bits(self.slot(code, number));
        (0..self.concepts.len()).map(|bit| self.finding(surely, possibly, None, bit)).collect()
    }

    fn equilibrium_bits(&self, slot: usize) -> (Bits, Bits) {
        (0..self.columns.len())
            .map(|player| self.bits(player, slot))
            .fold((Bits::MAX, !self.excluded(slot)), |(surely, possibly), (a, b)| (surely & a, possibly & b))
    }

    fn excluded(&self, slot: usize) -> Bits {
        self.excluded.get(slot).copied().unwrap_or(0)
    }

    /// What was found about one state.
    #[must_use]
    pub fn row(&self, code: u64, number: u64) -> StateVerdicts {
        let concepts = 0..self.concepts.len();
        StateVerdicts {
            state: self.game.describe(code, number),
            stable: (0..self.columns.len())
                .map(|player| concepts.clone().map(|concept| self.stable(player, concept, code, number)).collect())
                .collect(),
            equilibrium: self.equilibrium(code, number),
        }
    }

    /// The bits of the concepts asked for.
    fn asked(&self) -> Bits {
        (0..self.concepts.len()).fold(0, |bits, bit| bits | 1 << bit)
    }

    /// Rows in order of ordinals, made one at a time.
    pub fn rows(&self, which: Which) -> impl Iterator<Item = StateVerdicts> {
        // a concept that was computed for nobody makes no state a possible equilibrium
        let computed = self.computed.iter().fold(Bits::MAX, |bits, computed| bits & computed) & self.asked();
        self.game
            .feasible
            .codes()
            .zip(0u64..)
            .filter(move |(code, number)| which == Which::All || self.equilibrium_bits(self.slot(*code, *number)).1 & computed != 0)
            .map(|(code, number)| self.row(code, number))
    }

    /// For each player, then for equilibria: how many states have each pattern of bits, surely and possibly.
    fn histograms(&self) -> Vec<[Vec<u64>; 2]> {
        const CHUNK: usize = 1 << 16;
        let patterns = usize::from(Bits::MAX) + 1;
        let empty = || vec![[vec![0u64; patterns], vec![0u64; patterns]]; self.columns.len() + 1];
        let words = self.game.feasible.words();
        // where nobody can move there is no column, and every state is an equilibrium
        let all = || match (self.slots, words) {
            (Slots::Codes, Some(words)) => words.len() * 64,
            _ => detente_space::codes::place(self.game.states()),
        };
        let slots = self.columns.first().map_or_else(all, |column| column.surely.len());
        let there = |slot: usize| match (self.slots, words) {
            (Slots::Codes, Some(words)) => words[slot / 64] >> (slot % 64) & 1 == 1,
            _ => true,
        };
        (0..slots.div_ceil(CHUNK))
            .into_par_iter()
            .map(|chunk| {
                let mut counts = empty();
                for slot in (chunk * CHUNK..((chunk + 1) * CHUNK).min(slots)).filter(|slot| there(*slot)) {
                    let mut all = (Bits::MAX, !self.excluded(slot));
                    for (player, counts) in counts.iter_mut().take(self.columns.len()).enumerate() {
                        let (surely, possibly) = self.bits(player, slot);
                        counts[0][usize::from(surely)] += 1;
                        counts[1][usize::from(possibly)] += 1;
                        all = (all.0 & surely, all.1 & possibly);
                    }
                    counts[self.columns.len()][0][usize::from(all.0)] += 1;
                    counts[self.columns.len()][1][usize::from(all.1)] += 1;
                }
                counts
            })
            .reduce(empty, |mut sum, counts| {
                for (sum, counts) in sum.iter_mut().flatten().zip(counts.iter().flatten()) {
                    sum.iter_mut().zip(counts).for_each(|(sum, count)| *sum += count);
                }
                sum
            })
    }

    /// The head of the answer; at most `listed` states in it.
    #[must_use]
    pub fn finding_head(&self, listed: usize) -> StabilityFinding {
        let histograms = self.histograms();
        let with = |histogram: &[u64], bit: usize| -> u64 {
            histogram.iter().enumerate().filter(|(pattern, _)| pattern >> bit & 1 == 1).map(|(_, count)| count).sum()
        };
        let states = self.game.states();
        let count = |[surely, possibly]: &[Vec<u64>; 2]| -> Vec<Count> {
            (0..self.concepts.len())
                .map(|bit| {
                    let (yes, possible) = (with(surely, bit), with(possibly, bit));
                    Count { yes, no: states - possible, unknown: possible - yes }
                })
                .collect()
        };
        let (last, players) = histograms.split_last().expect("there is one more histogram than players");
        let asked = self.computed.iter().fold(Bits::MAX, |bits, computed| bits & computed) & self.asked();
        let belong: u64 = last[1].iter().enumerate().filter(|(pattern, _)| pattern & usize::from(asked) != 0).map(|(_, count)| count).sum();
        let listed = self.firmest(&last[1], asked, listed);
        let equilibria = count(last);
        StabilityFinding {
            uncertified: equilibria.iter().map(|count| count.yes).sum::<u64>() * self.columns.len() as u64,
            frame: self.game.description.clone(),
            concepts: self
                .concepts
                .iter()
                .map(|concept| ConceptDescription { id: concept.id, name: concept.name, says: concept.says })
                .collect(),
            equilibria,
            parties: players.iter().map(|histogram| PartyCount { stable: count(histogram) }).collect(),
            not_listed: belong - listed.len() as u64,
            listed,
        }
    }

    /// Of the states that are or may be equilibria under some of the concepts `asked` for, as many as `limit`: those first that are
    /// so under the most concepts, then in order. `patterns`: how many states have each pattern of concepts.
    fn firmest(&self, patterns: &[u64], asked: Bits, limit: usize) -> Vec<StateVerdicts> {
        let firmness = |possibly: Bits| (possibly & asked).count_ones();
        let mut with = [0u64; Bits::BITS as usize + 1];
        for (pattern, count) in (Bits::MIN..=Bits::MAX).zip(patterns) {
            with[firmness(pattern) as usize] += count;
        }
        // how many of each firmness are taken
        let mut left = limit as u64;
        for (firmness, with) in with.iter_mut().enumerate().rev() {
            *with = if firmness == 0 { 0 } else { (*with).min(left) };
            left -= *with;
        }
        let mut taken: Vec<(u32, StateVerdicts)> = Vec::new();
        let mut wanted: u64 = with.iter().sum();
        for (code, number) in self.game.feasible.codes().zip(0u64..) {
            if wanted == 0 {
                break;
            }
            let firmness = firmness(self.equilibrium_bits(self.slot(code, number)).1);
            if with[firmness as usize] > 0 {
                with[firmness as usize] -= 1;
                wanted -= 1;
                taken.push((firmness, self.row(code, number)));
            }
        }
        taken.sort_by_key(|(firmness, _)| std::cmp::Reverse(*firmness));
        taken.into_iter().map(|(_, row)| row).collect()
    }

    /// The answer, with at most `listed` states in it.
    #[must_use]
    pub fn answer(&self, case_digest: &str, listed: usize) -> Answer<StabilityFinding> {
        let finding = self.finding_head(listed);
        let defined: Vec<bool> = (0..self.concepts.len()).map(|bit| self.undefined >> bit & 1 == 0).collect();
        let headline = super::headline::sentence(&finding, &defined, self.stopped.is_some());
        Answer { headline, finding, because: Vec::new(), made: self.made(case_digest) }
    }

    /// How the verdicts were made.
    #[must_use]
    pub fn made(&self, case_digest: &str) -> Made {
        Made {
            method: format!("graph model for conflict resolution; {}", self.engine),
            exactness: self.exactness(),
            stopped: self.stopped,
            case_digest: case_digest.into(),
            version: env!("CARGO_PKG_VERSION").into(),
        }
    }
}

impl Stability<'_> {
    /// Which findings are exact and which are bounds.
    fn exactness(&self) -> String {
        let is_attitude = |concept: &&Concept| matches!(concept.judgement, Judgement::Attitude(_));
        if !self.concepts.is_empty() && self.concepts.iter().all(is_attitude) {
            return "exact, given the model and what the concepts take each party's attitude to its own unknown preferences to be".into();
        }
        let strength_is_open = super::strength_may_be_unknown(self.game, &self.concepts);
        if !super::may_be_unknown(self.game) && !strength_is_open {
            return "exact, given the model".into();
        }
        let names = |which: fn(Deterrence) -> bool| -> Vec<String> {
            self.concepts
                .iter()
                .filter(|concept| concept.judgement == Judgement::Stated && which(concept.deterrence))
                .map(|concept| concept.id.replace('_', "-").to_uppercase())
                .collect()
        };
        let simultaneous = names(|deterrence| matches!(deterrence, Deterrence::Sanctions { simultaneous: Some(_), .. }));
        let sequential = names(|deterrence| matches!(deterrence, Deterrence::Sanctions { credible: true, simultaneous: None, .. }));
        let mut bounds: Vec<String> = Vec::new();
        if !sequential.is_empty() {
            match self.tightened {
                None => bounds.push(sequential.join(" and ")),
                Some(Tightened { cut: 0, .. }) => {}
                Some(Tightened { cut, .. }) => bounds.push(format!("{cut} of {} (the search for them was cut)", sequential.join(" and "))),
            }
        }
        bounds.extend(simultaneous);
        if strength_is_open {
            let degrees = self.concepts.iter().filter(|concept| matches!(concept.judgement, Judgement::Strong | Judgement::Weak));
            bounds.extend(degrees.map(|concept| concept.id.to_owned()));
        }
        let settled = match self.tightened {
            Some(Tightened { settled, .. }) if settled > 0 => {
                let verb = if settled == 1 { "one was" } else { "were" };
                let number = if settled == 1 { String::new() } else { format!("{settled} ") };
                format!("; of the sequential ones {number}{verb} settled by search")
            }
            Some(_) | None => String::new(),
        };
        if bounds.is_empty() {
            format!("exact over all preferences that agree with what is stated{settled}")
        } else {
            let bounds = bounds.join("; ");
            format!("exact over all preferences that agree with what is stated{settled}; but where unknown only bounds for {bounds}")
        }
    }
}

/// Adds verdicts indexed by number to verdicts indexed by code.
pub(super) fn merge(game: &Game, columns: &mut [Column], by_number: &[Column]) {
    for (column, more) in columns.iter_mut().zip(by_number) {
        if more.possibly.is_some() && column.possibly.is_none() {
            column.possibly = Some(column.surely.clone());
        }
        for (code, number) in game.feasible.codes().zip(0usize..) {
            column.surely[place(code)] |= more.surely[number];
            if let Some(possibly) = &mut column.possibly {
                possibly[place(code)] |= more.possibly.as_ref().unwrap_or(&more.surely)[number];
            }
        }
    }
}
