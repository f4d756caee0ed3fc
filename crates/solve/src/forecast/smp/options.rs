//! What can be chosen.

use crate::forecast::choice::choices;

choices! {
    /// How the strengths of two coalitions become the chance that one of them wins.
    VictoryProbability {
        /// The share of the strength.
        Linear = "linear",
        /// The share of the squares.
        Square = "square",
        /// The share of the fourth powers.
        Quartic = "quartic",
        /// The share of the eighth powers.
        Octic = "octic",
        /// Certain for a side that is stronger by a tenth or more; between, a straight line in the share of the strength.
        Binary = "binary",
    }
}

choices! {
    /// How strongly an actor speaks for one of two positions, given its weight w and the difference δ of its utilities.
    VotingRule {
        /// w for the better one, whatever the difference.
        Binary = "binary",
        /// w (0.8 δ + 0.2 binary).
        PropBin = "prop-bin",
        /// w δ.
        Proportional = "proportional",
        /// w (0.5 δ + 0.5 δ³).
        PropCbc = "prop-cubic",
        /// w δ³.
        Cubic = "cubic",
        /// w δ against a loss, two thirds of that for a gain.
        AsymProsp = "asymmetric",
    }
}

choices! {
    /// How the chances of pairs become the chances of all positions.
    PositionChances {
        /// A position's chance is as the product of its chances against each other one.
        Conditional = "conditional",
        /// The lasting shares where the position that holds is challenged by each other one alike.
        MarkovUniform = "markov-uniform",
        /// The lasting shares where it is challenged the more, the stronger and likelier to win the challenger is.
        MarkovIncentive = "markov-incentive",
    }
}

choices! {
    /// Which of the bargains that concern it an actor carries out.
    Transitions {
        /// The likeliest.
        Deterministic = "deterministic",
        /// One drawn by its chance.
        Stochastic = "stochastic",
    }
}

choices! {
    /// Attitudes to risk, given by how likely the actor's position is to win among risk-neutral actors.
    RiskRange {
        /// From 0 for the least likely to 1 for the likeliest.
        Min = "min",
        /// From −1/2 to 1.
        Mid = "mid",
        /// From −1 to 1.
        Max = "max",
    }
}

choices! {
    /// What an actor takes another one's attitude to risk to be.
    RiskEstimate {
        /// Its own.
        None = "none",
        /// A third of the way from its own to the other's.
        OneThird = "one-third",
        /// Half of the way.
        Half = "half",
        /// Two thirds of the way.
        TwoThirds = "two-thirds",
        /// The other's true one.
        Full = "full",
    }
}

choices! {
    /// What third parties stake who take a side.
    ThirdPartyCommitment {
        /// They keep their own position, whoever wins.
        NoCommit = "none",
        /// They keep it if their side wins and lose it if the other does.
        SemiCommit = "semi",
        /// They take the position of whoever wins.
        FullCommit = "full",
    }
}

choices! {
    /// What each side's place in a bargain weighs, issue by issue.
    BargainWeights {
        /// Salience times chance to win.
        S1P1 = "s1p1",
        /// The squares of both.
        S2P2 = "s2p2",
        /// The square of salience, for the likelier winner alone.
        S2PMax = "s2pmax",
    }
}

choices! {
    /// Which bargains a challenge brings about.
    Proposal {
        /// The one that the initiator sees.
        InitOnlyInterp = "initiator",
        /// That, and the one that the receiver sees.
        InitRcvrInterp = "both",
        /// The mean of the two, weighted by capability times salience.
        PwCompInterp = "compromise",
    }
}

choices! {
    /// What saliences over several issues mean: an actor's may sum to 1 at most.
    SalienceScale {
        /// All are divided by the largest sum of an actor's where that is above 1.
        Shares = "shares",
        /// Taken as they are; where an actor's sum to more than 1 it resists challenges with more than certainty.
        AsGiven = "as-given",
    }
}

/// What can be chosen. The default is that of the published program.
#[derive(Clone, PartialEq, Debug)]
pub struct Options {
    /// Pairs: from strength to chance.
    pub victory: VictoryProbability,
    /// From utilities to strength.
    pub voting: VotingRule,
    /// From pairs to all positions.
    pub chances: PositionChances,
    /// Which bargain is carried out.
    pub transitions: Transitions,
    /// Attitudes to risk.
    pub risk_range: RiskRange,
    /// What others take them to be.
    pub risk_estimate: RiskEstimate,
    /// What third parties stake.
    pub third_parties: ThirdPartyCommitment,
    /// What each side weighs in a bargain.
    pub weights: BargainWeights,
    /// Which bargains a challenge brings about.
    pub proposal: Proposal,
    /// What saliences over several issues mean.
    pub saliences: SalienceScale,
    /// `accommodation[i][j]`, over the actors of the table: how much i's ideal takes over from j's position in each turn; what is
    /// left of 1 stays with i's ideal before. None: each takes over its own position in full, so that what it has agreed to it
    /// wants.
    pub accommodation: Option<Vec<Vec<f64>>>,
    /// Where drawing starts, under [`Transitions::Stochastic`].
    pub seed: u64,
    /// No more turns than this.
    pub turns: usize,
    /// It has settled once a turn moves the actors, taken together, by less than this share of what the first moved them.
    pub settled: f64,
    /// Positions nearer than this (in shares of the range) are one.
    pub same_position: f64,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            victory: VictoryProbability::Linear,
            voting: VotingRule::Proportional,
            chances: PositionChances::Conditional,
            transitions: Transitions::Deterministic,
            risk_range: RiskRange::Mid,
            risk_estimate: RiskEstimate::OneThird,
            third_parties: ThirdPartyCommitment::SemiCommit,
            weights: BargainWeights::S2P2,
            proposal: Proposal::InitOnlyInterp,
            saliences: SalienceScale::Shares,
            accommodation: None,
            seed: 15_455_440_707_583_219_804,
            turns: 100,
            settled: 0.02,
            same_position: 1e-3,
        }
    }
}
