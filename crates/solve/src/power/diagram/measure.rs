//! Passes over a diagram: counts in whole numbers, chances for eight nodes of an integral at a time.

use super::{Diagram, GivenUp};
use crate::power::counts::Minimal;
use crate::power::quadrature;
use crate::power::wide::{Wide, Width};
use detente_model::control::Control;
use detente_model::natural::Natural;
use detente_space::codes::place;

const LANES: usize = 8;
type Lanes = [f64; LANES];

fn at(node: u32) -> usize {
    place(u64::from(node))
}

/// How many sets win, and each player's swings, by level; none for too many players.
pub(super) fn exact(diagram: &Diagram) -> Option<(Natural, Vec<Natural>)> {
    Some(match Width::of(diagram.levels.len())? {
        Width::One => in_width::<1>(diagram),
        Width::Two => in_width::<2>(diagram),
        Width::Five => in_width::<5>(diagram),
        Width::Sixteen => in_width::<16>(diagram),
    })
}

fn in_width<const K: usize>(diagram: &Diagram) -> (Natural, Vec<Natural>) {
    let players = diagram.levels.len();
    // upwards: how many ways to win
    let mut ways: Vec<Vec<Wide<K>>> = vec![Vec::new(); players + 1];
    ways[players] = vec![Wide::ZERO, Wide::of(1)];
    for level in (0..players).rev() {
        ways[level] = diagram.levels[level].iter().map(|node| ways[level + 1][at(node[0])].plus(ways[level + 1][at(node[1])])).collect();
    }
    // downwards: how many ways to come here
    let mut come = vec![Wide::<K>::of(1)];
    let mut swings = Vec::with_capacity(players);
    for (level, nodes) in diagram.levels.iter().enumerate() {
        let after = &ways[level + 1];
        let mut next = vec![Wide::ZERO; after.len()];
        let mut sum = Wide::ZERO;
        for (node, come) in nodes.iter().zip(&come) {
            sum = sum.plus(come.times(after[at(node[1])].minus(after[at(node[0])])));
            for child in node {
                next[at(*child)] = next[at(*child)].plus(*come);
            }
        }
        swings.push(sum.natural());
        come = next;
    }
    (ways[0][0].natural(), swings)
}

/// One pass up and one down with these factors: for each level the sum over nodes of what leads there times `gain` of what joining and staying away
/// are worth.
fn pass(diagram: &Diagram, stay: &Lanes, join: &Lanes, gain: impl Fn(f64, f64) -> f64) -> Vec<Lanes> {
    let players = diagram.levels.len();
    let mut worth: Vec<Vec<Lanes>> = vec![Vec::new(); players + 1];
    worth[players] = vec![[0.0; LANES], [1.0; LANES]];
    for level in (0..players).rev() {
        let after = &worth[level + 1];
        let of = |node: &super::Node| {
            let (away, joined) = (&after[at(node[0])], &after[at(node[1])]);
            std::array::from_fn(|lane| stay[lane] * away[lane] + join[lane] * joined[lane])
        };
        worth[level] = diagram.levels[level].iter().map(of).collect();
    }
    let mut come: Vec<Lanes> = vec![[1.0; LANES]];
    let mut sums = Vec::with_capacity(players);
    for (level, nodes) in diagram.levels.iter().enumerate() {
        let after = &worth[level + 1];
        let mut next = vec![[0.0; LANES]; after.len()];
        let mut sum = [0.0; LANES];
        for (node, come) in nodes.iter().zip(&come) {
            let (away, joined) = (&after[at(node[0])], &after[at(node[1])]);
            for lane in 0..LANES {
                sum[lane] += come[lane] * gain(away[lane], joined[lane]);
                next[at(node[0])][lane] += come[lane] * stay[lane];
                next[at(node[1])][lane] += come[lane] * join[lane];
            }
        }
        sums.push(sum);
        come = next;
    }
    sums
}

/// The integral over what `pass` gives, by level.
fn integral(
    diagram: &Diagram,
    degree: usize,
    stay: impl Fn(f64) -> f64,
    gain: impl Fn(f64, f64) -> f64 + Copy,
    control: &Control<'_>,
) -> Result<Vec<f64>, GivenUp> {
    let mut sums = vec![0.0; diagram.levels.len()];
    for nodes in quadrature::for_degree(degree).chunks(LANES) {
        control.check()?;
        let node = |lane: usize| nodes.get(lane).copied().unwrap_or((0.0, 0.0));
        let join: Lanes = std::array::from_fn(|lane| node(lane).0);
        let stays: Lanes = std::array::from_fn(|lane| stay(node(lane).0));
        for (sum, lanes) in sums.iter_mut().zip(pass(diagram, &stays, &join, gain)) {
            *sum += (0..LANES).map(|lane| node(lane).1 * lanes[lane]).sum::<f64>();
        }
    }
    Ok(sums)
}

/// The Shapley–Shubik index, by level.
pub(super) fn shapley_shubik(diagram: &Diagram, swings: &[Natural], control: &Control<'_>) -> Result<Vec<f64>, GivenUp> {
    let degree = diagram.levels.len() - 1;
    let found = integral(diagram, degree, |t| 1.0 - t, |away, joined| joined - away, control)?;
    Ok(found.into_iter().zip(swings).map(|(value, swings)| if swings.is_zero() { 0.0 } else { value }).collect())
}

/// What is counted of the minimal sets, of which this is the diagram; by level. None for too many players.
pub(super) fn minimal(diagram: &Diagram, control: &Control<'_>) -> Result<Option<Minimal>, GivenUp> {
    let Some((count, _)) = exact(diagram) else { return Ok(None) };
    let one = [1.0; LANES];
    let memberships = pass(diagram, &one, &one, |_, joined| joined).into_iter().map(|lanes| lanes[0]).collect();
    let shares = integral(diagram, diagram.levels.len() - 1, |_| 1.0, |_, joined| joined, control)?;
    Ok(Some(Minimal { count, memberships, shares }))
}
