//! # The exchange model
//!
//! ## What it says
//! Two actors on opposite sides of two issues each give way on the one that matters less to them, so that both gain; others
//! gain or lose by it without being asked.
//!
//! ## Definition
//! Actor i wants `x_id` on issue d, with salience `s_id` and capability `c_id`, and votes `y_id`, at first what it wants. The
//! outcome expected is `O_d = Σ c s y / Σ c s`. Places are counted from 0 to 100 on each issue.
//! * Sides are taken at the start of a round: left of the outcome or right of it ([`Left`]). Pairs that stand on opposite sides
//!   on both of two issues can exchange; i asks for p and pays on q where `s_ip/s_iq > s_jp/s_jq`.
//! * A full move of j on p from its vote to `x_ip` shifts the outcome by `δp = |x_ip − y_jp| s_jp c_jp / Σ(c s)_p`; both gain
//!   the same if the other shift is `δq = δp (s_ip+s_jp)/(s_iq+s_jq)`. Where that would take i beyond `x_jq`, i moves in full
//!   and j in proportion. The gain of each is `δp s_ip − δq s_iq = δq s_jq − δp s_jp`.
//! * The exchange with the largest gain is realised, votes change, and all exchanges are reckoned anew that share one of the
//!   two (actor, issue paid on); until there is none with a gain. An actor never turns back on an issue within a round.
//! * With the cap ([`Cap::Demander`]) no shift takes an outcome past the one who asked for it; then every exchange over one of the two
//!   issues is reckoned anew, since the room left depends on where the outcome is.
//! * What an exchange is to any actor k: `Σ_d s_kd (|O_d − x_kd| − |O'_d − x_kd|)` over the two issues ([`Effect`]): *own* for
//!   the partners, *inner* for those who stand on the sides of one of the partners on both issues, *outer* for the rest.
//! * The next round starts at `x' = x + ((1−s) 0.4 + 0.1)(y − x)`, or as [`NextStart`] says; what an actor wants is then that.
//! * [`Sharing::Randomised`]: one of the two, drawn, is the winner and gets `g + pz (g_max − g)`, the loser `g − pz g`, with z
//!   drawn, p the [`Options::spread`] and `g_max` what the winner has where the loser gains nothing. [`Sharing::RandomRate`]:
//!   the rate δq/δp is drawn between the rates at which one of them gains nothing; the exchange that is best for both is
//!   realised; where there is none the actor that would gain most lowers that gain to what it would have in its second best,
//!   and all look again. After 1,000 concessions the one with most to share is realised.
//!
//! ## Reads and assumes
//! Positions, saliences, capabilities, on two issues or more. Without a stance on an issue an actor takes no part in it. The gains
//! of issues with different ranges are compared by shares of the range. The forecast is the outcome after the last round; on an issue with two points its place
//! between the ends is the probability of the higher one. On a single issue the model is not defined.
//!
//! ## When it misleads
//! Without the cap an outcome may be carried past the one who asked for the move, whose gain is then less than it is said to
//! be; the effects tell. Sides are those of the start of the round: where others have carried an outcome past an actor, it may
//! still be paid for giving way in its own favour. Exchanges bind nobody, and those who lose by them may prevent them.
//!
//! ## Complexity
//! Pairs of issues times pairs of actors, for each exchange realised.
//!
//! ## Example
//! ```
//! use detente_solve::forecast::{Column, Stance, Table, exchange};
//! let at = |position, salience| Some(Stance { position, salience, capability: 1.0 });
//! let issue = |stances| Column { low: 0.0, high: 100.0, reference_point: None, stances };
//! let table = Table { actors: 2, issues: vec![issue(vec![at(0.0, 0.9), at(100.0, 0.3)]), issue(vec![at(0.0, 0.3), at(100.0, 0.9)])] };
//! let forecast = exchange::forecast(&table, &Default::default(), &Default::default()).unwrap();
//! // Each gives way in full on the issue that matters less to it.
//! assert_eq!(forecast.rounds[0].after, [Some(0.0), Some(100.0)]);
//! ```
//!
//! ## References
//! F. N. Stokman and R. van Oosten (1994), in Bueno de Mesquita and Stokman (eds), *European Community Decision Making*, Yale, 105–127.
//! J. Arregui, F. Stokman and R. Thomson (2006), in Thomson, Stokman, Achen and König (eds), *The European Union Decides*, Cambridge,
//! ch. 5. J. Dijkstra, M. van Assen and F. Stokman (2008), *Journal of Theoretical Politics* 20:415–441 (effects on others).

mod choose;
mod model;
mod options;
mod pairs;
mod scene;

