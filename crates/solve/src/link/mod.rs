//! What changes if a party ties its consent on one issue to something else.
//!
//! ## What it says
//! Where agreements on one issue at a time lead without the link and where with it, who gains, and whether the party would do what it threatens and
//! promises.
//!
//! ## Definition
//! A link of q to a condition V by party i: i takes part in agreements that change q only if V holds in the result; where it has a veto on q, what V mentions may
//! change together with q, with i's part and V in the result. It has no effect where somebody decides q alone, or i has no part in deciding it. All else as
//! in joint evolution ([`crate::evolution::joint`]), one issue at a time.
//!
//! The party's fortunes after something are the interval [worst, best] over the states of the closed sets that this leads to; an interval is at least as good
//! as another if both its ends are.
//!
//! *Threat.* At each state reached with the link in which V does not hold, and for each change of q alone to a state without V by which others gain who need i for it:
//! withholding (what follows with the link) is at least as good for i as consenting (what follows there without the link, which then is broken).
//! *Promise.* At each state reached with the link in which V holds, and for each change of q alone to a state with V that others ask for: consenting (what follows
//! there with the link) is at least as good as refusing (what follows if i takes no part in changes of q). Where q and what V mentions change in one step
//! there is nothing to promise.
//!
//! ## When it misleads
//! What is credible here is so to parties that look to where steps which pay lead, and no further. One refusal may serve a reputation that the frame does not hold.
//!
//! ## Complexity
//! A joint evolution for each choice that is looked at, up to [`CHOICES`] for the threat and as many for the promise; how many there are beyond is said.
//!
//! ## References
//! R. D. Tollison and T. D. Willett (1979), "An economic theory of mutually advantageous issue linkages in international negotiations", *International
//! Organization* 33:425–449, for the idea.

mod credible;
mod headline;

use crate::evolution::joint::{Changes, Joint, JointError, JointEvolution, Tie, Together, interval};
use crate::known::Ranks;
use detente_model::answer::{
    AgreedStep, Answer, Concerned, LinkDescription, LinkEffect, LinkEnd, LinkFinding, LinkReach, LinkSide, Made, Reason, Shift, Span,
};
use detente_model::case::Case;
use detente_model::control::Control;
use detente_model::index::PartyId;
use detente_model::order::{Order, Standing};
use detente_space::Game;
use detente_space::moves::answers;
use detente_space::ranks::Slots;

/// So many choices are looked at, of the threat and of the promise.
pub const CHOICES: u64 = 2000;

/// What is asked.
#[derive(Clone, PartialEq, Debug)]
pub struct Asked {
    /// The link's name in the case, if it has one.
    pub id: Option<String>,
    /// The name for readers.
    pub name: String,
    /// The link. Its issue must vary in the frame and be an issue.
    pub tie: Tie,
    /// Its condition as it was written.
    pub only_if: String,
    /// Whether members may change options of theirs in the same step.
    pub options: bool,
    /// What it rests on.
    pub because: Vec<Reason>,
}

/// The answer: what changes from the state with number `start` (from 0).
///
/// # Errors
/// Of joint evolution; also when the link's issue does not vary.
pub fn answer(case: &Case, game: &Game, start: u64, asked: &Asked, control: &Control<'_>) -> Result<Answer<LinkFinding>, JointError> {
    let finding = analyse(case, game, start, asked, control)?;
    let known = finding.without.unsure == 0 && finding.with.unsure == 0;
    let made = Made {
        method: "improvements of single parties and joint improvements on one issue at a time, without the link and with it; closed sets compared".into(),
        exactness: if known {
            "exact, given the model"
        } else {
            "steps that surely pay; more may, for all that is stated"
        }
        .into(),
        stopped: None,
        case_digest: case.digest.clone(),
        version: env!("CARGO_PKG_VERSION").into(),
    };
    Ok(Answer { headline: headline::sentences(&finding), finding, because: asked.because.clone(), made })
}

/// A party with what is known of its order.
pub(crate) struct View {
    pub(crate) concerned: Concerned,
    pub(crate) party: PartyId,
    /// Its place among the consenters, if it is one.
    pub(crate) consenter: Option<usize>,
    pub(crate) order: Ranks,
}

/// What the analysis reads.
struct World<'a> {
    game: &'a Game,
    joint: Joint<'a>,
    views: Vec<View>,
}

/// Between what a party's fortunes lie: the numbers of states.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Ends {
    worst: Option<u32>,
    best: Option<u32>,
}

