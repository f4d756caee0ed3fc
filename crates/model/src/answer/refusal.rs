//! What follows if a party refuses what is proposed.

use super::{Decisive, Finding, FrameDescription, Instead, Named, Otherwise, Proposed, Surplus};

/// Who refuses with a party.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Joiner {
    /// Who.
    pub party: Named,
    /// Whether it surely does; perhaps otherwise.
    pub surely: bool,
    /// In which round, from 1.
    pub round: u64,
}

/// A group within which a party may stand alone.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Isolation {
    /// What the group is.
    pub group: String,
    /// Its members, the party among them.
    pub members: Vec<Named>,
    /// Those who surely refuse with it.
    pub with: Vec<Named>,
    /// Those who perhaps do.
    pub perhaps: Vec<Named>,
    /// Whether it stands alone.
    pub isolated: Finding,
}

/// How what follows compares with something, for the party.
#[derive(Clone, PartialEq, Debug)]
pub struct Balance {
    /// Whether it is surely better off, surely worse off, surely as well off; none of them: not known or it depends.
    pub standing: Option<crate::order::Standing>,
    /// By how much, where its utility alone gives its order: what follows, less what it is compared with.
    pub difference: Option<Surplus>,
    /// What decides, against one state that may follow.
    pub because: Option<Decisive>,
}

/// Whether a refusal could still be held in another phase.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NextPhase {
    /// The event.
    pub event: Named,
    /// Whether the party's consent is still needed then; none where the question no longer arises.
    pub needed: Option<bool>,
    /// Whether its consent still counts.
    pub counts: bool,
    /// Whether it would then rather accept.
    pub accepts: Option<Finding>,
    /// Whether the others would then sign without it.
    pub signed_without: Option<Finding>,
    /// Why it cannot be said, if it cannot.
    pub not_said: Option<String>,
}

/// What follows a party's refusal.
#[derive(Clone, PartialEq, Debug)]
pub struct RefusalFinding {
    /// What it is about.
    pub frame: FrameDescription,
    /// What is proposed.
    pub proposed: Proposed,
    /// So many steps are followed where nothing is signed; none: all.
    pub horizon: Option<u64>,
    /// Who refuses.
    pub party: Named,
    /// Whether nothing can be signed without it.
    pub needed: bool,
    /// Whether its consent counts.
    pub counts: bool,
    /// Whether it would accept if nobody else refused.
    pub accepts: Finding,
    /// Who refuses with it.
    pub joiners: Vec<Joiner>,
    /// Those whose consent counts, in file order.
    pub consenters: Vec<Named>,
    /// In which groups it stands alone.
    pub isolation: Vec<Isolation>,
    /// What happens then.
    pub then: Otherwise,
    /// Against the package.
    pub against_package: Balance,
    /// Against the state of affairs.
    pub against_start: Balance,
    /// The terms of the package that come about in all that may follow.
    pub kept: Vec<usize>,
    /// Those that come about in none of it.
    pub lost: Vec<usize>,
    /// Those that come about in some.
    pub open: Vec<usize>,
    /// Whether the refusal could be held in the phases that follow.
    pub phases: Vec<NextPhase>,
    /// The nearest packages that the party and whoever else is needed would sign.
    pub instead: Instead,
    /// What was left out, in plain words.
    pub remarks: Vec<String>,
}
