//! # Limited-move and non-myopic stability
//!
//! ## What it says
//! A party stays where it foresees, looking so many moves ahead and taking it that the other does the same, that leaving would end no better for it.
//!
//! ## Definition
//! For two parties i and j. What i anticipates from state s if it is to move and h moves may follow: `G_0(i, s) = s`; `G_h(i, s)` is the best for i of
//! `G_{h−1}(j, t)` over its moves t from s if that is strictly better for i than s, else s. State s is `L_h` stable for i iff i stays, `G_h(i, s) = s`. `L_1` is Nash
//! stability. Non-myopically stable (NM): `L_h` stable for all h from some h on.
//!
//! Where several moves are equally good, what they lead to is kept as a set. The earlier mover compares sets by the member worst for itself
//! ([`Outlook::Worst`]), or as an option by the best. Only the worst (best) rank for either party matters of a set, so that is what is kept. The anticipations for h
//! follow from those for h − 1 alone: once they repeat they go round, and s is NM stable iff it is stable throughout the round.
//!
//! ## Reads and assumes
//! Moves and orders of two parties, each of whom knows the other's order and takes turns: nobody moves twice in a row. With more or fewer than two parties
//! that can move it is not defined. Where an order is not known everywhere, the anticipations are not: `L_1` has the bounds of Nash stability, and for h > 1 s
//! is surely stable for i where nothing that alternating moves could lead to within h is possibly better for i; the rest is unknown.
//!
//! ## When it misleads
//! Where parties cannot foresee what the other wants, or need not take turns. Looking one move further may turn everything round.
//!
//! ## Complexity
//! Linear in the number of moves for each h; up to [`ROUNDS`] values of h are tried until the anticipations repeat. Quadratic in the number of states, at
//! worst, where an order is not known everywhere.
//!
//! ## Example
//! Chicken (`catalog/chicken`): looking three moves ahead, both keep the compromise; the two states that each would force are kept looking one move ahead alone.
//!
//! ## References
//! D. M. Kilgour (1985), "Anticipation and stability in two-person non-cooperative games"; D. M. Kilgour, K. W. Hipel and L. Fang (1987), *Automatica* 23:41–55;
//! S. J. Brams and D. Wittman (1981), "Nonmyopic equilibria in 2 × 2 games" (all as recalled). Sets of equal best moves are this program's reading.

use super::{count, headline};
use crate::known::Ranks;
use detente_model::answer::{Answer, Finding, LimitedFinding, LimitedVerdicts, Made, Outlook, WhyUnknown};
use detente_model::control::{Control, Stopped};
use detente_model::order::Order;
use detente_space::Game;
use detente_space::codes::{narrow, place};
use detente_space::moves::{Movement, TooRestricted};
use detente_space::ranks::Slots;

/// How many values of h are tried until the anticipations repeat.
pub const ROUNDS: u32 = 4096;

/// How many moves ahead may be asked for.
pub const MOVES: u32 = 64;

/// Beyond this many states limited moves are not analysed.
pub const STATES: u64 = 1 << 22;

/// What is asked.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Options {
    /// How many moves ahead, 1 to [`MOVES`].
    pub moves: u32,
    /// How sets of states are compared.
    pub outlook: Outlook,
}

impl Default for Options {
    fn default() -> Self {
        Self { moves: 6, outlook: Outlook::Worst }
    }
}

/// Why there is no answer.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum LimitedError {
    /// The caller stopped it.
    #[error("stopped")]
    Stopped(Stopped),
    /// The moves cannot be tabulated.
    #[error(transparent)]
    TooRestricted(#[from] TooRestricted),
    /// Too many states.
    #[error("{states} states: limited moves are analysed for up to {STATES}")]
    TooManyStates {
        /// How many there are.
        states: u64,
    },
    /// More or fewer moves than are analysed.
    #[error("{moves} moves ahead were asked for: 1 to {MOVES} are analysed")]
    Moves {
        /// How many were asked for.
        moves: u32,
    },
}

impl From<Stopped> for LimitedError {
    fn from(stopped: Stopped) -> Self {
        Self::Stopped(stopped)
    }
}

/// The answer to [`analyse`].
///
/// # Errors
/// As there.
pub fn answer(game: &Game, options: &Options, case_digest: &str, control: &Control<'_>) -> Result<Answer<LimitedFinding>, LimitedError> {
    let finding = analyse(game, options, control)?;
    let exactness = match (&finding.repeats, finding.defined) {
        (_, false) => "not defined for this frame",
        (Some(_), true) => "exact, given the model",
        (None, true) if crate::stability::may_be_unknown(game) => {
            "bounds: unknown where a preference that is not known everywhere could decide"
        }
        (None, true) => "exact for the moves asked for; the anticipations did not repeat, so that for any number of moves nothing is said",
    };
    let outlook = match options.outlook {
        Outlook::Worst => "worst",
        Outlook::Best => "best",
    };
    let made = Made {
        method: format!(
            "limited-move and non-myopic stability for two parties; equally good moves are compared by what is {outlook} for the earlier mover"
        ),
        exactness: exactness.into(),
        stopped: None,
        case_digest: case_digest.into(),
        version: env!("CARGO_PKG_VERSION").into(),
    };
    Ok(Answer { headline: headline::of_limited(&finding), finding, because: Vec::new(), made })
}

