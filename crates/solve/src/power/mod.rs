//! Who holds the key, and to what.
//!
//! ## What it says
//! Under a rule: how often each party is the one that makes the difference, and whether anything passes without it. In the game: whether something can
//! come about without a party (necessary), whether a party can bring it about by committing itself (sufficient), and whether it depends on what
//! that party commits itself to (pivotal).
//!
//! ## Definition
//! A rule is a simple game: each set of the n parties wins or loses, and who joins a winning set leaves it winning. A **swing** of i is a set without i
//! that loses, and wins with i. **Veto**: all the others together lose. **Shapley–Shubik**: the share of the n! orders in which i turns the set
//! of those before it into a winning one. **Banzhaf**: swings of i over 2ⁿ⁻¹ (absolute), or over all swings (normalised). **Coleman**: swings over
//! winning sets (power to prevent) and over losing sets (to initiate). Over the minimal winning sets M: **Deegan–Packel** is the mean of
//! 1/|S| for those S that i is in and 0 for the rest, **Holler–Packel** i's share of all memberships. The game is in `game.rs`.
//!
//! ## Reads and assumes
//! The rule alone: every set, or every order, counts alike, whatever the parties want. A party that is named twice, or in several bodies, is one
//! player; whoever has taken the place of a party that has ended is that party. Indices are never multiplied.
//!
//! ## When it misleads
//! The indices answer different questions and may order parties differently (Deegan–Packel and Holler–Packel need not even grow with weight). A rule under which two
//! sets without a common member win can decide both ways at once: what the indices then mean is open, and it is warned about. Nothing is said about
//! who would vote with whom.
//!
//! ## Complexity
//! One weight: generating functions. Several weights and nested rules: a decision diagram, or all sets of up to 25 parties. Else draws, with
//! intervals. What cannot be counted is not computed, never nought. Numbers of sets are exact; Shapley–Shubik, Deegan–Packel and Holler–Packel are sums of
//! positive floats, or differences of chances, with an error below 10⁻¹¹.
//!
//! ## References
//! L. S. Shapley and M. Shubik (1954), *American Political Science Review* 48:787–792; J. F. Banzhaf (1965), *Rutgers Law Review* 19:317–343; J. S. Coleman
//! (1971), in *Social Choice*, ed. B. Lieberman; J. Deegan and E. W. Packel (1978), *International Journal of Game Theory* 7:113–123; M. J. Holler and
//! E. W. Packel (1983), *Zeitschrift für Nationalökonomie* 43:21–29.

mod ballot;
mod body;
mod counts;
mod diagram;
mod enumeration;
mod game;
mod generating;
mod headline;
mod quadrature;
mod rules;
mod sampling;
mod wide;

pub use ballot::Ballot;
pub use body::{Body, Gate};
pub use counts::Limits;
pub use game::{COMMITMENTS, STATES};
pub use rules::{Asked, answer};

use counts::{Counts, GivenUp};
use detente_model::answer::{Estimate, Made, NotDefined, PartyPower, PowerFinding, PowerMethod, PowerTable};
use detente_model::control::{Control, Stopped};
use detente_model::natural::Natural;

/// How sets are to be counted.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Engine {
    /// The first of the others that can.
    #[default]
    Auto,
    /// Generating functions: one weight.
    GeneratingFunction,
    /// A decision diagram: weights, `and`, `or`, "at least".
    DecisionDiagram,
    /// Every set: up to 25 parties.
    Enumeration,
    /// Draws.
    Sampling,
}

/// What is asked, beside the rule.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Options {
    /// The engine. One that cannot treat the rule counts nothing.
    pub engine: Engine,
    /// What engines may use.
    pub limits: Limits,
    /// The seed of draws.
    pub seed: u64,
    /// How many draws of orders, and of sets.
    pub draws: u64,
}

