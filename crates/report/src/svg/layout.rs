//! Where the boxes and arcs of a layered graph go.
//!
//! The layers are given (steps from the status quo). Within a layer the order is found by barycentres (Sugiyama, Tagawa and
//! Toda 1981), the places by the nearest ones that keep the order and the distances (isotonic regression). Arcs that pass a
//! layer get a place in it, shared by all that go to the same box, so that no arc runs through a box.

/// A box to be placed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Node {
    /// Its layer, from 0.
    pub layer: usize,
    /// Whether it stands last in its layer.
    pub last: bool,
}

/// How large things are.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Sizes {
    /// The width of a box.
    pub width: f64,
    /// The height of a box.
    pub height: f64,
    /// The distance between boxes in a layer.
    pub between: f64,
    /// The distance between layers.
    pub gap: f64,
    /// The height kept free for an arc that passes a layer.
    pub pass: f64,
}

/// Where everything goes.
#[derive(Clone, PartialEq, Debug)]
pub struct Layout {
    /// The centre of each box.
    pub nodes: Vec<(f64, f64)>,
    /// The curve of each arc as cubic pieces: a start, then two control points and an end for each piece.
    pub arcs: Vec<Vec<(f64, f64)>>,
    /// The centre of each layer.
    pub layers: Vec<f64>,
    /// The width of it all.
    pub width: f64,
    /// The height of it all.
    pub height: f64,
}

/// An item of a layer: a box, or the place at which arcs to a box pass.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Item {
    Node(usize),
    Pass(usize),
}

struct Places {
    layers: Vec<Vec<usize>>,
    items: Vec<(Item, usize)>,
    links: Vec<(usize, usize)>,
    /// For each arc, the items that it goes through.
    through: Vec<Vec<usize>>,
}

fn float(number: usize) -> f64 {
    f64::from(u32::try_from(number).unwrap_or(u32::MAX))
}

/// Places boxes and arcs (pairs of positions in `nodes`). Layers go from left to right.
#[must_use]
pub fn layered(nodes: &[Node], arcs: &[(usize, usize)], sizes: Sizes) -> Layout {
    let mut places = places(nodes, arcs);
    order(nodes, &mut places);
    let y = heights(&places, sizes);
    let step = sizes.width + sizes.gap;
    let x = |layer: usize| sizes.width / 2.0 + float(layer) * step;
    let centres: Vec<(f64, f64)> = nodes.iter().enumerate().map(|(index, node)| (x(node.layer), y[index])).collect();
    let ports = ports(nodes, arcs, &places, &y, sizes);
    let routes = arcs
        .iter()
        .enumerate()
        .map(|(index, (from, to))| {
            let (a, b) = (nodes[*from].layer, nodes[*to].layer);
            let (start, end) = ports[index];
            if a == b {
                let edge = x(a) + sizes.width / 2.0;
                let bulge = edge + (sizes.gap * 0.6).min(14.0 + (start - end).abs() * 0.1);
                return vec![(edge, start), (bulge, start), (bulge, end), (edge, end)];
            }
            let side = if a < b { sizes.width / 2.0 } else { -sizes.width / 2.0 };
            let mut curve = vec![(x(a) + side, start)];
            let bend = |curve: &mut Vec<(f64, f64)>, to: (f64, f64)| {
                let from = curve[curve.len() - 1];
                let middle = f64::midpoint(from.0, to.0);
                curve.extend([(middle, from.1), (middle, to.1), to]);
            };
            for item in &places.through[index] {
                let (_, layer) = places.items[*item];
                bend(&mut curve, (x(layer) - side, y[*item]));
                bend(&mut curve, (x(layer) + side, y[*item]));
            }
            bend(&mut curve, (x(b) - side, end));
            curve
        })
        .collect();
    let layers: Vec<f64> = (0..places.layers.len()).map(x).collect();
    let height = y.iter().zip(&places.items).map(|(y, (item, _))| y + half(*item, sizes)).fold(0.0, f64::max);
    let last = layers.last().copied().unwrap_or(0.0);
    let room = if arcs.iter().any(|(from, to)| nodes[*from].layer == nodes[*to].layer) { sizes.gap * 0.5 } else { 0.0 };
    Layout { nodes: centres, arcs: routes, width: last + sizes.width / 2.0 + room, height, layers }
}

fn half(item: Item, sizes: Sizes) -> f64 {
    match item {
        Item::Node(_) => sizes.height / 2.0,
        Item::Pass(_) => sizes.pass / 2.0,
    }
}