use super::Table;
use choose::Offer;
use detente_model::control::{Control, Stopped};
pub use model::MODEL;
pub use options::{Cap, Left, NextStart, Options, Sharing, Ties};
use pairs::{Draws, Pair, Scope, pairs};
use scene::{Scene, unscaled};

/// A run.
#[derive(Clone, PartialEq, Debug)]
pub struct Forecast {
    /// Round by round.
    pub rounds: Vec<Round>,
    /// Where actors would start the round after the last: `[issue][actor]` in the units of the issue.
    pub positions: Vec<Vec<Option<f64>>>,
}

/// One round.
#[derive(Clone, PartialEq, Debug)]
pub struct Round {
    /// What each wants in this round: `[issue][actor]` in the units of the issue.
    pub positions: Vec<Vec<Option<f64>>>,
    /// The outcomes before anything is exchanged; none where nobody has any weight.
    pub before: Vec<Option<f64>>,
    /// The exchanges realised, in order.
    pub exchanges: Vec<Exchange>,
    /// How each votes in the end: `[issue][actor]`.
    pub votes: Vec<Vec<Option<f64>>>,
    /// The outcomes then.
    pub after: Vec<Option<f64>>,
}

/// An exchange realised.
#[derive(Clone, PartialEq, Debug)]
pub struct Exchange {
    /// The two partners; the first is the one that asks on the earlier of the two issues. Each pays on the issue on which the other asks.
    pub partners: [Partner; 2],
    /// Whether one of them had moved on the issue that it pays on before, in this round.
    pub again: bool,
    /// What it is to each actor with a stance on one of the issues, in the order of the actors.
    pub effects: Vec<Effect>,
}

/// What one partner gives and gets.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Partner {
    /// Who.
    pub actor: usize,
    /// The issue on which it gives way.
    pub pays_on: usize,
    /// Its vote before, in the units of the issue.
    pub from: f64,
    /// Its vote after.
    pub to: f64,
    /// What the other one wants there.
    pub asked: f64,
    /// The outcome of that issue before.
    pub before: f64,
    /// The outcome after.
    pub after: f64,
    /// What it gains, in hundredths of the range times salience, if no outcome passes it.
    pub gain: f64,
}

/// Who somebody is to an exchange.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Circle {
    /// A partner.
    Own,
    /// On the sides of a partner on both issues.
    Inner,
    /// Anybody else.
    Outer,
}

impl Circle {
    /// The name in tables.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::Own => "own",
            Self::Inner => "inner",
            Self::Outer => "outer",
        }
    }
}

/// What an exchange is to somebody.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Effect {
    /// To whom.
    pub actor: usize,
    /// Who that is.
    pub circle: Circle,
    /// By how much the outcomes come nearer to what it wants, in hundredths of the range times salience; negative if they go away.
    pub gain: f64,
}

/// Runs the model.
///
/// # Errors
/// [`Stopped`] if the caller asked to stop.
pub fn forecast(table: &Table, options: &Options, control: &Control<'_>) -> Result<Forecast, Stopped> {
    let mut scene = Scene::new(table, options);
    let mut rounds = Vec::new();
    for number in 0..options.rounds {
        let before = outcomes(&scene, table);
        let positions = values(&scene, table, |place| place.wants);
        let exchanges = round(&mut scene, table, options, number, control)?;
        let votes = values(&scene, table, |place| place.votes);
        rounds.push(Round { positions, before, exchanges, votes, after: outcomes(&scene, table) });
        start_next(&mut scene, options);
    }
    Ok(Forecast { rounds, positions: values(&scene, table, |place| place.wants) })
}

fn outcomes(scene: &Scene, table: &Table) -> Vec<Option<f64>> {
    table.issues.iter().enumerate().map(|(at, issue)| scene.outcome(at).map(|outcome| unscaled(issue, outcome))).collect()
}

fn values(scene: &Scene, table: &Table, of: impl Fn(&scene::Place) -> f64) -> Vec<Vec<Option<f64>>> {
    let line = |(issue, line): (_, &Vec<Option<scene::Place>>)| {
        line.iter().map(|place| place.as_ref().map(|place| unscaled(issue, of(place)))).collect()
    };
    table.issues.iter().zip(&scene.places).map(line).collect()
}