impl Default for Options {
    fn default() -> Self {
        Self { engine: Engine::Auto, limits: Limits::default(), seed: 1, draws: 10_000 }
    }
}

/// What a rule gives to players called so: `(id, name)`. What the rule is called, which issues it decides and when is left to the caller.
///
/// # Errors
/// The caller stopped it.
///
/// # Panics
/// There are not as many names as players.
pub fn table(body: &Body, names: &[(String, String)], options: &Options, control: &Control<'_>) -> Result<PowerTable, Stopped> {
    assert_eq!(body.players(), names.len(), "every player has a name");
    let blank = |(id, name): &(String, String)| PartyPower {
        id: id.clone(),
        name: name.clone(),
        veto: None,
        shapley_shubik: None,
        banzhaf: None,
        banzhaf_absolute: None,
        swings: None,
        coleman_prevent: None,
        coleman_initiate: None,
        deegan_packel: None,
        holler_packel: None,
    };
    let mut table = PowerTable {
        rule: String::new(),
        issues: Vec::new(),
        when: None,
        parties: names.iter().map(blank).collect(),
        winning: None,
        winning_share: None,
        minimal_winning: None,
        disjoint: None,
        not_defined: not_defined(body),
        method: PowerMethod::NotCounted,
    };
    if table.not_defined.is_some() {
        return Ok(table);
    }
    for (player, party) in table.parties.iter_mut().enumerate() {
        party.veto = Some(!body.wins(&|other| other != player));
    }
    match count(body, options, control)? {
        Some((method, counts)) => {
            table.method = method;
            fill_counted(&mut table, &counts);
        }
        None if matches!(options.engine, Engine::Auto | Engine::Sampling) => {
            table.method = PowerMethod::Sampling { seed: options.seed, draws: options.draws };
            fill_estimated(&mut table, &sampling::estimates(body, options.seed, options.draws.max(1), control)?);
        }
        None => {}
    }
    Ok(table)
}

/// How an answer was made.
fn made(finding: &PowerFinding, digest: &str) -> Made {
    let mut methods: Vec<&str> = Vec::new();
    for table in finding.tables.iter().filter(|table| table.method != PowerMethod::NotCounted) {
        let word = table.method.word();
        if !methods.contains(&word) {
            methods.push(word);
        }
    }
    let mut method = match methods.as_slice() {
        [] => "no rule was counted".to_owned(),
        methods => format!("the rule as a simple game, by {}", methods.join(", ")),
    };
    let drawn = finding.tables.iter().any(|table| matches!(table.method, PowerMethod::Sampling { .. }));
    let mut exactness = if methods.is_empty() {
        String::new()
    } else if drawn {
        "estimates from draws, with intervals of 95 %; vetoes are exact".to_owned()
    } else {
        "numbers of sets are exact, indices within 10⁻¹¹".to_owned()
    };
    if let Some(game) = &finding.game {
        method += &format!("; solutions under {} in the graph model, with improvements that several agree on", game.concept);
        let between = if exactness.is_empty() { "" } else { "; " };
        exactness += &format!("{between}in the game exact, given the model, where a finding is yes or no");
    }
    if exactness.is_empty() {
        exactness = "exact".to_owned();
    }
    Made { method, exactness, stopped: None, case_digest: digest.into(), version: env!("CARGO_PKG_VERSION").into() }
}

/// Why a rule defines no powers.
fn not_defined(body: &Body) -> Option<NotDefined> {
    match body.is_monotone() {
        Some(false) => return Some(NotDefined::NotMonotone),
        None => return Some(NotDefined::MaybeNotMonotone),
        Some(true) => {}
    }
    if body.wins(&|_| false) {
        Some(NotDefined::AlwaysPasses)
    } else if body.wins(&|_| true) {
        None
    } else {
        Some(NotDefined::NeverPasses)
    }
}