fn places(nodes: &[Node], arcs: &[(usize, usize)]) -> Places {
    let count = nodes.iter().map(|node| node.layer + 1).max().unwrap_or(0);
    let mut items: Vec<(Item, usize)> = nodes.iter().enumerate().map(|(index, node)| (Item::Node(index), node.layer)).collect();
    let mut links = Vec::new();
    let mut through = Vec::new();
    for (from, to) in arcs {
        let (a, b) = (nodes[*from].layer, nodes[*to].layer);
        let between: Vec<usize> = if a < b { (a + 1..b).collect() } else { (b + 1..a).rev().collect() };
        let mut chain = Vec::new();
        for layer in between {
            let wanted = (Item::Pass(*to), layer);
            let item = items.iter().position(|item| *item == wanted).unwrap_or_else(|| {
                items.push(wanted);
                items.len() - 1
            });
            chain.push(item);
        }
        if a != b {
            let mut before = *from;
            for next in chain.iter().copied().chain([*to]) {
                links.push((before, next));
                before = next;
            }
        }
        through.push(chain);
    }
    let mut layers = vec![Vec::new(); count];
    for (index, (_, layer)) in items.iter().enumerate() {
        layers[*layer].push(index);
    }
    Places { layers, items, links, through }
}

fn neighbours(places: &Places) -> Vec<Vec<usize>> {
    let mut neighbours = vec![Vec::new(); places.items.len()];
    for (a, b) in &places.links {
        neighbours[*a].push(*b);
        neighbours[*b].push(*a);
    }
    neighbours
}

/// Orders the layers so that few arcs cross: barycentres, forth and back; the best order met is kept.
fn order(nodes: &[Node], places: &mut Places) {
    let neighbours = neighbours(places);
    let last = |item: usize| matches!(places.items[item].0, Item::Node(node) if nodes[node].last);
    let mut rank = vec![0.0; places.items.len()];
    let number = |layers: &[Vec<usize>], rank: &mut [f64]| {
        for layer in layers {
            for (place, item) in layer.iter().enumerate() {
                rank[*item] = float(place) - float(layer.len()) / 2.0;
            }
        }
    };
    let mut layers = places.layers.clone();
    let mut best = (usize::MAX, layers.clone());
    for sweep in 0..12 {
        number(&layers, &mut rank);
        let crossed = crossings(&layers, &places.links, &places.items);
        if crossed < best.0 {
            best = (crossed, layers.clone());
        }
        let sequence: Vec<usize> = if sweep % 2 == 0 { (0..layers.len()).collect() } else { (0..layers.len()).rev().collect() };
        for index in sequence {
            let towards = |item: &usize| {
                let wanted: Vec<f64> = neighbours[*item]
                    .iter()
                    .filter(|other| {
                        let layer = places.items[**other].1;
                        if sweep % 2 == 0 { layer < index } else { layer > index }
                    })
                    .map(|other| rank[*other])
                    .collect();
                if wanted.is_empty() { rank[*item] } else { wanted.iter().sum::<f64>() / float(wanted.len()) }
            };
            let mut keyed: Vec<(bool, f64, usize)> = layers[index].iter().map(|item| (last(*item), towards(item), *item)).collect();
            keyed.sort_by(|a, b| a.0.cmp(&b.0).then(a.1.total_cmp(&b.1)));
            layers[index] = keyed.into_iter().map(|(_, _, item)| item).collect();
            let length = float(layers[index].len());
            for (place, item) in layers[index].iter().enumerate() {
                rank[*item] = float(place) - length / 2.0;
            }
        }
    }
    let crossed = crossings(&layers, &places.links, &places.items);
    places.layers = if crossed < best.0 { layers } else { best.1 };
    for layer in &mut places.layers {
        layer.sort_by_key(|item| matches!(places.items[*item].0, Item::Node(node) if nodes[node].last));
    }
}

/// How many pairs of arcs cross.
fn crossings(layers: &[Vec<usize>], links: &[(usize, usize)], items: &[(Item, usize)]) -> usize {
    let mut place = vec![0; items.len()];
    for layer in layers {
        for (index, item) in layer.iter().enumerate() {
            place[*item] = index;
        }
    }
    let mut crossed = 0;
    let mut by_layer: Vec<Vec<(usize, usize)>> = vec![Vec::new(); layers.len()];
    for (a, b) in links {
        let (left, right) = if items[*a].1 < items[*b].1 { (a, b) } else { (b, a) };
        by_layer[items[*left].1].push((place[*left], place[*right]));
    }
    for arcs in by_layer {
        for (index, (a, b)) in arcs.iter().enumerate() {
            crossed += arcs[index + 1..].iter().filter(|(c, d)| (a < c && b > d) || (a > c && b < d)).count();
        }
    }
    crossed
}