/// Realises exchanges until there is none with a gain.
fn round(scene: &mut Scene, table: &Table, options: &Options, number: usize, control: &Control<'_>) -> Result<Vec<Exchange>, Stopped> {
    let pairs = pairs(scene);
    let offer = |scene: &Scene, at: usize| {
        let pair = pairs[at];
        let scope = Scope::new(scene, pair, options)?;
        let shifts = scope.shifts(options, Draws::new(options, number, at));
        Some(Offer { number: at, pair, scope, shifts }).filter(Offer::is_worth_it)
    };
    let mut offers: Vec<Offer> = (0..pairs.len()).filter_map(|at| offer(scene, at)).collect();
    let mut realised = Vec::new();
    while let Some(next) = choose::next(&offers, table.actors, options, number, realised.len()) {
        control.check()?;
        realised.push(realise(scene, table, next));
        let Pair { first, second, asked, paid } = next.pair;
        let moved = [(first, paid), (second, asked)];
        let is_stale = |pair: Pair| match options.cap {
            Cap::Unlimited => moved.contains(&(pair.first, pair.paid)) || moved.contains(&(pair.second, pair.asked)),
            Cap::Demander => [pair.asked, pair.paid].iter().any(|issue| [asked, paid].contains(issue)),
        };
        let mut kept = vec![None; pairs.len()];
        for offer in offers {
            kept[offer.number] = Some(offer);
        }
        offers = (0..pairs.len()).filter_map(|at| if is_stale(pairs[at]) { offer(scene, at) } else { kept[at] }).collect();
    }
    Ok(realised)
}

/// Both move, and everybody feels it.
fn realise(scene: &mut Scene, table: &Table, offer: Offer) -> Exchange {
    let Pair { first, second, asked, paid } = offer.pair;
    let gains = [offer.scope.first_gains(offer.shifts), offer.scope.second_gains(offer.shifts)];
    let ways = [(first, paid, second, offer.shifts.paid, gains[0]), (second, asked, first, offer.shifts.asked, gains[1])];
    let before = [scene.outcome(paid).unwrap_or_default(), scene.outcome(asked).unwrap_or_default()];
    let mut again = false;
    let partners = ways.map(|(actor, pays_on, other, shift, gain)| {
        let issue = &table.issues[pays_on];
        let (weights, wanted) = (scene.weights[pays_on], scene.place(pays_on, other).map_or(0.0, |place| place.wants));
        let outcome = scene.outcome(pays_on).unwrap_or_default();
        let mut moved = (0.0, 0.0);
        if let Some(place) = scene.places[pays_on][actor].as_mut() {
            let way = wanted - place.votes;
            let distance = shift * weights / place.weight;
            // A full move ends where it should, to the last digit.
            let to = if distance >= way.abs() * (1.0 - 1e-12) { wanted } else { place.votes + distance * way.signum() };
            again |= place.direction != 0.0;
            place.direction = way.signum();
            moved = (place.votes, to);
            place.votes = to;
        }
        Partner {
            actor,
            pays_on,
            from: unscaled(issue, moved.0),
            to: unscaled(issue, moved.1),
            asked: unscaled(issue, wanted),
            before: unscaled(issue, outcome),
            after: unscaled(issue, scene.outcome(pays_on).unwrap_or_default()),
            gain,
        }
    });
    let after = [scene.outcome(paid).unwrap_or_default(), scene.outcome(asked).unwrap_or_default()];
    let effects = (0..table.actors).filter_map(|actor| effect(scene, offer.pair, actor, before, after)).collect();
    Exchange { partners, again, effects }
}

/// What it is to an actor; none where it has no stance on either issue.
fn effect(scene: &Scene, pair: Pair, actor: usize, before: [f64; 2], after: [f64; 2]) -> Option<Effect> {
    let issues = [pair.paid, pair.asked];
    let places = issues.map(|issue| scene.place(issue, actor));
    if places.iter().all(Option::is_none) {
        return None;
    }
    let gain = places.iter().zip(before).zip(after).filter_map(|((place, before), after)| {
        let place = place.as_ref()?;
        Some(place.salience * ((before - place.wants).abs() - (after - place.wants).abs()))
    });
    let sides = |actor: usize| issues.map(|issue| scene.place(issue, actor).map(|place| place.left));
    let circle = if actor == pair.first || actor == pair.second {
        Circle::Own
    } else if [pair.first, pair.second].iter().any(|partner| sides(*partner) == sides(actor)) {
        Circle::Inner
    } else {
        Circle::Outer
    };
    Some(Effect { actor, circle, gain: gain.sum() })
}

/// Where the next round starts.
fn start_next(scene: &mut Scene, options: &Options) {
    for place in scene.places.iter_mut().flatten().flatten() {
        let share = match options.next_start {
            NextStart::Drawn => (1.0 - place.salience) * options.salience_weight + options.fixed_weight,
            NextStart::Votes => 1.0,
            NextStart::Positions => 0.0,
        };
        place.wants += share * (place.votes - place.wants);
        place.votes = place.wants;
        place.direction = 0.0;
    }
    scene.take_sides(options);
}
