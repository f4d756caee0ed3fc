//! What was claimed about a case before it was solved, and what was found about it.

/// What a finding says about a claim.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Verdict {
    /// The finding that would confirm it is there.
    Confirmed,
    /// The finding that would make it false is there.
    Contradicted,
    /// Neither is.
    Open,
}

impl Verdict {
    /// All verdicts, in the order of tables.
    pub const ALL: [Self; 3] = [Self::Confirmed, Self::Contradicted, Self::Open];

    /// The word of files and pages.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Confirmed => "confirmed",
            Self::Contradicted => "contradicted",
            Self::Open => "open",
        }
    }
}

/// What was found about a claim.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Judged {
    /// With every party as it is coded first.
    pub verdict: Verdict,
    /// Over combinations of codings: how many give each verdict, in the order of [`Verdict::ALL`]; none if that was not counted.
    pub codings: Option<[u64; 3]>,
    /// In plain words.
    pub told: String,
}

/// Something that was claimed, so that it can be true or false.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Claim {
    /// The name in its file.
    pub id: String,
    /// Who claimed it.
    pub speaker: String,
    /// What, in the analyst's words.
    pub text: String,
    /// Whether the same passage is an assumption of the model, so that a confirmation is no more than consistency.
    pub also_input: bool,
    /// What was found; none if it cannot be judged yet.
    pub judged: Option<Judged>,
    /// What must exist before it can be judged, if said.
    pub waits_for: Option<String>,
}