/// The height at which each item stands.
fn heights(places: &Places, sizes: Sizes) -> Vec<f64> {
    let neighbours = neighbours(places);
    let mut y = vec![0.0; places.items.len()];
    let offsets: Vec<Vec<f64>> = places
        .layers
        .iter()
        .map(|layer| {
            let mut offset = 0.0;
            let mut before: Option<usize> = None;
            let mut offsets = Vec::new();
            for item in layer {
                let halves = |item: usize| half(places.items[item].0, sizes);
                if let Some(before) = before {
                    offset += halves(before) + halves(*item) + sizes.between;
                }
                offsets.push(offset);
                before = Some(*item);
            }
            offsets
        })
        .collect();
    for (layer, offsets) in places.layers.iter().zip(&offsets) {
        let middle = offsets.last().copied().unwrap_or(0.0) / 2.0;
        for (item, offset) in layer.iter().zip(offsets) {
            y[*item] = offset - middle;
        }
    }
    for sweep in 0..10 {
        let sequence: Vec<usize> =
            if sweep % 2 == 0 { (0..places.layers.len()).collect() } else { (0..places.layers.len()).rev().collect() };
        for index in sequence {
            let wanted: Vec<f64> = places.layers[index]
                .iter()
                .zip(&offsets[index])
                .map(|(item, offset)| {
                    let others = &neighbours[*item];
                    let centre =
                        if others.is_empty() { y[*item] } else { others.iter().map(|other| y[*other]).sum::<f64>() / float(others.len()) };
                    centre - offset
                })
                .collect();
            for ((item, offset), base) in places.layers[index].iter().zip(&offsets[index]).zip(isotonic(&wanted)) {
                y[*item] = base + offset;
            }
        }
    }
    let top = y.iter().zip(&places.items).map(|(y, (item, _))| y - half(*item, sizes)).fold(f64::INFINITY, f64::min);
    y.iter().map(|y| y - top).collect()
}

/// The nearest non-decreasing sequence (pool adjacent violators).
fn isotonic(wanted: &[f64]) -> Vec<f64> {
    let mut blocks: Vec<(f64, usize)> = Vec::new();
    for value in wanted {
        blocks.push((*value, 1));
        while let [.., (a, m), (b, n)] = blocks[..]
            && a > b
        {
            blocks.pop();
            blocks.pop();
            blocks.push(((a * float(m) + b * float(n)) / float(m + n), m + n));
        }
    }
    blocks.into_iter().flat_map(|(value, count)| std::iter::repeat_n(value, count)).collect()
}

/// Where each arc leaves and enters its boxes: spread over the side, in the order of where it comes from or goes to.
fn ports(nodes: &[Node], arcs: &[(usize, usize)], places: &Places, y: &[f64], sizes: Sizes) -> Vec<(f64, f64)> {
    let mut ends: Vec<(f64, f64)> = arcs.iter().map(|(from, to)| (y[*from], y[*to])).collect();
    for node in 0..nodes.len() {
        for right in [true, false] {
            let mut here: Vec<(f64, usize, bool)> = Vec::new();
            for (index, (from, to)) in arcs.iter().enumerate() {
                let (a, b) = (nodes[*from].layer, nodes[*to].layer);
                if *from == node && (a <= b) == right {
                    let next = places.through[index].first().map_or(y[*to], |item| y[*item]);
                    here.push((next, index, true));
                }
                if *to == node && (a >= b) == right {
                    let before = places.through[index].last().map_or(y[*from], |item| y[*item]);
                    here.push((before, index, false));
                }
            }
            here.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
            let room = sizes.height - 12.0;
            let step = if here.len() > 1 { (room / float(here.len() - 1)).min(9.0) } else { 0.0 };
            let first = y[node] - step * float(here.len().saturating_sub(1)) / 2.0;
            for (place, (_, index, leaves)) in here.iter().enumerate() {
                let at = first + step * float(place);
                if *leaves {
                    ends[*index].0 = at;
                } else {
                    ends[*index].1 = at;
                }
            }
        }
    }
    ends
}

#[cfg(test)]
mod tests {
    use super::*;

    const SIZES: Sizes = Sizes { width: 60.0, height: 30.0, between: 10.0, gap: 80.0, pass: 10.0 };

    #[test]
    fn boxes_do_not_overlap_and_arcs_pass_beside_them() {
        // a fan with many arcs back
        let nodes: Vec<Node> =
            (0..40usize).map(|index| Node { layer: [0, 1, 1, 1, 2, 2, 2, 2, 3, 3][index % 10].min(index), last: false }).collect();
        let arcs: Vec<(usize, usize)> = (0..120usize).map(|index| (index * 7 % 40, index * 11 % 40)).filter(|(a, b)| a != b).collect();
        let layout = layered(&nodes, &arcs, SIZES);
        for (a, first) in layout.nodes.iter().enumerate() {
            for second in &layout.nodes[a + 1..] {
                let apart = (first.0 - second.0).abs() >= SIZES.width || (first.1 - second.1).abs() >= SIZES.height + SIZES.between - 0.01;
                assert!(apart, "{first:?} {second:?}");
            }
        }
        for (index, curve) in layout.arcs.iter().enumerate() {
            for point in curve.iter().step_by(3) {
                for (node, centre) in layout.nodes.iter().enumerate() {
                    let inside = (point.0 - centre.0).abs() < SIZES.width / 2.0 && (point.1 - centre.1).abs() < SIZES.height / 2.0;
                    assert!(!inside, "arc {index} meets box {node}");
                }
            }
        }
        assert_eq!(layout, layered(&nodes, &arcs, SIZES), "the same every time");
    }

    #[test]
    fn isotonic_is_nearest() {
        assert_eq!(isotonic(&[1.0, 3.0, 2.0, 4.0]), [1.0, 2.5, 2.5, 4.0]);
        assert_eq!(isotonic(&[]), [] as [f64; 0]);
    }
}