/// What one party anticipates from each state if it is to move.
#[derive(Clone, PartialEq, Eq)]
struct Anticipation {
    /// For each state the ranks, for one and the other party, of the worst (best) that it leads to.
    ends: [Vec<u32>; 2],
    /// For each state whether the party stays.
    stays: Vec<bool>,
}

/// Which states are stable for two parties that look some moves ahead.
///
/// # Errors
/// When there are too many states, moves cannot be tabulated, more moves are asked for than are analysed, or the caller stops it.
pub fn analyse(game: &Game, options: &Options, control: &Control<'_>) -> Result<LimitedFinding, LimitedError> {
    if options.moves == 0 || options.moves > MOVES {
        return Err(LimitedError::Moves { moves: options.moves });
    }
    if game.states() > STATES {
        return Err(LimitedError::TooManyStates { states: game.states() });
    }
    if game.players.len() != 2 {
        let columns = vec![
            vec![vec![Finding::Unknown(WhyUnknown::NotDefined); place(game.states())]; options.moves as usize + 1];
            game.players.len()
        ];
        return Ok(finding(game, options, false, None, &columns, &vec![Vec::new(); game.players.len()]));
    }
    let movement = Movement::new(game)?;
    let orders: [Ranks; 2] = [0, 1].map(|player| Ranks::new(game.ranks(player, Slots::Numbers)));
    if orders.iter().all(Ranks::is_ranked) {
        known(game, options, &movement, &orders, control)
    } else {
        bounds(game, options, &movement, &orders, control)
    }
}

/// The anticipations with one more move, given those with one fewer.
fn deepened(
    movement: &Movement,
    ranks: [&[u32]; 2],
    outlook: Outlook,
    before: &[Anticipation; 2],
    control: &Control<'_>,
) -> Result<[Anticipation; 2], Stopped> {
    control.check()?;
    let worse = |a: u32, b: u32| match outlook {
        Outlook::Worst => a.min(b),
        Outlook::Best => a.max(b),
    };
    let of = |mover: usize| {
        let next = &before[1 - mover];
        let states = movement.states();
        let mut ends = [ranks[0].to_vec(), ranks[1].to_vec()];
        let mut stays = vec![true; states];
        for state in 0..states {
            let Some(best) = movement.targets(mover, state).map(|to| next.ends[mover][to]).max().filter(|best| *best > ranks[mover][state])
            else {
                continue;
            };
            stays[state] = false;
            let mut all = movement.targets(mover, state).filter(|to| next.ends[mover][*to] == best);
            let first = all.next().expect("the best is reached");
            let both = all.fold([0, 1].map(|party: usize| next.ends[party][first]), |both, to| {
                [0, 1].map(|party: usize| worse(both[party], next.ends[party][to]))
            });
            ends[0][state] = both[0];
            ends[1][state] = both[1];
        }
        Anticipation { ends, stays }
    };
    Ok([of(0), of(1)])
}

fn known(
    game: &Game,
    options: &Options,
    movement: &Movement,
    orders: &[Ranks; 2],
    control: &Control<'_>,
) -> Result<LimitedFinding, LimitedError> {
    let ranks = [0, 1].map(|party: usize| orders[party].columns()[0].as_slice());
    let states = movement.states();
    let yes = |stays: &[bool]| stays.iter().map(|stays| if *stays { Finding::Yes } else { Finding::No }).collect::<Vec<_>>();
    let still = || Anticipation { ends: ranks.map(<[u32]>::to_vec), stays: vec![true; states] };
    let mut now = [still(), still()];
    let mut columns: Vec<Vec<Vec<Finding>>> = vec![Vec::new(); 2];
    let mut moves: Vec<Vec<Option<u32>>> = Vec::new();
    // Brent's way of finding a round: compare with the anticipations at the last power of two; what is stable since then
    let mut mark = (0, now.clone());
    let mut since = [vec![true; states], vec![true; states]];
    let mut repeats = None;
    for depth in 1..=ROUNDS.max(options.moves) {
        if repeats.is_some() && depth > options.moves {
            break;
        }
        control.report("limited moves", u64::from(depth), u64::from(options.moves.max(depth)));
        let deeper = deepened(movement, ranks, options.outlook, &now, control)?;
        if depth <= options.moves {
            columns.iter_mut().zip(&deeper).for_each(|(columns, party)| columns.push(yes(&party.stays)));
        }
        if depth == options.moves {
            moves = (0..2).map(|mover| best_moves(movement, ranks[mover], mover, &now[1 - mover])).collect();
        }
        now = deeper;
        if repeats.is_none() {
            for (since, party) in since.iter_mut().zip(&now) {
                since.iter_mut().zip(&party.stays).for_each(|(since, stays)| *since &= stays);
            }
            if now == mark.1 {
                repeats = Some((mark.0, depth - mark.0));
            } else if depth.is_power_of_two() {
                mark = (depth, now.clone());
                since = [vec![true; states], vec![true; states]];
            }
        }
    }
    for (columns, since) in columns.iter_mut().zip(&since) {
        columns.push(match repeats {
            Some(_) => yes(since),
            None => vec![Finding::Unknown(WhyUnknown::Budget); states],
        });
    }
    Ok(finding(game, options, true, repeats, &columns, &moves))
}

