//! Whether a claim holds, or fails, under some completion of what is stated.
//!
//! Depth first over the comparisons on which a claim is open, each answered in both ways ("better", "no better"), the one that helps first.
//! Where the claim is settled, every completion of what has been answered so far agrees. No answer that is open can lead to a contradiction,
//! so a claim found to hold in this way does hold under a completion; and where the search ends, no other does.

use super::claim::{Claim, Cut, Lean, Open, Status, Walker, World};

/// What a search found.
pub(super) enum Found<'a> {
    /// Answers under which the claim is as asked for, whatever the rest.
    Under(World<'a>),
    /// There are none.
    Nowhere,
}

impl Walker<'_> {
    /// Answers that extend `world` under which the claim holds (`goal`) or fails.
    ///
    /// # Errors
    /// [`Cut`] where the work allowed is done first.
    pub(super) fn search<'w>(&mut self, world: &World<'w>, claim: Claim, goal: bool) -> Result<Found<'w>, Cut> {
        if claim.player.is_none() && !goal {
            // an equilibrium fails where one party's stability does
            for player in 0..self.players() {
                if let Found::Under(world) = self.search(world, Claim { player: Some(player), ..claim }, false)? {
                    return Ok(Found::Under(world));
                }
            }
            return Ok(Found::Nowhere);
        }
        // a focal party's own comparisons with the state are settled at once, unless others' findings turn on them too
        let lean = (claim.player.is_some() || !claim.terms.asks_others()).then_some(Lean {
            player: claim.player,
            state: claim.state,
            stays: goal,
        });
        let mut waiting: Vec<World<'w>> = vec![World { lean, ..world.clone() }];
        while let Some(world) = waiting.pop() {
            match (self.status(&world, claim)?, goal) {
                (Status::Holds, true) | (Status::Fails, false) => return Ok(Found::Under(world)),
                (Status::Holds, false) | (Status::Fails, true) => {}
                (Status::Open(open), _) => {
                    // what helps a claim to hold: a focal party that likes nothing better, others who like to move
                    let helps_better = open.own != goal;
                    waiting.push(answered(&world, open, !helps_better));
                    waiting.push(answered(&world, open, helps_better));
                }
            }
        }
        Ok(Found::Nowhere)
    }
}

fn answered<'w>(world: &World<'w>, open: Open, better: bool) -> World<'w> {
    let mut world = world.clone();
    let relation = &mut world.relations[open.player];
    if better {
        relation.add_better(open.to, open.from)
    } else {
        relation.add_no_better(open.to, open.from)
    }
    world
}