impl World<'_> {
    fn ends(&self, view: usize, evolution: &JointEvolution) -> Ends {
        let found = interval(self.views[view].order.columns(), evolution.closed().iter().flatten().copied());
        Ends { worst: found.worst, best: found.best }
    }

    fn span(&self, ends: Ends) -> Span {
        let state = |state: Option<u32>| state.map(|state| self.game.state(u64::from(state)));
        Span { worst: state(ends.worst), best: state(ends.best) }
    }

    /// How the first interval compares with the second.
    fn shift(&self, view: usize, first: Ends, second: Ends) -> Shift {
        if first == second && first.worst.is_some() && first.best.is_some() {
            return Shift::Same;
        }
        let order = &self.views[view].order;
        let pair = |a: Option<u32>, b: Option<u32>| match (a, b) {
            (Some(a), Some(b)) => order.standing(a as usize, b as usize),
            (Some(_) | None, _) => Standing::Unknown,
        };
        match (pair(first.worst, second.worst), pair(first.best, second.best)) {
            (Standing::Unknown, _) | (_, Standing::Unknown) => Shift::Unknown,
            (Standing::Indifferent, Standing::Indifferent) => Shift::Same,
            (Standing::Better | Standing::Indifferent, Standing::Better | Standing::Indifferent) => Shift::Better,
            (Standing::Worse | Standing::Indifferent, Standing::Worse | Standing::Indifferent) => Shift::Worse,
            (Standing::Better, Standing::Worse) | (Standing::Worse, Standing::Better) => Shift::Mixed,
        }
    }

    /// Positions in the list of parties for a set of consenters.
    fn positions(&self, movers: &[usize]) -> Vec<usize> {
        movers.iter().filter_map(|mover| self.views.iter().position(|view| view.consenter == Some(*mover))).collect()
    }

    fn side(&self, evolution: &JointEvolution) -> LinkSide {
        let state = |state: &u32| self.game.state(u64::from(*state));
        let end = |set: &Vec<u32>| LinkEnd {
            count: set.len() as u64,
            states: set.iter().take(LinkFinding::LISTED).map(state).collect(),
            way: evolution
                .way_to(set[0])
                .unwrap_or_default()
                .iter()
                .map(|step| AgreedStep { movers: self.positions(&step.movers), joint: step.joint, to: state(&step.to) })
                .collect(),
        };
        LinkSide {
            reached: evolution.count() as u64,
            agreed: evolution.reached().filter(|state| evolution.is_left_together(*state) == Some(false)).count() as u64,
            unsure: evolution.unsure(),
            ends_count: evolution.closed().len() as u64,
            ends: evolution.closed().iter().take(LinkFinding::LISTED).map(end).collect(),
        }
    }
}

/// The parties that can move, have a say, or of whom something is stated.
pub(crate) fn views(case: &Case, game: &Game) -> Vec<View> {
    let view = |party: PartyId| {
        let consenter = game.consent.parties.iter().position(|consenter| consenter.party == party);
        let order = case.order(party, &game.phase);
        let unknown = order == Order::Unknown;
        if consenter.is_none() && unknown {
            return None;
        }
        let player = game.players.iter().position(|player| player.party == party);
        let described = &case.parties[party];
        let concerned = Concerned { id: described.id.clone(), name: described.name.clone(), player, preference_unknown: unknown };
        Some(View { concerned, party, consenter, order: Ranks::new(game.columns(&order, Slots::Numbers)) })
    };
    case.parties.ids().filter_map(view).collect()
}

/// The same without the words around it.
///
/// # Errors
/// As [`answer`].
pub fn analyse(case: &Case, game: &Game, start: u64, asked: &Asked, control: &Control<'_>) -> Result<LinkFinding, JointError> {
    let world = World { game, joint: Joint::new(game)?, views: views(case, game) };
    let axes = game.codes.axes();
    let on = axes.iter().position(|axis| axis.variable == asked.tie.on).ok_or(JointError::DoesNotVary)?;
    let holds = answers(game, &game.feasible.codes().collect::<Vec<u64>>(), &game.simplified(&asked.tie.only_if));
    let apart = Together { changes: Changes::OneIssue, options: asked.options, ..Together::default() };
    let tied = Together { ties: vec![asked.tie.clone()], ..apart.clone() };
    let without = world.joint.evolve(start, &apart, control)?;
    let with = world.joint.evolve(start, &tied, control)?;
    let consenter = game.consent.parties.iter().position(|consenter| consenter.party == asked.tie.party);
    let mut reach = LinkReach { states: game.states(), partakes: 0, veto: 0, holds: holds.iter().filter(|holds| **holds).count() as u64 };
    if let Some(consenter) = consenter {
        for state in (0..game.states()).map_while(|state| u32::try_from(state).ok()) {
            let (partakes, veto) = world.joint.say(consenter, on, state);
            reach.partakes += u64::from(partakes);
            reach.veto += u64::from(veto);
        }
    }
    let effects = (0..world.views.len())
        .map(|view| {
            let (before, after) = (world.ends(view, &without), world.ends(view, &with));
            LinkEffect { without: world.span(before), with: world.span(after), shift: world.shift(view, after, before) }
        })
        .collect();
    let party = world.views.iter().position(|view| view.party == asked.tie.party);
    let question = credible::Question { world: &world, party, consenter, on, holds: &holds, apart: &apart, tied: &tied, control };
    let (threat, promise) = (question.threat(&with)?, question.promise(&with)?);
    let mut parties: Vec<Concerned> = world.views.iter().map(|view| view.concerned.clone()).collect();
    let party = party.unwrap_or_else(|| {
        // it has no say here, and nothing is stated about it: it is named, and nothing more
        let described = &case.parties[asked.tie.party];
        parties.push(Concerned { id: described.id.clone(), name: described.name.clone(), player: None, preference_unknown: true });
        parties.len() - 1
    });
    let mut effects: Vec<LinkEffect> = effects;
    effects.resize_with(parties.len(), || {
        let nothing = Span { worst: None, best: None };
        LinkEffect { without: nothing.clone(), with: nothing, shift: Shift::Unknown }
    });
    let mentioned = game.simplified(&asked.tie.only_if).variables();
    let place_of = |variable| axes.iter().position(|axis| axis.variable == variable);
    Ok(LinkFinding {
        frame: game.description.clone(),
        start: game.state(start),
        parties,
        link: LinkDescription {
            id: asked.id.clone(),
            name: asked.name.clone(),
            party,
            on,
            only_if: asked.only_if.clone(),
            tied: mentioned.into_iter().filter_map(place_of).filter(|axis| *axis != on).collect(),
        },
        options: asked.options,
        reach,
        without: world.side(&without),
        with: world.side(&with),
        same_ends: without.closed() == with.closed(),
        effects,
        threat,
        promise,
    })
}
