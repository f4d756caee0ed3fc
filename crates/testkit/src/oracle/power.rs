//! Power in a simple game, by definition: all sets, all orders.

#![expect(clippy::cast_precision_loss, reason = "numbers of sets and orders of a few players are far below 2⁵²")]

/// What a rule gives to each player; fractions as they are defined.
#[derive(Clone, Debug, PartialEq)]
pub struct Power {
    /// How many sets win.
    pub winning: u64,
    /// How many of them lose whoever leaves.
    pub minimal: u64,
    /// Whether nothing passes without the player.
    pub veto: Vec<bool>,
    /// In how many sets without the player it makes the difference.
    pub swings: Vec<u64>,
    /// Shapley and Shubik's index.
    pub shapley_shubik: Vec<f64>,
    /// Deegan and Packel's index.
    pub deegan_packel: Vec<f64>,
    /// Holler and Packel's index.
    pub holler_packel: Vec<f64>,
    /// Whether two sets without a common member win.
    pub disjoint: bool,
}

/// By looking at every set (a bit for each player) and, for the Shapley–Shubik index, at every order of up to seven players; beyond that at the number
/// of orders that begin with each set.
pub fn power(players: usize, wins: &dyn Fn(usize) -> bool) -> Power {
    let sets = 1usize << players;
    let won: Vec<bool> = (0..sets).map(wins).collect();
    let members = |set: usize| (0..players).filter(move |player| set >> player & 1 == 1);
    let minimal: Vec<usize> = (0..sets).filter(|set| won[*set] && members(*set).all(|player| !won[*set ^ (1 << player)])).collect();
    let swings = |player: usize| (0..sets).filter(|set| set >> player & 1 == 0 && !won[*set] && won[*set | 1 << player]).count() as u64;
    let mean = |player: usize, of: &dyn Fn(u32) -> f64| -> f64 {
        minimal.iter().filter(|set| *set >> player & 1 == 1).map(|set| of(set.count_ones())).sum()
    };
    let memberships: f64 = minimal.iter().map(|set| f64::from(set.count_ones())).sum();
    Power {
        winning: won.iter().filter(|won| **won).count() as u64,
        minimal: minimal.len() as u64,
        veto: (0..players).map(|player| (0..sets).all(|set| !won[set] || set >> player & 1 == 1)).collect(),
        swings: (0..players).map(swings).collect(),
        shapley_shubik: if players <= 7 { by_orders(players, &won) } else { by_sets(players, &won) },
        deegan_packel: (0..players).map(|player| mean(player, &|size| 1.0 / f64::from(size)) / minimal.len() as f64).collect(),
        holler_packel: (0..players).map(|player| mean(player, &|_| 1.0) / memberships).collect(),
        disjoint: (0..sets).any(|a| won[a] && (0..sets).any(|b| a & b == 0 && won[b])),
    }
}

fn by_orders(players: usize, won: &[bool]) -> Vec<f64> {
    let mut pivots = vec![0u64; players];
    let mut orders = 0u64;
    let mut open: Vec<Vec<usize>> = vec![Vec::new()];
    while let Some(order) = open.pop() {
        if order.len() == players {
            orders += 1;
            let mut set = 0;
            for player in order {
                let next = set | 1usize << player;
                if !won[set] && won[next] {
                    pivots[player] += 1;
                }
                set = next;
            }
        } else {
            let rest = (0..players).filter(|player| !order.contains(player));
            open.extend(rest.map(|player| [order.as_slice(), &[player]].concat()));
        }
    }
    pivots.iter().map(|pivots| *pivots as f64 / orders as f64).collect()
}

fn by_sets(players: usize, won: &[bool]) -> Vec<f64> {
    let factorial = |number: usize| (1..=number).map(|factor| factor as f64).product::<f64>();
    let of = |player: usize| -> f64 {
        let swings = (0..won.len()).filter(|set| set >> player & 1 == 0 && !won[*set] && won[*set | 1 << player]);
        swings.map(|set| factorial(set.count_ones() as usize) * factorial(players - 1 - set.count_ones() as usize)).sum::<f64>()
    };
    (0..players).map(|player| of(player) / factorial(players)).collect()
}