/// What an exact engine counts, if one can.
fn count(body: &Body, options: &Options, control: &Control<'_>) -> Result<Option<(PowerMethod, Counts)>, Stopped> {
    type Count = fn(&Body, &Limits, &Control<'_>) -> Result<Counts, GivenUp>;
    const ENGINES: [(Engine, PowerMethod, Count); 3] = [
        (Engine::GeneratingFunction, PowerMethod::GeneratingFunction, generating::counts),
        (Engine::DecisionDiagram, PowerMethod::DecisionDiagram, diagram::counts),
        (Engine::Enumeration, PowerMethod::Enumeration, enumeration::counts),
    ];
    for (engine, method, count) in ENGINES {
        if options.engine == engine || options.engine == Engine::Auto {
            match count(body, &options.limits, control) {
                Ok(counts) => return Ok(Some((method, counts))),
                Err(GivenUp::Stopped(stopped)) => return Err(stopped),
                Err(GivenUp::NotFor | GivenUp::TooLarge) => {}
            }
        }
    }
    Ok(None)
}

fn fill_counted(table: &mut PowerTable, counts: &Counts) {
    let players = table.parties.len();
    let all = power_of_two(players);
    let others = power_of_two(players.saturating_sub(1));
    let losing = counts.losing(&all);
    let swings = counts.swings.iter().fold(Natural::default(), |sum, swings| sum.plus(swings));
    let exact = |value: f64| Some(Estimate::exact(value));
    for (player, party) in table.parties.iter_mut().enumerate() {
        let own = &counts.swings[player];
        party.shapley_shubik = exact(counts.shapley_shubik[player]);
        party.banzhaf = own.over(&swings).and_then(exact);
        party.banzhaf_absolute = own.over(&others).and_then(exact);
        party.swings = Some(own.clone());
        party.coleman_prevent = own.over(&counts.winning).and_then(exact);
        party.coleman_initiate = own.over(&losing).and_then(exact);
        if let Some(minimal) = &counts.minimal {
            let memberships: f64 = minimal.memberships.iter().sum();
            let shares: f64 = minimal.shares.iter().sum();
            // the shares of one set sum to one: their sum over all sets is the number of sets
            party.deegan_packel = exact(minimal.shares[player] / shares);
            party.holler_packel = exact(minimal.memberships[player] / memberships);
        }
    }
    table.winning_share = counts.winning.over(&all).and_then(exact);
    table.winning = Some(counts.winning.clone());
    table.minimal_winning = counts.minimal.as_ref().map(|minimal| minimal.count.clone());
    table.disjoint = counts.disjoint;
}

fn power_of_two(power: usize) -> Natural {
    let mut digits = vec![0; power / 64 + 1];
    digits[power / 64] = 1 << (power % 64);
    Natural::from_digits(&digits)
}

fn fill_estimated(table: &mut PowerTable, estimates: &sampling::Estimates) {
    let half = |part: &Estimate| Estimate { value: part.value / 2.0, interval: part.interval.map(|(low, high)| (low / 2.0, high / 2.0)) };
    let winning = estimates.winning_share;
    let losing = Estimate { value: 1.0 - winning.value, interval: winning.interval.map(|(low, high)| (1.0 - high, 1.0 - low)) };
    let normalised = sampling::shares(&estimates.banzhaf_absolute);
    for (player, party) in table.parties.iter_mut().enumerate() {
        let absolute = estimates.banzhaf_absolute[player];
        party.shapley_shubik = Some(estimates.shapley_shubik[player]);
        party.banzhaf = normalised[player];
        party.banzhaf_absolute = Some(absolute);
        // swings are counted over the sets of the others, of which there are half as many as sets
        party.coleman_prevent = sampling::quotient(&half(&absolute), &winning);
        party.coleman_initiate = sampling::quotient(&half(&absolute), &losing);
    }
    table.winning_share = Some(winning);
    // draws can show that there are such sets, never that there are none
    table.disjoint = estimates.disjoint.then_some(true);
}