/// For each state the first of the best moves, where one is better than to stay.
fn best_moves(movement: &Movement, ranks: &[u32], mover: usize, next: &Anticipation) -> Vec<Option<u32>> {
    let best = |state: usize| {
        let best = movement.targets(mover, state).map(|to| next.ends[mover][to]).max().filter(|best| *best > ranks[state])?;
        movement.targets(mover, state).find(|to| next.ends[mover][*to] == best).map(narrow)
    };
    (0..movement.states()).map(best).collect()
}

/// What can be said where an order is not known everywhere.
fn bounds(
    game: &Game,
    options: &Options,
    movement: &Movement,
    orders: &[Ranks; 2],
    control: &Control<'_>,
) -> Result<LimitedFinding, LimitedError> {
    let why = if game.players.iter().any(|player| player.order == Order::Unknown) { WhyUnknown::Preference } else { WhyUnknown::Undecided };
    let of = |mover: usize, state: usize| -> Result<Vec<Finding>, Stopped> {
        control.check()?;
        let order = &orders[mover];
        let improves = |surely: bool| movement.targets(mover, state).any(|to| order.better(to, state, surely));
        let mut findings = vec![Finding::from_bounds(!improves(false), !improves(true), why)];
        // the fewest alternating moves, the party's own first, that may lead to something better
        let mut seen = [vec![false; movement.states()], vec![false; movement.states()]];
        let (mut layer, mut turn, mut steps, mut fewest) = (vec![state], mover, 0u32, None);
        while !layer.is_empty() && fewest.is_none() {
            steps += 1;
            let mut next = Vec::new();
            for from in layer {
                for to in movement.targets(turn, from) {
                    if !std::mem::replace(&mut seen[turn][to], true) {
                        next.push(to);
                    }
                }
            }
            if next.iter().any(|to| order.better(*to, state, false)) {
                fewest = Some(steps);
            }
            (layer, turn) = (next, 1 - turn);
        }
        for moves in 2..=options.moves {
            findings.push(if fewest.is_none_or(|fewest| fewest > moves) { Finding::Yes } else { Finding::Unknown(why) });
        }
        findings.push(if fewest.is_none() { Finding::Yes } else { Finding::Unknown(why) });
        Ok(findings)
    };
    let mut columns = vec![vec![Vec::new(); options.moves as usize + 1]; 2];
    for (mover, columns) in columns.iter_mut().enumerate() {
        for state in 0..movement.states() {
            columns.iter_mut().zip(of(mover, state)?).for_each(|(column, finding): (&mut Vec<Finding>, Finding)| column.push(finding));
        }
    }
    Ok(finding(game, options, true, None, &columns, &[Vec::new(), Vec::new()]))
}

/// The finding. `columns`: for each party, for each number of moves and last for any number, the findings of all states; `moves`: for each party
/// where it would go from each state, or nothing.
fn finding(
    game: &Game,
    options: &Options,
    defined: bool,
    repeats: Option<(u32, u32)>,
    columns: &[Vec<Vec<Finding>>],
    moves: &[Vec<Option<u32>>],
) -> LimitedFinding {
    let depths = options.moves as usize + 1;
    let row = |state: usize| {
        let stable: Vec<Vec<Finding>> = columns.iter().map(|columns| columns.iter().map(|column| column[state]).collect()).collect();
        let all = |depth: usize| match defined {
            true => Finding::all(stable.iter().map(|stable| stable[depth])),
            false => Finding::Unknown(WhyUnknown::NotDefined),
        };
        LimitedVerdicts {
            state: game.state(state as u64),
            equilibrium: (0..depths).map(all).collect(),
            stable,
            moves: moves.iter().map(|moves| moves.get(state).copied().flatten().map(|to| game.state(u64::from(to)))).collect(),
        }
    };
    let states: Vec<LimitedVerdicts> = (0..place(game.states())).map(row).collect();
    LimitedFinding {
        frame: game.description.clone(),
        moves: options.moves,
        outlook: options.outlook,
        defined,
        repeats,
        equilibria: (0..depths).map(|depth| count(states.iter().map(|row| row.equilibrium[depth]))).collect(),
        states,
    }
}
